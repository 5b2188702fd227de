/** Refunds and disputes at Stripe. */
import type Stripe from 'stripe'
import { toJson } from '../../../../kernel/money.ts'
import { keyOf } from '../keys.ts'
import type { DisputeState, RefundRequest, RefundResult, RefundState } from '../psp.ts'
import { findIntent } from './charges.ts'
import { ask, expanded, isRefusal, type StripeRoom, unlessMissing } from './room.ts'

/** Looks for an earlier refund with the key first, for Stripe forgets idempotency keys after a day. */
export async function refund(room: StripeRoom, { key, charge, amount }: RefundRequest): Promise<RefundResult> {
  const intent = await findIntent(room, charge)
  if (!intent) return { status: 'failed', reference: null }
  const earlier = await ask(async () => {
    for await (const candidate of room.client.refunds.list({ payment_intent: intent.id, limit: 100 })) {
      if (candidate.metadata?.refund === key) return candidate
    }
    return undefined
  })
  if (earlier) return resultOf(earlier)
  const size = amount === undefined ? {} : { amount: toJson(amount) }
  try {
    const params = {
      payment_intent: intent.id,
      metadata: { refund: key },
      reason: 'requested_by_customer',
      ...size,
    } as const
    return resultOf(await ask(() => room.client.refunds.create(params, { idempotencyKey: `refund ${key}` })))
  } catch (error) {
    if (isRefusal(error)) return { status: 'failed', reference: null }
    throw error
  }
}

function resultOf({ id, status }: Stripe.Refund): RefundResult {
  if (status === 'succeeded') return { status, reference: id }
  return { status: status === 'failed' || status === 'canceled' ? 'failed' : 'pending', reference: id }
}

export async function readRefund(room: StripeRoom, reference: string): Promise<RefundState | undefined> {
  const found = await unlessMissing(() => room.client.refunds.retrieve(reference))
  const key = found?.metadata?.refund
  return found && key ? { ...resultOf(found), key } : undefined
}

/** Undefined for what takes no money: an inquiry, or a dispute that was prevented. */
export async function readDispute(room: StripeRoom, reference: string): Promise<DisputeState | undefined> {
  const found = await unlessMissing(() => room.client.disputes.retrieve(reference, { expand: ['payment_intent'] }))
  const status = found && statusOf(found.status)
  if (!found || !status) return undefined
  return {
    reference: found.id,
    chargeKey: keyOf(expanded(found.payment_intent)?.metadata.load) ?? null,
    amount: BigInt(found.amount),
    currency: found.currency.toUpperCase(),
    status,
    reason: found.reason,
    openedMs: found.created * 1000,
  }
}

function statusOf(status: Stripe.Dispute.Status): DisputeState['status'] | undefined {
  if (status === 'won') return 'won'
  if (status === 'lost') return 'lost'
  return status.startsWith('warning_') || status === 'prevented' ? undefined : 'open'
}
