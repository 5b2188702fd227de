/**
 * One wish to load an amount from a card. Its idempotency key is made once and kept until the outcome is known, so that
 * sending it again, even after the app was closed, never charges twice.
 */
import type { Answer, Failed, LiveEvent, Load, PaymentAction } from '@ringfence/contract'

export interface LoadIntent {
  readonly key: string
  readonly amount: number
  readonly currency: string
  readonly methodId: string
}

export type Outcome =
  | { readonly state: 'done' | 'pending' | 'declined'; readonly load: Load }
  /** The bank asks the customer to confirm it. */
  | { readonly state: 'challenge'; readonly load: Load; readonly action: PaymentAction }
  /** Refused for good: nothing was charged, and another try is another intent. */
  | { readonly state: 'refused'; readonly failure: Failed }
  /** Nobody knows whether it was charged: only the same intent may be sent again. */
  | { readonly state: 'unknown'; readonly failure: Failed }

export function outcomeOf(answer: Answer<Load>): Outcome {
  if (answer.ok) {
    const { status, action } = answer.data
    if (status === 'pending' && action) return { state: 'challenge', load: answer.data, action }
    return { state: status === 'succeeded' ? 'done' : status === 'failed' ? 'declined' : 'pending', load: answer.data }
  }
  const isUnknown = answer.code === 'network' || answer.code === 'request_in_flight' || answer.status >= 500
  return { state: isUnknown ? 'unknown' : 'refused', failure: answer }
}

/** What an event says about an outcome that is shown; undefined when it is about something else. */
export function outcomeAfter(outcome: Outcome | undefined, event: LiveEvent): Outcome | undefined {
  if (!outcome || !('load' in outcome) || outcome.load.id !== event.id) return undefined
  if (outcome.state !== 'pending' && outcome.state !== 'challenge') return outcome
  if (event.type === 'load.succeeded') return { state: 'done', load: { ...outcome.load, status: 'succeeded' } }
  return { state: 'declined', load: { ...outcome.load, status: 'failed' } }
}
