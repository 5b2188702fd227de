/** Sends what is done to a shift until its outcome is known, with one key: the server does it once. */
import type { Answer } from '@ringfence/contract'
import { toast } from '@ringfence/ui'
import { useRef, useState } from 'preact/hooks'
import { adviceFor } from '../../advice.ts'
import { ask } from '../../remote.ts'

/** `send` keeps its key until there is an answer, so that pressing again after a lost one repeats the same request. */
export function useOnce<T>(
  call: (idempotencyKey: string) => Promise<Answer<T>>,
  onDone: (data: T) => void,
): [send: () => void, isSending: boolean] {
  const [isSending, setSending] = useState(false)
  const key = useRef<string>()
  const send = async () => {
    setSending(true)
    key.current ??= crypto.randomUUID()
    const idempotencyKey = key.current
    const answer = await ask(() => call(idempotencyKey))
    setSending(false)
    if (answer.ok || answer.code !== 'network') key.current = undefined
    if (answer.ok) return onDone(answer.data)
    const { title, detail } = adviceFor(answer.code, answer.problem)
    return toast(`${title} ${detail}`, { tone: 'bad', dismissMs: 6_000 })
  }
  return [() => void send(), isSending]
}
