/** What the customer reads when something is refused: what happened and what to do, never a code alone. */
import type { ErrorCode, Failed, Problem } from '@ringfence/contract'

export interface Advice {
  readonly title: string
  readonly detail: string
}

export type FailureCode = ErrorCode | 'network'

const say = (title: string, detail: string): Advice => ({ title, detail })
const outdated = say('This app is out of date.', 'Close it and open it again.')

const advice: Record<FailureCode, Advice> = {
  network: say('No connection.', 'Nothing was lost. Try again when you are back online.'),
  insufficient_funds: say('Your balance is too small for this.', 'Load some money first.'),
  balance_limit_exceeded: say('Your balance can hold no more.', 'Choose a smaller amount.'),
  psp_unavailable: say('The card network does not answer.', 'You are not charged twice. Try again in a moment.'),
  account_frozen: say('Your card is frozen.', 'Unfreeze it under Cards, or ask support if they froze it.'),
  currency_mismatch: say('Your account holds another currency.', 'Choose an amount in the currency of your account.'),
  request_in_flight: say('This is still being worked on.', 'Wait a moment, then try again. You are charged only once.'),
  overloaded: say('Too busy right now.', 'Try again in a moment.'),
  internal_error: say('Something went wrong on our side.', 'Try again in a moment.'),
  load_spent: say('That load is spent.', 'Only what is unspent can go back.'),
  card_not_confirmed: say('Your bank has not confirmed this card.', 'Confirm it with your bank, or take another card.'),
  limit_exceeded: say('Too many tries for now.', 'Wait until tomorrow, or load with cash at a till.'),
  not_found: say('This is no longer here.', 'Go back and choose again.'),
  unauthenticated: say('You are signed out.', 'Sign in again to go on.'),
  forbidden: say('You may not do that.', 'Sign in as someone who may.'),
  code_invalid: say('This code is not known.', 'Close the pay code and open it again.'),
  code_expired: say('This code has expired.', 'The next one is shown by itself.'),
  code_used: say('This code was used already.', 'The next one is shown in a moment.'),
  validation_failed: say('Something here does not fit.', 'Check what you entered and try again.'),
  second_person_required: say('You may not do that.', 'Ask someone else to approve it.'),
  step_up_required: say('Confirm that it is you.', 'Sign in again, then repeat this.'),
  approval_closed: say('This was decided before.', 'Ask the staff.'),
  staff_exists: say('This is for the brand.', 'Ask the staff.'),
  last_administrator: say('This is for the brand.', 'Ask the staff.'),
  too_many_administrators: say('This is for the brand.', 'Ask the staff.'),
  key_in_use: say('This key is known already.', 'Try again.'),
  too_many_keys: say('This is for the brand.', 'Ask the staff.'),
  bulk_load_closed: say('This is over already.', 'Look at how it ended.'),
  approval_required: say('You may not do that.', 'Ask the staff for help.'),
  hold_closed: say('This is closed.', 'The amount was charged or released.'),
  hold_open: say('This is not charged yet.', 'Wait until the store has charged it.'),
  request_closed: say('This can no longer be paid.', 'Ask the staff for a new code.'),
  already_tipped: say('You gave a tip already.', 'Thank you! Look at the receipt.'),
  too_late: say('It is too late for that.', 'Ask the staff for help.'),
  amount_too_high: say('That is too much.', 'Choose a smaller amount.'),
  already_resolved: say('This was settled before.', 'Look again in a moment.'),
  shift_open: say('This is for the till.', 'Ask the staff.'),
  shift_closed: say('This is for the till.', 'Ask the staff.'),
  shift_required: say('This till is not open yet.', 'Ask the staff.'),
  webhook_endpoint_disabled: say('This is for the brand.', 'Ask the staff.'),
  webhook_url_refused: say('This is for the brand.', 'Ask the staff.'),
  already_refunded: say('This was given back before.', 'Look at the receipt for what was refunded.'),
  gift_claimed: say('This gift was claimed already.', 'It belongs to someone. Ask the person who sent it.'),
  gift_closed: say('This gift is no longer open.', 'It was cancelled or given back.'),
  gift_card_used: say('Part of this gift card was spent.', 'What was spent can’t be taken back.'),
  gift_card_empty: say('Nothing is left on this gift card.', 'Leave it out and try again.'),
  resend_limit_reached: say('This was sent as often as it may be.', 'Ask the recipient to look in the spam folder.'),
  basket_mismatch: say('The items do not add up.', 'Ask the staff to ring it up again.'),
  idempotency_key_reused: say('This was sent before with another amount.', 'Look at your activity, then start again.'),
  signature_invalid: say('This can only be done at a till.', 'Ask the staff for help.'),
  card_blocked: say('This card is blocked.', 'Replace it, or ask support to release it.'),
  card_closed: say('This card is no longer in use.', 'Go back and choose another card.'),
  card_not_pending: say('This card was activated before.', 'Add it by its number and PIN.'),
  batch_not_ready: say('These cards are still being made.', 'Try again in a moment.'),
  batch_downloaded: say('These numbers were downloaded before.', 'They are told only once.'),
  request_refused: say('This was refused.', 'Leave out signs and links, or try another network.'),
  would_lock_out: say('You may not do that.', 'It would lock you out.'),
  rule_limit_reached: say('You may not do that.', 'There are too many of these.'),
  version_retired: outdated,
  malformed_request: outdated,
  idempotency_key_missing: outdated,
  method_not_allowed: outdated,
  payload_too_large: outdated,
  unsupported_media_type: outdated,
}

export function adviceFor({ code, problem }: { code: FailureCode; problem?: Problem | undefined }): Advice {
  // A code that this version does not know is told by the server's own title.
  if (problem && problem.code !== code && problem.title) return say(problem.title, 'Try again in a moment.')
  return advice[code]
}

/** The same as one line, for a toast. */
export function adviceLine(failed: Failed): string {
  const { title, detail } = adviceFor(failed)
  return `${title} ${detail}`
}
