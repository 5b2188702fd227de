import type { Answer, Failed } from '@ringfence/contract'
import { online } from '@ringfence/ui'
import { useCallback, useEffect, useRef, useState } from 'preact/hooks'

export interface Query<T> {
  /** The last good answer, also while a newer one is on its way or has failed. */
  readonly data: T | undefined
  readonly failure: Failed | undefined
  readonly loading: boolean
  readonly reload: () => void
}

type State<T> = Omit<Query<T>, 'reload'> & { key: string }

/** Asks once for each key, and again on `reload`. The key names everything that `load` depends on. */
export function useQuery<T>(key: string, load: (signal: AbortSignal) => Promise<Answer<T>>): Query<T> {
  const blank = { key, data: undefined, failure: undefined, loading: true }
  const [state, setState] = useState<State<T>>(blank)
  const latest = useRef(load)
  latest.current = load
  const running = useRef<AbortController | undefined>(undefined)

  const reload = useCallback(() => {
    running.current?.abort()
    const run = new AbortController()
    running.current = run
    setState(old => (old.key === key ? { ...old, loading: true } : { ...blank, key }))
    void latest.current(run.signal).then(answer => {
      if (run.signal.aborted) return
      const settled = answer.ok ? { data: answer.data, failure: undefined } : { failure: answer }
      setState(old => ({ ...(old.key === key ? old : blank), ...settled, key, loading: false }))
    })
  }, [key])

  useEffect(() => {
    reload()
    return () => running.current?.abort()
  }, [reload])

  const isOnline = online.value
  useEffect(() => {
    if (isOnline && state.failure?.code === 'network') reload()
  }, [isOnline])

  const { data, failure, loading } = state.key === key ? state : blank
  return { data, failure, loading, reload }
}
