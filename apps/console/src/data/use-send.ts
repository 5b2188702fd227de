/** Sends a write; the same content keeps its idempotency key, so that trying again after a lost answer can't do it twice. */
import type { Answer, Failed } from '@ringfence/contract'
import { useRef, useState } from 'preact/hooks'

export interface Sending<Body> {
  readonly send: (body: Body) => Promise<void>
  readonly isSending: boolean
  readonly failure: Failed | undefined
  readonly forget: () => void
}

export function useSend<Body, T>(
  call: (body: Body, idempotencyKey: string) => Promise<Answer<T>>,
  onDone: (data: T) => void,
): Sending<Body> {
  const [isSending, setSending] = useState(false)
  const [failure, setFailure] = useState<Failed>()
  const attempt = useRef({ content: '', key: '' })

  async function send(body: Body): Promise<void> {
    const content = JSON.stringify(body) ?? ''
    if (attempt.current.content !== content) attempt.current = { content, key: crypto.randomUUID() }
    setSending(true)
    setFailure(undefined)
    const answer = await call(body, attempt.current.key)
    setSending(false)
    if (!answer.ok && answer.code === 'network') return setFailure(answer)
    attempt.current = { content: '', key: '' }
    return answer.ok ? onDone(answer.data) : setFailure(answer)
  }
  return { send, isSending, failure, forget: () => setFailure(undefined) }
}
