/** Charges at Stripe: PaymentIntents, made and confirmed in one request under our key. */
import Stripe from 'stripe'
import { toJson } from '../../../../kernel/money.ts'
import { keyOf } from '../keys.ts'
import { type ChargeIdentity, type ChargeRequest, type ChargeResult, type ChargeState, PspUnavailable } from '../psp.ts'
import { ask, expanded, isRefusal, type StripeRoom, unlessMissing } from './room.ts'

/** With the charge's line in the balance, which tells the fee. */
const expand = ['latest_charge.balance_transaction']
/** Between our clock and Stripe's. */
const skewSeconds = 600

export async function charge(room: StripeRoom, request: ChargeRequest): Promise<ChargeResult> {
  const presence = request.offSession ? { off_session: true } : { use_stripe_sdk: true }
  try {
    const intent = await ask(() =>
      room.client.paymentIntents.create(
        {
          amount: toJson(request.amount),
          currency: request.currency.toLowerCase(),
          customer: request.customerReference,
          payment_method: request.cardReference,
          allowed_payment_method_types: ['card'],
          confirm: true,
          metadata: { load: request.key },
          expand,
          ...presence,
        },
        { idempotencyKey: request.key },
      ),
    )
    return resultOf(room, intent)
  } catch (error) {
    if (error instanceof Stripe.errors.StripeCardError) return declineOf(error, error.payment_intent?.id ?? null)
    if (isRefusal(error)) return { ...unusable, reference: error.payment_intent?.id ?? null }
    throw error
  }
}

/**
 * By its id, else among the customer's charges of that time: a list is up to date at once, other than Stripe's search, and goes back
 * further than idempotency keys are kept.
 */
export async function findIntent(room: StripeRoom, charge: ChargeIdentity): Promise<Stripe.PaymentIntent | undefined> {
  const { key, customerReference: customer, reference, atMs } = charge
  if (reference !== null) return unlessMissing(() => room.client.paymentIntents.retrieve(reference, { expand }))
  return ask(async () => {
    const gte = Math.floor(atMs / 1000) - skewSeconds
    const page = { customer, created: { gte }, limit: 100, expand: expand.map(path => `data.${path}`) }
    for await (const intent of room.client.paymentIntents.list(page)) {
      if (intent.metadata.load === key) return intent
    }
    return undefined
  })
}

export async function findCharge(room: StripeRoom, charge: ChargeIdentity): Promise<ChargeResult | undefined> {
  const intent = await findIntent(room, charge)
  return intent && resultOf(room, intent)
}

export async function readCharge(room: StripeRoom, reference: string): Promise<ChargeState | undefined> {
  const intent = await unlessMissing(() => room.client.paymentIntents.retrieve(reference, { expand }))
  const key = keyOf(intent?.metadata.load)
  return intent && key ? { key, result: resultOf(room, intent) } : undefined
}

export async function cancelCharge(room: StripeRoom, charge: ChargeIdentity): Promise<ChargeResult> {
  const intent = await findIntent(room, charge)
  if (!intent) return { ...notConfirmed, reference: null }
  try {
    return resultOf(room, await ask(() => room.client.paymentIntents.cancel(intent.id)))
  } catch (error) {
    if (!isRefusal(error)) throw error
    const now = await findCharge(room, { ...charge, reference: intent.id }) // it went through, or was cancelled before
    if (now) return now
    throw new PspUnavailable('a charge is gone', { cause: error })
  }
}

const unusable = {
  status: 'declined',
  reason: 'This card can not be charged. Take another one.',
  retryable: false,
  needsCustomer: false,
} as const
const notConfirmed = {
  status: 'declined',
  reason: 'The payment was not confirmed.',
  retryable: true,
  needsCustomer: false,
} as const

function resultOf(room: StripeRoom, intent: Stripe.PaymentIntent): ChargeResult {
  const { id: reference, client_secret: clientSecret } = intent
  switch (intent.status) {
    case 'succeeded':
      return { status: 'succeeded', reference, fee: feeOf(intent) }
    case 'requires_action':
    case 'requires_confirmation': {
      const action = {
        provider: 'stripe',
        publishableKey: room.publishableKey,
        clientSecret: clientSecret ?? '',
      } as const
      return { status: 'actionRequired', reference, action }
    }
    case 'requires_payment_method':
      return intent.last_payment_error
        ? declineOf(intent.last_payment_error, reference)
        : { ...notConfirmed, reference }
    case 'canceled':
      return { ...notConfirmed, reference }
    default:
      return { status: 'processing', reference }
  }
}

function feeOf(intent: Stripe.PaymentIntent): bigint | null {
  const line = expanded(expanded(intent.latest_charge)?.balance_transaction)
  return line ? BigInt(line.fee) : null
}

interface Refusal {
  readonly code?: string | undefined
  readonly decline_code?: string | undefined
}

function declineOf({ code, decline_code: declineCode }: Refusal, reference: string | null): ChargeResult {
  const word = declineCode || code || '' // the package says '' where the bank gave no word
  const needsCustomer = word === 'authentication_required' || code === 'authentication_required'
  return {
    status: 'declined',
    reference,
    reason: reasons[word] ?? 'The bank declined this card.',
    retryable: !final.has(word),
    needsCustomer,
  }
}

/** What the customer may be told. A bank's suspicion is not among it. */
const reasons: Readonly<Record<string, string>> = {
  authentication_required: 'Your bank wants you to confirm this.',
  card_velocity_exceeded: 'This card is over its limit.',
  expired_card: 'This card has expired.',
  incorrect_cvc: 'The security code does not fit.',
  insufficient_funds: 'There is not enough money on this card.',
  payment_intent_authentication_failure: 'The payment was not confirmed.',
  withdrawal_count_limit_exceeded: 'This card is over its limit.',
}

/** Declines that another day does not change. */
const final: ReadonlySet<string> = new Set([
  'expired_card',
  'fraudulent',
  'incorrect_number',
  'invalid_account',
  'lost_card',
  'pickup_card',
  'restricted_card',
  'revocation_of_all_authorizations',
  'revocation_of_authorization',
  'stolen_card',
])
