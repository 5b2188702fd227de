/**
 * The one registry of errors: code → HTTP status, title, and whether the same request can succeed later.
 * Answers are RFC 9457 problem documents; `code` is stable, texts may change.
 */
import { type Static, Type } from 'typebox'

interface ErrorEntry {
  readonly status: number
  readonly title: string
  /** Whether sending the same request again, unchanged, can help. */
  readonly retryable: boolean
}

const entry = (status: number, title: string, retryable = false): ErrorEntry => ({ status, title, retryable })

export const errors = {
  malformed_request: entry(400, 'The request could not be read.'),
  validation_failed: entry(400, 'The request does not have the expected form.'),
  idempotency_key_missing: entry(400, 'This request needs an Idempotency-Key header.'),
  unauthenticated: entry(401, 'Sign in, or renew the access token.'),
  signature_invalid: entry(401, 'The request signature is missing or does not fit.'),
  insufficient_funds: entry(402, 'The balance does not cover this amount.', true),
  forbidden: entry(403, 'This role may not do that.'),
  second_person_required: entry(403, 'Another person must approve this, independent of you.'),
  step_up_required: entry(401, 'Prove again who you are, then send this again.', true),
  approval_closed: entry(409, 'This was decided before, withdrawn, has expired, or who asked may no longer ask.'),
  staff_exists: entry(409, 'Someone on the staff has this e-mail address.'),
  last_administrator: entry(409, 'The last administrator stays one. Appoint another first.'),
  too_many_administrators: entry(409, 'There are as many administrators as there may be.'),
  key_in_use: entry(409, 'This key is known already. Make another.'),
  too_many_keys: entry(409, 'As many keys as may be are live. Revoke one first.'),
  request_refused: entry(403, 'This request was refused.'),
  not_found: entry(404, 'There is nothing here.'),
  method_not_allowed: entry(405, 'This address does not take that method.'),
  request_in_flight: entry(409, 'A request with this key is still being worked on.', true),
  code_used: entry(409, 'This code was used already. Ask for a new one.'),
  account_frozen: entry(409, 'This account is frozen.', true),
  approval_required: entry(403, 'Above what you may do alone: ask for the approval of a second person.'),
  hold_closed: entry(409, 'This hold was captured, voided or has expired.'),
  hold_open: entry(409, 'This is still a hold: capture or void it.'),
  request_closed: entry(409, 'This was paid or cancelled, or has expired.'),
  already_tipped: entry(409, 'This payment has a tip already.'),
  too_late: entry(409, 'The time for this has passed.'),
  already_resolved: entry(409, 'This was settled before, in another way.'),
  shift_open: entry(409, 'A shift is open at this till already.'),
  shift_closed: entry(409, 'This shift is closed.'),
  shift_required: entry(409, 'This till takes money only while a shift is open.', true),
  already_refunded: entry(409, 'The refund is more than what is left of the payment.'),
  bulk_load_closed: entry(
    409,
    'This bulk load is not in a state that allows this, or who proposed it may no longer propose.',
  ),
  gift_claimed: entry(409, 'This gift was claimed already.'),
  gift_closed: entry(409, 'This gift is no longer open.'),
  gift_card_used: entry(409, 'Part of this gift card was spent already.'),
  gift_card_empty: entry(409, 'There is nothing left on this gift card.'),
  load_spent: entry(409, 'The load is spent, or part of it: less can go back.'),
  card_not_confirmed: entry(409, 'The card is not confirmed yet.', true),
  card_blocked: entry(409, 'This card can only be replaced, or released by support.'),
  card_closed: entry(409, 'This card is no longer in use.'),
  card_not_pending: entry(409, 'This card was activated before.'),
  batch_not_ready: entry(409, 'The cards of this batch are still being made.', true),
  batch_downloaded: entry(409, 'The numbers of this batch were downloaded before.'),
  webhook_endpoint_disabled: entry(409, 'This endpoint gets nothing until it is enabled.'),
  would_lock_out: entry(409, 'This would lock you out yourself.'),
  rule_limit_reached: entry(409, 'There are as many of these as there may be.'),
  version_retired: entry(410, 'This part of the API is no longer served.'),
  payload_too_large: entry(413, 'The request is too large.'),
  unsupported_media_type: entry(415, 'Send JSON.'),
  idempotency_key_reused: entry(422, 'This key was used before with other content.'),
  code_invalid: entry(422, 'This code is not known. Scan it again.'),
  code_expired: entry(422, 'This code has expired. Ask for a new one.'),
  currency_mismatch: entry(422, 'The account holds another currency.'),
  amount_too_high: entry(422, 'This is more than may be taken.'),
  webhook_url_refused: entry(422, 'Webhooks are not sent to this address.'),
  basket_mismatch: entry(422, 'The items, tax and tip do not add up to the amount.'),
  balance_limit_exceeded: entry(422, 'This would take the balance above the limit.'),
  resend_limit_reached: entry(429, 'This was sent as often as it may be.'),
  limit_exceeded: entry(429, 'Too many tries, or too much for now. Try again later.', true),
  overloaded: entry(503, 'Too busy right now. Try again in a moment.', true),
  psp_unavailable: entry(503, 'The payment provider does not answer. Nothing was charged twice.', true),
  internal_error: entry(500, 'Something went wrong on our side.', true),
} as const satisfies Record<string, ErrorEntry>

export type ErrorCode = keyof typeof errors

/** A business outcome that is not success: a value, never an exception. */
export interface Failure {
  readonly ok: false
  readonly code: ErrorCode
  /** For `validation_failed`: JSON pointers into the request, never its values. */
  readonly pointers?: readonly string[]
}

export const Problem = Type.Object(
  {
    type: Type.String({ description: 'A URI that names the kind of problem.' }),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String({ description: 'The stable code to program against.' }),
    instance: Type.String({ description: 'Opaque; quote it to support.' }),
    pointers: Type.Optional(Type.Array(Type.String(), { description: 'JSON pointers to what is wrong.' })),
  },
  { additionalProperties: false },
)
export type Problem = Static<typeof Problem>
