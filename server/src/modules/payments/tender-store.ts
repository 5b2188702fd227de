/** SQL of payments that are not plain: written alone, with tenders, as holds; and of what is done to them later. */
import type { Uuid } from '../../kernel/ids.ts'
import { arrayOf, type Queryable, type Transaction } from '../../platform/database.ts'
import type { Idempotency } from '../../platform/http.ts'
import type { OutboxType } from '../../platform/outbox.ts'
import { allLanes } from '../ledger/index.ts'
import { type NewPayment, type PaymentRow, paymentColumns } from './store.ts'

/** Writes a payment whose transfers are posted by themselves; one with `hold` is authorized only. */
export async function insertPayment(
  tx: Transaction,
  payment: Omit<NewPayment, 'salesId'> & { readonly hold?: { readonly expiresMs: number } },
): Promise<void> {
  await tx.query(
    `INSERT INTO payments.payments (lane, id, account_id, customer_name, store_id, terminal_id, staff_id, device_id, step, client_id,
                                    idempotency_key, fingerprint, amount, tax, tip, currency, items, at, state, held, hold_expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)`,
    [
      payment.lane,
      payment.id,
      payment.accountId,
      payment.customerName ?? null,
      payment.storeId,
      payment.terminalId ?? null,
      payment.staffId ?? null,
      payment.code?.deviceId ?? null,
      payment.code?.step ?? null,
      payment.idempotency.clientId,
      payment.idempotency.key,
      payment.idempotency.fingerprint,
      payment.amount,
      payment.tax,
      payment.tip,
      payment.currency,
      JSON.stringify(payment.items),
      new Date(payment.atMs),
      payment.hold ? 'authorized' : 'captured',
      payment.hold ? payment.amount : null,
      payment.hold ? new Date(payment.hold.expiresMs) : null,
    ],
  )
}

/** Tells the listeners, last of all: the outbox's head is one row a lane. */
export async function emit(tx: Transaction, lane: number, type: OutboxType, ids: readonly Uuid[]): Promise<void> {
  await tx.query('SELECT ringfence.emit($1, $2, $3)', [lane, type, arrayOf(ids)])
}

export type TenderType = 'storedValue' | 'giftCard' | 'cash' | 'card'

export interface TenderRow {
  /** The transfer that moved it. */
  readonly id: Uuid
  readonly payment_id: Uuid
  readonly type: TenderType
  readonly account_id: Uuid | null
  readonly last_digits: string | null
  readonly amount: bigint
  readonly tip: boolean
}
const tenderColumns = 'id, payment_id, type, account_id, last_digits, amount, tip'

/** Writes the tenders of a payment, from `position` on. */
export async function insertTenders(
  tx: Transaction,
  lane: number,
  tenders: readonly TenderRow[],
  position = 0,
): Promise<void> {
  await tx.query(
    `INSERT INTO payments.tenders (lane, id, payment_id, position, type, account_id, last_digits, amount, tip)
     SELECT $1, * FROM unnest($2::uuid[], $3::uuid[], $4::smallint[], $5::text[], $6::uuid[], $7::text[], $8::bigint[], $9::boolean[])`,
    [
      lane,
      arrayOf(tenders.map(t => t.id)),
      arrayOf(tenders.map(t => t.payment_id)),
      arrayOf(tenders.map((_, i) => position + i)),
      tenders.map(t => t.type),
      arrayOf(tenders.map(t => t.account_id)),
      tenders.map(t => t.last_digits),
      arrayOf(tenders.map(t => t.amount)),
      arrayOf(tenders.map(t => t.tip)),
    ],
  )
}

/** Tenders as they were written: none for a plain payment. */
export async function selectWrittenTenders(db: Queryable, paymentIds: readonly Uuid[]): Promise<TenderRow[]> {
  return db.query<TenderRow>(
    `SELECT ${tenderColumns} FROM payments.tenders
      WHERE lane = ANY ($1::smallint[]) AND payment_id = ANY ($2::uuid[]) ORDER BY payment_id, position`,
    [allLanes, arrayOf(paymentIds)],
  )
}

/** A hold that is captured is paid by the capture's transfer. */
export async function updateCapturedTender(
  tx: Transaction,
  payment: { lane: number; id: Uuid },
  transferId: Uuid,
  amount: bigint,
): Promise<void> {
  await tx.query('UPDATE payments.tenders SET id = $3, amount = $4 WHERE lane = $1 AND payment_id = $2', [
    payment.lane,
    payment.id,
    transferId,
    amount,
  ])
}

/** Tenders by their own ids, which are those of transfers. */
export async function selectTenders(db: Queryable, lane: number, ids: readonly Uuid[]): Promise<TenderRow[]> {
  return db.query<TenderRow>(
    `SELECT ${tenderColumns} FROM payments.tenders WHERE lane = $1 AND id = ANY ($2::uuid[])`,
    [lane, arrayOf(ids)],
  )
}

type Tendered = Pick<PaymentRow, 'id' | 'account_id' | 'amount' | 'refunded' | 'state'>

/** What paid: the written tenders, or for a plain payment its account; then the tip that came later. Nothing for what is only held. */
export async function tendersOf(db: Queryable, payments: readonly Tendered[]): Promise<Map<Uuid, TenderRow[]>> {
  const written = Map.groupBy(
    await selectWrittenTenders(
      db,
      payments.map(payment => payment.id),
    ),
    tender => tender.payment_id,
  )
  return new Map(payments.map(payment => [payment.id, withPlain(payment, written.get(payment.id) ?? [])]))
}

function withPlain(payment: Tendered, written: readonly TenderRow[]): TenderRow[] {
  // Of a hold that was let go nothing ever was paid; a void of what was charged counts as a refund.
  if (payment.state !== 'captured' && payment.refunded === 0n) return []
  if (written.some(tender => !tender.tip)) return [...written]
  const { id, account_id, amount } = payment
  return [{ id, payment_id: id, type: 'storedValue', account_id, last_digits: null, amount, tip: false }, ...written]
}

/** Takes the payment's row for this transaction: what is done to one payment goes one after the other. */
export async function lockPayment(tx: Transaction, id: Uuid): Promise<(PaymentRow & { lane: number }) | undefined> {
  const [row] = await tx.query<PaymentRow & { lane: number }>(
    `SELECT p.lane, ${paymentColumns} FROM payments.payments p WHERE p.lane = ANY ($1::smallint[]) AND p.id = $2 FOR UPDATE`,
    [allLanes, id],
  )
  return row
}

/** Locks a payment whose hold is over; one that another process has at hand is left to it. */
export async function lockOverdueHold(tx: Transaction, nowMs: number): Promise<{ lane: number; id: Uuid } | undefined> {
  const [row] = await tx.query<{ lane: number; id: Uuid }>(
    `SELECT lane, id FROM payments.payments WHERE state = 'authorized' AND hold_expires_at <= $1
      ORDER BY hold_expires_at LIMIT 1 FOR UPDATE SKIP LOCKED`,
    [new Date(nowMs)],
  )
  return row
}

export async function updateState(
  tx: Transaction,
  payment: { lane: number; id: Uuid },
  state: 'voided' | 'expired',
): Promise<void> {
  await tx.query('UPDATE payments.payments SET state = $3 WHERE lane = $1 AND id = $2', [
    payment.lane,
    payment.id,
    state,
  ])
}

export async function updateCaptured(
  tx: Transaction,
  payment: { lane: number; id: Uuid },
  captured: { amount: bigint; tax: bigint; tip: bigint },
): Promise<void> {
  await tx.query(
    `UPDATE payments.payments SET state = 'captured', amount = $3, tax = $4, tip = $5 WHERE lane = $1 AND id = $2`,
    [payment.lane, payment.id, captured.amount, captured.tax, captured.tip],
  )
}

export async function updateTipped(
  tx: Transaction,
  payment: { lane: number; id: Uuid },
  amount: bigint,
): Promise<void> {
  await tx.query('UPDATE payments.payments SET tipped = $3 WHERE lane = $1 AND id = $2', [
    payment.lane,
    payment.id,
    amount,
  ])
}

export interface NewDeed {
  readonly lane: number
  readonly id: Uuid
  readonly paymentId: Uuid
  readonly type: 'capture' | 'void' | 'tip'
  readonly amount: bigint
  readonly reason?: string
  readonly terminalId: Uuid | undefined
  readonly staffId: Uuid | undefined
  readonly idempotency: Idempotency
  readonly atMs: number
}

export async function insertDeed(tx: Transaction, deed: NewDeed): Promise<void> {
  await tx.query(
    `INSERT INTO payments.deeds (lane, id, payment_id, type, amount, reason, terminal_id, staff_id, client_id, idempotency_key,
                                 fingerprint, at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      deed.lane,
      deed.id,
      deed.paymentId,
      deed.type,
      deed.amount,
      deed.reason ?? null,
      deed.terminalId ?? null,
      deed.staffId ?? null,
      deed.idempotency.clientId,
      deed.idempotency.key,
      deed.idempotency.fingerprint,
      new Date(deed.atMs),
    ],
  )
}

export interface DeedRow {
  readonly id: Uuid
  readonly payment_id: Uuid
  readonly type: NewDeed['type']
  readonly amount: bigint
  readonly terminal_id: Uuid | null
  readonly fingerprint: string
  readonly at: Date
}
const deedColumns = `id, payment_id, type, amount, terminal_id, replace(fingerprint::text, '-', '') AS fingerprint, at`

export async function selectDeedByKey(db: Queryable, { clientId, key }: Idempotency): Promise<DeedRow | undefined> {
  const [row] = await db.query<DeedRow>(
    `SELECT ${deedColumns} FROM payments.deeds WHERE lane = ANY ($1::smallint[]) AND client_id = $2 AND idempotency_key = $3`,
    [allLanes, clientId, key],
  )
  return row
}

export async function selectDeeds(db: Queryable, lane: number, ids: readonly Uuid[]): Promise<DeedRow[]> {
  if (ids.length === 0) return []
  return db.query<DeedRow>(`SELECT ${deedColumns} FROM payments.deeds WHERE lane = $1 AND id = ANY ($2::uuid[])`, [
    lane,
    arrayOf(ids),
  ])
}

export async function selectDeedsOf(db: Queryable, paymentId: Uuid): Promise<DeedRow[]> {
  return db.query<DeedRow>(
    `SELECT ${deedColumns} FROM payments.deeds WHERE lane = ANY ($1::smallint[]) AND payment_id = $2 ORDER BY id`,
    [allLanes, paymentId],
  )
}
