/** Payouts at Stripe, with the lines of the balance that they paid. */
import type { PayoutItemType } from '@ringfence/contract'
import type Stripe from 'stripe'
import type { PspPayout, PspPayoutItem } from '../psp.ts'
import { ask, idOf, type StripeRoom } from './room.ts'

/** Automatic ones: Stripe does not tell what others consist of. */
export async function listPayouts(room: StripeRoom, sinceMs: number): Promise<PspPayout[]> {
  const payouts: PspPayout[] = []
  await ask(async () => {
    for await (const payout of room.client.payouts.list({ created: { gte: Math.floor(sinceMs / 1000) }, limit: 100 })) {
      if (payout.automatic) payouts.unshift(payoutOf(payout))
    }
  })
  return payouts
}

function payoutOf(payout: Stripe.Payout): PspPayout {
  const { id: reference, amount, currency, arrival_date } = payout
  const isComplete = payout.status === 'paid' && payout.reconciliation_status === 'completed'
  const failed = payout.status === 'failed' || payout.status === 'canceled'
  return {
    reference,
    status: failed ? 'failed' : isComplete ? 'paid' : 'pending',
    amount: BigInt(amount),
    currency: currency.toUpperCase(),
    arrivesMs: arrival_date * 1000,
  }
}

export async function listPayoutItems(room: StripeRoom, payout: string): Promise<PspPayoutItem[]> {
  const items: PspPayoutItem[] = []
  await ask(async () => {
    for await (const line of room.client.balanceTransactions.list({ payout, limit: 100, expand: ['data.source'] })) {
      if (line.type !== 'payout') items.push(itemOf(line))
    }
  })
  return items
}

function itemOf(line: Stripe.BalanceTransaction): PspPayoutItem {
  return {
    reference: line.id,
    ...sourceOf(line),
    gross: BigInt(line.amount),
    fee: BigInt(line.fee),
    net: BigInt(line.net),
    currency: line.currency.toUpperCase(),
    atMs: line.created * 1000,
  }
}

function sourceOf({ source, type, amount }: Stripe.BalanceTransaction): {
  type: PayoutItemType
  source: string | null
  key: string | null
} {
  if (typeof source === 'object' && source !== null) {
    if (source.object === 'charge') {
      return { type: 'charge', source: idOf(source.payment_intent), key: source.metadata.load ?? null }
    }
    if (source.object === 'refund' && amount <= 0) {
      return { type: 'refund', source: source.id, key: source.metadata?.refund ?? null }
    }
    if (source.object === 'dispute') {
      return { type: amount < 0 ? 'dispute' : 'disputeReversal', source: source.id, key: null }
    }
  }
  const isFee = ['stripe_fee', 'stripe_fx_fee', 'tax_fee'].includes(type)
  return { type: isFee ? 'fee' : 'other', source: typeof source === 'string' ? source : null, key: null }
}
