/** What a screen shows of the server: loading, ready, or failed with a retry. */
import type { Answer } from '@ringfence/contract'
import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { type Advice, adviceFor } from './advice.ts'

export type Remote<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly data: T }
  | ({ readonly state: 'failed' } & Advice)

/** Asks once more when the token was refused: the second time it is a new one. */
export async function ask<T>(call: () => Promise<Answer<T>>): Promise<Answer<T>> {
  const answer = await call()
  return !answer.ok && answer.code === 'unauthenticated' ? call() : answer
}

/**
 * Loads when `key` changes, and again when asked to. What was loaded stays while the same key loads again, also when
 * that fails.
 */
export function useRemote<T>(key: string, call: () => Promise<Answer<T>>): [Remote<T>, reload: () => void] {
  const [remote, setRemote] = useState<Remote<T>>({ state: 'loading' })
  const latest = useRef({ key: '', call })
  latest.current = { key, call }

  const reload = useCallback(async () => {
    const answer = await ask(latest.current.call)
    if (latest.current.key !== key) return
    if (answer.ok) setRemote({ state: 'ready', data: answer.data })
    else setRemote(before => (before.state === 'ready' ? before : failed(answer)))
  }, [key])

  useEffect(() => {
    setRemote({ state: 'loading' })
    void reload()
  }, [reload])
  return [remote, reload]
}

const failed = (answer: Answer<unknown> & { ok: false }) =>
  ({ state: 'failed', ...adviceFor(answer.code, answer.problem) }) as const
