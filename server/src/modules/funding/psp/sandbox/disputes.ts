/** Disputes and payouts of the sandbox. */
import { fromJson } from '../../../../kernel/money.ts'
import type { DisputeState, PspPayout, PspPayoutItem } from '../psp.ts'
import {
  add,
  type ChargeValue,
  type DisputeValue,
  type ItemValue,
  type PayoutValue,
  type SandboxRoom,
  unpaid,
  valueIn,
} from './records.ts'
import { emit } from './webhooks.ts'

const disputeFee = 1500
const dayMs = 86_400_000
const bankDaysMs = 2 * dayMs
const disputeOf = (chargeKey: string) => `dp_${chargeKey}`

/** The cardholder goes to the bank: the amount leaves the balance at once. */
export async function openDispute(room: SandboxRoom, charge: ChargeValue): Promise<void> {
  const { key: chargeKey, amount, currency } = charge
  const reference = disputeOf(chargeKey)
  const value: DisputeValue = { chargeKey, amount, currency, status: 'open', reason: 'fraudulent' }
  await add(room, 'dispute', reference, value)
  const item: ItemValue = { type: 'dispute', source: reference, key: null, gross: -amount, fee: disputeFee, currency }
  if (await add(room, 'item', `txn_${reference}`, item, { parent: unpaid }))
    await emit(room, 'dispute', reference, 'opened')
}

/** The bank decides; a dispute that is won brings the amount back. False: there is none open. */
export async function closeDispute(room: SandboxRoom, chargeKey: string, won: boolean): Promise<boolean> {
  const reference = disputeOf(chargeKey)
  const status = won ? 'won' : 'lost'
  const closed = await room.store.update('dispute', reference, record => {
    const dispute = valueIn<DisputeValue>(record)
    return dispute.status === 'open' ? { ...record, value: { ...dispute, status } } : undefined
  })
  const record = closed && (await room.store.get('dispute', reference))
  if (!record) return false
  const { amount: gross, currency } = valueIn<DisputeValue>(record)
  if (won) {
    const item: ItemValue = { type: 'disputeReversal', source: reference, key: null, gross, fee: 0, currency }
    await add(room, 'item', `txn_${reference}_won`, item, { parent: unpaid })
  }
  await emit(room, 'dispute', reference, 'closed')
  return true
}

export async function readDispute(room: SandboxRoom, reference: string): Promise<DisputeState | undefined> {
  const record = await room.store.get('dispute', reference)
  if (!record) return undefined
  const { chargeKey, amount, currency, status, reason } = valueIn<DisputeValue>(record)
  return { reference, chargeKey, amount: fromJson(amount), currency, status, reason, openedMs: record.createdMs }
}

/** Pays out all that the balance holds, one payout for each currency. */
export async function payOut(room: SandboxRoom): Promise<void> {
  const batch = `batch_${room.clock.now()}`
  const items = (await room.store.move('item', unpaid, batch)).map(record => valueIn<ItemValue>(record))
  for (const [currency, lines] of Map.groupBy(items, item => item.currency)) {
    const amount = lines.reduce((sum, { gross, fee }) => sum + gross - fee, 0)
    const reference = `po_${currency}_${room.clock.now()}`
    const value: PayoutValue = { amount, currency }
    if (await add(room, 'payout', reference, value, { parent: batch })) await emit(room, 'payout', reference, 'paid')
  }
}

/** As a real provider does by itself: pays out once what is in the balance has been there for a day. Answers whether it did. */
export async function payOutDaily(room: SandboxRoom): Promise<boolean> {
  const [oldest] = await room.store.list('item', unpaid)
  if (!oldest || room.clock.now() - oldest.createdMs < dayMs) return false
  await payOut(room)
  return true
}

export async function listPayouts(room: SandboxRoom, sinceMs: number): Promise<PspPayout[]> {
  const records = (await room.store.list('payout')).filter(record => record.createdMs >= sinceMs)
  return records.map(record => {
    const { amount, currency } = valueIn<PayoutValue>(record)
    const arrivesMs = record.createdMs + bankDaysMs
    return { reference: record.id, status: 'paid', amount: fromJson(amount), currency, arrivesMs }
  })
}

export async function listPayoutItems(room: SandboxRoom, reference: string): Promise<PspPayoutItem[]> {
  const payout = await room.store.get('payout', reference)
  if (!payout) return []
  const { currency } = valueIn<PayoutValue>(payout)
  const items = await room.store.list('item', payout.parent)
  return items
    .map(record => ({ record, value: valueIn<ItemValue>(record) }))
    .filter(({ value }) => value.currency === currency)
    .map(({ record, value: { type, source, key, gross, fee } }) => ({
      reference: record.id,
      type,
      source,
      key,
      gross: fromJson(gross),
      fee: fromJson(fee),
      net: fromJson(gross - fee),
      currency,
      atMs: record.createdMs,
    }))
}
