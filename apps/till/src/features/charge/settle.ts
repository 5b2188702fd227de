/**
 * Sends one request, with one idempotency key, until its outcome is known. A broken network tells nothing about the
 * outcome, so the same request goes out again: the server answers a second arrival with its first answer.
 */
import type { Answer } from '@ringfence/contract'
import type { FailureCode } from '../../advice.ts'

export interface SettleOptions {
  /** Ends the asking; the outcome then stays unknown and is answered as `network`. */
  readonly signal: AbortSignal
  /** Waits before the try with this number, 1 being the first repeat. */
  readonly wait: (tries: number, signal: AbortSignal) => Promise<void>
  /** Told before each repeat. */
  readonly onUncertain: (tries: number) => void
}

/** The request may have arrived: asked for as long as it takes. */
const unknownOutcomes: ReadonlySet<FailureCode> = new Set<FailureCode>(['network', 'request_in_flight'])
/** Worth a few more tries; then the answer stands. */
const passingTroubles: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'overloaded',
  'internal_error',
  'psp_unavailable',
])
const passingTriesMax = 4

export async function settle<T>(send: () => Promise<Answer<T>>, options: SettleOptions): Promise<Answer<T>> {
  let troubles = 0
  let refusals = 0
  for (let tries = 1; ; tries++) {
    const answer = await send()
    if (answer.ok || options.signal.aborted) return answer
    if (passingTroubles.has(answer.code)) troubles++
    else if (answer.code === 'unauthenticated') refusals++
    else if (!unknownOutcomes.has(answer.code)) return answer
    // A refused token is renewed once; refused again, somebody has to sign in.
    if (troubles > passingTriesMax || refusals > 1) return answer
    options.onUncertain(tries)
    await options.wait(tries, options.signal)
    if (options.signal.aborted) return answer
  }
}

/** Half a second, doubling up to five seconds, or until the network is back. */
export function backOff(tries: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const done = () => {
      clearTimeout(timer)
      removeEventListener('online', done)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, Math.min(500 * 2 ** (tries - 1), 5_000))
    addEventListener('online', done)
    signal.addEventListener('abort', done)
  })
}
