/** What a button does: sent once at a time, and safe to try again. */
import type { Answer, Failed } from '@ringfence/contract'
import { useRef, useState } from 'preact/hooks'
import { Attempts } from './attempts.ts'

export interface Deed {
  readonly isBusy: boolean
  readonly failure: Failed | undefined
  readonly forget: () => void
  /** `content` is what makes this request another one; when it fails, `failure` says why. */
  readonly run: <T>(
    content: unknown,
    send: (idempotencyKey: string) => Promise<Answer<T>>,
    onDone: (data: T) => void,
  ) => Promise<void>
}

export function useDeed(): Deed {
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failed>()
  const attempts = useRef(new Attempts())
  const isRunning = useRef(false)
  return {
    isBusy,
    failure,
    forget: () => setFailure(undefined),
    run: async (content, send, onDone) => {
      if (isRunning.current) return
      isRunning.current = true
      setBusy(true)
      setFailure(undefined)
      const answer = await send(attempts.current.keyFor(content))
      attempts.current.settle(answer)
      isRunning.current = false
      setBusy(false)
      if (answer.ok) onDone(answer.data)
      else setFailure(answer)
    },
  }
}
