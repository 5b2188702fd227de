/** What listeners may know about payments and refunds: the rows behind an outbox entry. */
import type { Uuid } from '../../kernel/ids.ts'
import type { Queryable } from '../../platform/database.ts'
import { selectRefunds } from './refund-store.ts'
import { selectPayments } from './store.ts'

export interface PaymentEvent {
  readonly id: Uuid
  readonly accountId: Uuid
  readonly storeId: Uuid
  readonly terminalId: Uuid | null
  readonly amount: bigint
  readonly currency: string
  readonly at: Date
}

export async function readPaymentEvents(db: Queryable, lane: number, ids: readonly Uuid[]): Promise<PaymentEvent[]> {
  return (await selectPayments(db, lane, ids)).map(
    ({ id, account_id, store_id, terminal_id, amount, currency, at }) => ({
      id,
      accountId: account_id,
      storeId: store_id,
      terminalId: terminal_id,
      amount,
      currency,
      at,
    }),
  )
}

/** Refunds carry the account and the store of their payment, and the till that gave back. */
export async function readRefundEvents(db: Queryable, lane: number, ids: readonly Uuid[]): Promise<PaymentEvent[]> {
  const refunds = await selectRefunds(db, lane, ids)
  const payments = await selectPayments(
    db,
    lane,
    refunds.map(refund => refund.payment_id),
  )
  const paymentOf = new Map(payments.map(payment => [payment.id, payment]))
  return refunds.map(({ id, payment_id, terminal_id, amount, currency, at }) => {
    const { account_id, store_id } = paymentOf.get(payment_id)!
    return { id, accountId: account_id, storeId: store_id, terminalId: terminal_id, amount, currency, at }
  })
}
