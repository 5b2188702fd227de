import type { Answer, Failed } from '@ringfence/contract'
import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { online } from '../online.ts'

export interface Query<T> {
  /** The last good answer, also while a newer one is on its way or has failed. */
  readonly data: T | undefined
  readonly failure: Failed | undefined
  readonly loading: boolean
  readonly reload: () => void
}

type State<T> = Omit<Query<T>, 'reload'> & { key: string }
const blank = { data: undefined, failure: undefined, loading: true }

/**
 * Asks once for each key, and again on `reload`. A reload while one is under way is not lost: it follows.
 * The key names everything that `load` depends on. What failed for want of a network is asked again when it is back.
 */
export function useQuery<T>(key: string, load: (signal: AbortSignal) => Promise<Answer<T>>): Query<T> {
  const [state, setState] = useState<State<T>>({ key, ...blank })
  const latestLoad = useRef(load)
  latestLoad.current = load
  const running = useRef<{ key: string; abort: AbortController; again: boolean } | undefined>(undefined)

  const reload = useCallback(() => {
    if (running.current?.key === key) {
      running.current.again = true
      return
    }
    running.current?.abort.abort()
    const run = { key, abort: new AbortController(), again: false }
    running.current = run
    setState(old => (old.key === key ? { ...old, loading: true } : { key, ...blank }))
    void latestLoad.current(run.abort.signal).then(answer => {
      if (run.abort.signal.aborted) return
      running.current = undefined
      setState(old => settle(old.key === key ? old : { key, ...blank }, answer))
      if (run.again) reload()
    })
  }, [key])

  useEffect(() => {
    reload()
    return () => {
      running.current?.abort.abort()
      running.current = undefined
    }
  }, [reload])

  const isOnline = online.value
  useEffect(() => {
    if (isOnline && state.failure?.code === 'network') reload()
  }, [isOnline])

  const { data, failure, loading } = state.key === key ? state : blank
  return { data, failure, loading, reload }
}

function settle<T>(old: State<T>, answer: Answer<T>): State<T> {
  return answer.ok
    ? { ...old, data: answer.data, failure: undefined, loading: false }
    : { ...old, failure: answer, loading: false }
}
