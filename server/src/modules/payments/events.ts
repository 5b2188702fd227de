/** What listeners may know about payments, tips, refunds and paid requests: the rows behind an outbox entry. */
import type { Uuid } from '../../kernel/ids.ts'
import type { Queryable } from '../../platform/database.ts'
import type { OutboxEntry } from '../../platform/outbox.ts'
import { selectRefunds } from './refund-store.ts'
import { selectRequestsOf } from './request-store.ts'
import { type PaymentEventRow, selectPaymentEvents, selectPayments } from './store.ts'
import { selectDeeds } from './tender-store.ts'

export interface PaymentEvent {
  readonly id: Uuid
  readonly accountId: Uuid
  readonly storeId: Uuid
  readonly terminalId: Uuid | null
  readonly amount: bigint
  readonly currency: string
  readonly at: Date
}

/** In the order of the ids. */
export async function readPaymentEvents(db: Queryable, lane: number, ids: readonly Uuid[]): Promise<PaymentEvent[]> {
  return (await selectPaymentEvents(db, lane, ids)).map(eventOf)
}

const taken = new WeakMap<OutboxEntry, readonly PaymentEvent[]>()

/**
 * Payments that these entries of one lane say were taken, in their order. Several listeners ask for the same ones; what is told of a
 * payment that was taken changes no more, so it is read once for an entry.
 */
export async function readTakenPayments(
  db: Queryable,
  lane: number,
  entries: readonly OutboxEntry[],
): Promise<PaymentEvent[]> {
  const told = entries.filter(({ type }) => type === 'payments.taken')
  const unread = told.filter(entry => !taken.has(entry))
  const ids = unread.flatMap(entry => entry.ids)
  const events = new Map((await readPaymentEvents(db, lane, ids)).map(event => [event.id, event]))
  for (const entry of unread)
    taken.set(
      entry,
      entry.ids.flatMap(id => events.get(id) ?? []),
    )
  return told.flatMap(entry => taken.get(entry)!)
}

function eventOf({ id, account_id, store_id, terminal_id, amount, currency, at }: PaymentEventRow): PaymentEvent {
  return { id, accountId: account_id, storeId: store_id, terminalId: terminal_id, amount, currency, at }
}

/** Accounts whose balance these entries of one lane lowered. */
export async function readPayingAccounts(
  db: Queryable,
  lane: number,
  entries: readonly OutboxEntry[],
): Promise<Uuid[]> {
  const held = entries.filter(({ type }) => type === 'payments.authorized').flatMap(entry => entry.ids)
  const payments = [...(await readTakenPayments(db, lane, entries)), ...(await readPaymentEvents(db, lane, held))]
  return payments.map(payment => payment.accountId)
}

export interface ReleasedEvent extends PaymentEvent {
  readonly why: 'voided' | 'expired'
}

/** Holds that were let go: by a void, or because their time was over. */
export async function readReleasedEvents(db: Queryable, lane: number, ids: readonly Uuid[]): Promise<ReleasedEvent[]> {
  return (await selectPayments(db, lane, ids)).map(row => ({
    ...eventOf(row),
    why: row.state === 'expired' ? 'expired' : 'voided',
  }))
}

/** Tips that came after the payment: `id` is the payment's, `amount` and `at` the tip's. */
export async function readTipEvents(db: Queryable, lane: number, ids: readonly Uuid[]): Promise<PaymentEvent[]> {
  const tips = await selectDeeds(db, lane, ids)
  const paymentOf = await paymentsById(db, lane, tips)
  return tips.map(({ payment_id, amount, at, terminal_id }) => {
    const payment = eventOf(paymentOf.get(payment_id)!)
    return { ...payment, amount, at, terminalId: terminal_id ?? payment.terminalId }
  })
}

export interface PaidRequestEvent extends PaymentEvent {
  readonly paymentId: Uuid
}

/** Requests that were paid by scan, by their payments' ids: `id` is the request's. */
export async function readPaidRequestEvents(
  db: Queryable,
  lane: number,
  paymentIds: readonly Uuid[],
): Promise<PaidRequestEvent[]> {
  const requests = await selectRequestsOf(db, paymentIds)
  return (await selectPayments(db, lane, paymentIds)).flatMap(row => {
    const request = requests.get(row.id)
    return request ? [{ ...eventOf(row), id: request.request_id, paymentId: row.id }] : []
  })
}

export interface RefundEvent extends PaymentEvent {
  /** Undoes the payment of the same day, whole. */
  readonly void: boolean
}

/** Refunds carry the account and the store of their payment, and the till that gave back. */
export async function readRefundEvents(db: Queryable, lane: number, ids: readonly Uuid[]): Promise<RefundEvent[]> {
  const refunds = await selectRefunds(db, lane, ids)
  const paymentOf = await paymentsById(db, lane, refunds)
  return refunds.map(({ id, payment_id, terminal_id, amount, at, void: isVoid }) => {
    const payment = eventOf(paymentOf.get(payment_id)!)
    return { ...payment, id, terminalId: terminal_id, amount, at, void: isVoid }
  })
}

async function paymentsById(db: Queryable, lane: number, rows: readonly { readonly payment_id: Uuid }[]) {
  const payments = await selectPaymentEvents(db, lane, [...new Set(rows.map(row => row.payment_id))])
  return new Map(payments.map(payment => [payment.id, payment]))
}
