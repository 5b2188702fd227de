/** What is said of gift cards where the common words would speak of pay codes. */
import type { Failed } from '@ringfence/contract'
import { type Advice, adviceFor } from '../../advice.ts'

export function cardAdvice(failed: Failed): Advice {
  if (failed.code === 'code_invalid') {
    return {
      title: 'This number and PIN don’t belong together.',
      detail: 'Compare both with the card, and try again. After ten wrong tries a card is locked for half an hour.',
    }
  }
  if (failed.code === 'limit_exceeded') {
    return { title: 'Too many tries for now.', detail: 'Wait half an hour, or take the card to a till.' }
  }
  return adviceFor(failed)
}
