/** What the cashier reads when something is refused: what happened and what to do, never a code alone. */
import type { ErrorCode, Problem } from '@ringfence/contract'

export interface Advice {
  readonly title: string
  readonly detail: string
}

export type FailureCode = ErrorCode | 'network'

const say = (title: string, detail: string): Advice => ({ title, detail })

const advice: Record<FailureCode, Advice> = {
  network: say('No connection.', 'Check the network of this till, then try again.'),
  insufficient_funds: say('Not enough balance.', 'Ask for another way to pay, or load cash.'),
  code_invalid: say('This code is not known.', 'Ask the customer to open the pay code and scan it again.'),
  code_expired: say('This code has expired.', 'Ask for a new one: the phone shows it by itself. Then scan again.'),
  code_used: say('This code was used already.', 'Ask for a new one: the phone shows it in a moment. Then scan again.'),
  account_frozen: say(
    'This account is frozen.',
    'Ask for another way to pay. The customer can unfreeze it in the app.',
  ),
  currency_mismatch: say('This account holds another currency.', 'Ask for another way to pay.'),
  basket_mismatch: say('The basket does not add up.', 'Clear it and ring it up again, or key in the amount.'),
  balance_limit_exceeded: say(
    'The account can hold no more.',
    'Choose a smaller amount, or give the money back in cash.',
  ),
  approval_required: say('This is above what you may give back alone.', 'Ask a second person to approve it.'),
  hold_closed: say('This hold is closed.', 'It was captured, voided or has expired.'),
  hold_open: say('This is still a hold.', 'Capture or void it instead.'),
  request_closed: say('This request is closed.', 'It was paid or cancelled, or has expired. Show a new code.'),
  already_tipped: say('This payment has a tip already.', 'Look at the receipt.'),
  too_late: say('It is too late for that.', 'Give a refund instead.'),
  amount_too_high: say('That is more than may be taken.', 'Choose a smaller amount.'),
  already_resolved: say('This was settled before.', 'Reload the page to see how.'),
  shift_open: say('A shift is open already.', 'Close it first, or go on with it.'),
  shift_closed: say('This shift is closed.', 'Open a new one to go on.'),
  shift_required: say('No shift is open.', 'Count the drawer and open a shift first. Nothing was charged.'),
  webhook_endpoint_disabled: say('This is for the office.', 'Ask an administrator.'),
  webhook_url_refused: say('This is for the office.', 'Ask an administrator.'),
  already_refunded: say(
    'That is more than is left of this payment.',
    'Look at the refunds made so far and choose less.',
  ),
  second_person_required: say('You may not do that.', 'Ask someone else to approve it.'),
  step_up_required: say('Confirm that it is you.', 'Sign in again, then repeat this.'),
  approval_closed: say('This was decided before.', 'Look again to see how.'),
  staff_exists: say('This is for the office.', 'Ask an administrator.'),
  last_administrator: say('This is for the office.', 'Ask an administrator.'),
  too_many_administrators: say('This is for the office.', 'Ask an administrator.'),
  key_in_use: say('This key is known already.', 'Reload this page and enrol the till again.'),
  too_many_keys: say('This is for the office.', 'Ask an administrator.'),
  bulk_load_closed: say('This is over already.', 'Reload the page to see how it stands.'),
  gift_claimed: say('This gift was claimed already.', 'It belongs to another customer.'),
  gift_closed: say('This gift is no longer open.', 'It was cancelled or given back before.'),
  gift_card_used: say('Part of this gift card was spent.', 'Only an unspent card can be given back.'),
  gift_card_empty: say('Nothing is left on this gift card.', 'Take another tender.'),
  resend_limit_reached: say('This was sent as often as it may be.', 'The customer finds the receipt in the app.'),
  load_spent: say('That load is spent.', 'Choose less, or ask support.'),
  card_not_confirmed: say('The card is not confirmed yet.', 'Ask the customer to confirm it in the app.'),
  limit_exceeded: say('Too much for now.', 'Wait a while, then try again.'),
  not_found: say('This is no longer there.', 'Reload this page. If it stays so, tell your manager.'),
  overloaded: say('Too busy right now.', 'Nothing was charged. Wait a moment and scan again.'),
  psp_unavailable: say('The payment provider does not answer.', 'Nothing was charged twice. Try again in a moment.'),
  internal_error: say('Something went wrong on our side.', 'Look under Payments before you charge again.'),
  request_in_flight: say('This is still being worked on.', 'Look under Payments before you charge again.'),
  unauthenticated: say('You are signed out.', 'Sign in again. The basket stays.'),
  signature_invalid: say('This till is not recognised.', 'Check its date and time, then sign out and in again.'),
  forbidden: say('You may not do that.', 'Ask a shift lead or the store manager.'),
  validation_failed: say('Something here does not fit.', 'Check the amounts and try again.'),
  card_blocked: say('This card is blocked.', 'The customer can replace it in the app, or ask support.'),
  card_closed: say('This card is no longer in use.', 'Ask for another way to pay.'),
  card_not_pending: say('This card was activated before.', 'Take another card from the rack.'),
  batch_not_ready: say('These cards are still being made.', 'Try again in a moment.'),
  batch_downloaded: say('These numbers were downloaded before.', 'They are told only once.'),
  request_refused: say('This was refused.', 'Check the network of this till. If it stays so, tell your manager.'),
  would_lock_out: say('You may not do that.', 'It would lock you out.'),
  rule_limit_reached: say('You may not do that.', 'There are too many of these.'),
  version_retired: say('This till is out of date.', 'Reload this page. If it stays so, tell your manager.'),
  malformed_request: say('The request was not understood.', 'Reload this page and try again.'),
  idempotency_key_missing: say('The request was not complete.', 'Reload this page and try again.'),
  idempotency_key_reused: say(
    'This was sent before with other content.',
    'Look under Payments before you charge again.',
  ),
  method_not_allowed: say('This till is out of date.', 'Reload this page and try again.'),
  payload_too_large: say('The basket is too large.', 'Charge it in two parts.'),
  unsupported_media_type: say('This till is out of date.', 'Reload this page and try again.'),
}

export function adviceFor(code: FailureCode, problem?: Problem): Advice {
  return advice[code] ?? say(problem?.title ?? 'Something went wrong.', 'Try again.')
}
