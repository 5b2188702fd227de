/** What a failure is called on screen: what happened, and what to do. Codes are never shown. */
import type { ErrorCode, Failed } from '@ringfence/contract'

export interface FailureText {
  readonly title: string
  readonly advice: string
}

const text = (title: string, advice: string): FailureText => ({ title, advice })
const ours = 'Nothing was changed. Reload the page; if it happens again, tell your administrator.'

const texts = {
  network: text('No connection', 'Check the network, then try again. Nothing was lost.'),
  malformed_request: text('The request was not understood', ours),
  validation_failed: text('Something in the form is not right', 'Check what you entered and try again.'),
  idempotency_key_missing: text('The request was not complete', ours),
  unauthenticated: text('You are signed out', 'Sign in again to go on.'),
  signature_invalid: text('This can only be done at a till', 'Use a till that is enrolled, or ask support.'),
  insufficient_funds: text('The balance does not cover this amount', 'Ask for another way to pay the rest.'),
  forbidden: text('Your role may not do this', 'Ask an administrator if you need it.'),
  not_found: text('There is nothing here', 'It may belong to another store, or the address is not complete.'),
  method_not_allowed: text('The request was not understood', ours),
  request_in_flight: text('This is being worked on', 'Wait a moment, then try again.'),
  code_used: text('This code was used already', 'Ask the customer for a new one.'),
  account_frozen: text('The account is frozen', 'It takes no money in or out until it is released.'),
  approval_required: text('This is above the limit', 'Ask for the approval of a second person.'),
  hold_closed: text('This hold is closed', 'It was captured, voided or has expired.'),
  hold_open: text('This is still a hold', 'Capture or void it instead.'),
  request_closed: text('This is no longer open', 'It was paid or cancelled, or has expired.'),
  already_tipped: text('This payment has a tip already', 'Look at the receipt.'),
  too_late: text('The time for this has passed', 'Give a refund instead.'),
  amount_too_high: text('This is more than may be taken', 'Choose a smaller amount.'),
  already_resolved: text('This was settled before', 'Reload the page to see how, and by whom.'),
  shift_open: text('A shift is open at this till', 'It has to be closed first.'),
  shift_closed: text('The shift is closed', 'Its report stands as it was.'),
  shift_required: text('No shift is open at this till', 'The cashier opens one first.'),
  webhook_endpoint_disabled: text('This endpoint is disabled', 'Enable it first.'),
  webhook_url_refused: text('Webhooks are not sent there', 'Give a public https address.'),
  already_refunded: text('That is more than what is left', 'Choose a smaller amount: part was refunded before.'),
  second_person_required: text(
    'Another person must approve this',
    'You proposed it, or one of you two gave the other access. Ask a colleague.',
  ),
  step_up_required: text(
    'Confirm that it is you',
    'You signed in a while ago. Use your passkey again, then repeat this.',
  ),
  approval_closed: text(
    'This is closed',
    'Reload the page to see how. If who asked has left or changed roles, decline it.',
  ),
  staff_exists: text('This address belongs to a colleague', 'Look for it in the list of staff.'),
  last_administrator: text('This is the last administrator', 'Appoint another one first.'),
  too_many_administrators: text('There are enough administrators', 'Give one of them another role first.'),
  key_in_use: text('This key is known already', 'Make a new key pair.'),
  too_many_keys: text('Two keys are live', 'Revoke the one that is no longer used first.'),
  bulk_load_closed: text(
    'The bulk load is closed for this',
    'Look at its present state. If who proposed it has left, cancel it.',
  ),
  gift_claimed: text('This gift was claimed already', 'It belongs to another customer.'),
  gift_closed: text('This gift is no longer open', 'It was cancelled or given back before.'),
  gift_card_used: text('Part of this gift card was spent', 'Only an unspent card can be given back.'),
  gift_card_empty: text('Nothing is left on this gift card', 'Look at its history.'),
  resend_limit_reached: text('This was sent as often as it may be', 'The customer finds it in the app.'),
  load_spent: text('That is more than what is unspent', 'Choose a smaller amount: part of the load was spent.'),
  card_not_confirmed: text('The card is not confirmed yet', 'The customer has to confirm it in the app.'),
  limit_exceeded: text('Too many tries for now', 'Wait a while, then try again.'),
  card_blocked: text('This card is blocked', 'Replace it, or let support release it.'),
  card_closed: text('This card is no longer in use', 'Look at the card that replaced it.'),
  card_not_pending: text('This card was activated before', 'Choose a card that has not been sold.'),
  batch_not_ready: text('These cards are still being made', 'Wait until the batch is ready, then download it.'),
  batch_downloaded: text('This batch was downloaded before', 'Its numbers are told only once. Order another batch.'),
  request_refused: text('This was refused', 'Leave out code and markup, or ask an administrator about your network.'),
  would_lock_out: text(
    'This would lock you out',
    'Choose a range that does not hold your own address, or allow yours first.',
  ),
  rule_limit_reached: text('There are as many as there may be', 'Remove one first.'),
  version_retired: text('This page is out of date', 'Reload it.'),
  payload_too_large: text('That is too much at once', 'Shorten the text and try again.'),
  unsupported_media_type: text('The request was not understood', ours),
  idempotency_key_reused: text('This was sent before with other content', 'Close the panel and begin again.'),
  code_invalid: text('This code is not known', 'Scan it again.'),
  code_expired: text('This code has expired', 'Ask the customer for a new one.'),
  currency_mismatch: text('The account holds another currency', 'Choose an account in the same currency.'),
  basket_mismatch: text('The items do not add up to the amount', 'Check the items, the tax and the tip.'),
  balance_limit_exceeded: text('This would pass the balance limit', 'Choose a smaller amount.'),
  overloaded: text('Too busy right now', 'Try again in a moment.'),
  psp_unavailable: text(
    'The payment provider does not answer',
    'Try again in a few minutes. Nothing was charged twice.',
  ),
  internal_error: text('Something went wrong on our side', 'Try again. If it stays, tell your administrator.'),
} as const satisfies Record<ErrorCode | 'network', FailureText>

/** The words for a failure. A code that this version does not know is told by the server's own title. */
export function failureText({ code, problem }: Pick<Failed, 'code' | 'problem'>): FailureText {
  if (problem.code !== code && problem.title) return text(problem.title, texts.internal_error.advice)
  return texts[code]
}

/** The same in one sentence, for a toast. */
export function failureSentence(failed: Pick<Failed, 'code' | 'problem'>): string {
  const { title, advice } = failureText(failed)
  return `${title.replace(/\.$/, '')}. ${advice}`
}
