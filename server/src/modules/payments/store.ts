/** SQL of payments; refunds have theirs in refund-store.ts, the posting function is db/code/30-payments.sql. */
import type { PaymentItem } from '@ringfence/contract'
import type { Uuid } from '../../kernel/ids.ts'
import { arrayOf, type Queryable, type Transaction } from '../../platform/database.ts'
import type { Idempotency } from '../../platform/http.ts'
import { allLanes, balancesAfter, guardArguments, guardsOf } from '../ledger/index.ts'

/** A payment that is ready to be written: who pays, where, what, and the code and key that make it happen once. */
export interface NewPayment {
  readonly lane: number
  readonly id: Uuid
  readonly accountId: Uuid
  readonly customerName: string | undefined
  /** The store's sales account, which the money goes to. */
  readonly salesId: Uuid
  readonly storeId: Uuid
  readonly terminalId: Uuid | undefined
  readonly staffId: Uuid | undefined
  /** The pay code's device and step; undefined for an imported payment, which had no code. */
  readonly code: { readonly deviceId: Uuid; readonly step: number } | undefined
  readonly amount: bigint
  readonly tax: number
  readonly tip: number
  readonly currency: string
  readonly items: readonly PaymentItem[]
  readonly idempotency: Idempotency
  readonly atMs: number
}

/** Writes payments of one lane and currency in one statement; balance after each, undefined where the account did not allow it. */
export async function callTake(on: Queryable, payments: readonly NewPayment[]): Promise<(bigint | undefined)[]> {
  const guards = guardsOf(payments.map(payment => ({ accountId: payment.accountId, amount: payment.amount })))
  const [row] = await on.query<{ before: (bigint | null)[] }>(
    `SELECT payments.take($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
                          $23, $24) AS before`,
    [
      payments[0]!.lane,
      payments[0]!.currency,
      arrayOf(payments.map(p => p.id)),
      arrayOf(payments.map(p => p.accountId)),
      arrayOf(payments.map(p => p.salesId)),
      arrayOf(payments.map(p => p.amount)),
      arrayOf(payments.map(p => p.tax)),
      arrayOf(payments.map(p => p.tip)),
      payments.map(p => JSON.stringify(p.items)),
      payments.map(p => p.customerName ?? null),
      arrayOf(payments.map(p => p.storeId)),
      arrayOf(payments.map(p => p.terminalId ?? null)),
      arrayOf(payments.map(p => p.staffId ?? null)),
      arrayOf(payments.map(p => p.code?.deviceId ?? null)),
      arrayOf(payments.map(p => p.code?.step ?? null)),
      arrayOf(payments.map(p => p.idempotency.clientId)),
      payments.map(p => p.idempotency.key),
      arrayOf(payments.map(p => p.idempotency.fingerprint)),
      `{${payments.map(p => new Date(p.atMs).toISOString()).join(',')}}`,
      ...guardArguments(
        guards,
        payments.map(p => p.salesId),
      ),
    ],
    'payments take',
  )
  return balancesAfter(guards, row!.before)
}

export interface PaymentRow {
  readonly id: Uuid
  readonly account_id: Uuid
  readonly customer_name: string | null
  readonly store_id: Uuid
  readonly terminal_id: Uuid | null
  readonly client_id: Uuid
  readonly idempotency_key: string
  readonly fingerprint: string
  readonly amount: bigint
  readonly tax: bigint
  readonly tip: bigint
  readonly refunded: bigint
  /** Tip given after the payment, on top of `amount`. */
  readonly tipped: bigint
  readonly currency: string
  readonly items: PaymentItem[]
  readonly at: Date
  readonly state: 'authorized' | 'captured' | 'voided' | 'expired'
  /** What was held at first; null for a payment that never was a hold. */
  readonly held: bigint | null
  readonly hold_expires_at: Date | null
}
export const paymentColumns = `p.id, p.account_id, p.customer_name, p.store_id, p.terminal_id, p.client_id, p.idempotency_key,
  replace(p.fingerprint::text, '-', '') AS fingerprint, p.amount, p.tax, p.tip, p.refunded, p.tipped, p.currency, p.items, p.at,
  p.state, p.held, p.hold_expires_at`

/**
 * Payments with these idempotency keys, in whatever lane they are. Not prepared: a plan made while the table was small would read
 * all of it, at each request, until the table is analyzed again.
 */
export async function selectByKeys(db: Queryable, keys: readonly Idempotency[]): Promise<PaymentRow[]> {
  return db.query<PaymentRow>(
    `SELECT ${paymentColumns} FROM unnest($2::uuid[], $3::text[]) k(client_id, key)
       JOIN payments.payments p ON p.lane = ANY ($1::smallint[]) AND p.client_id = k.client_id AND p.idempotency_key = k.key`,
    [allLanes, arrayOf(keys.map(k => k.clientId)), keys.map(k => k.key)],
  )
}

export async function selectPayments(db: Queryable, lane: number, ids: readonly Uuid[]): Promise<PaymentRow[]> {
  if (ids.length === 0) return []
  return db.query<PaymentRow>(
    `SELECT ${paymentColumns} FROM payments.payments p WHERE p.lane = $1 AND p.id = ANY ($2::uuid[])`,
    [lane, arrayOf(ids)],
    'payments by id',
  )
}

export type PaymentEventRow = Pick<
  PaymentRow,
  'id' | 'account_id' | 'store_id' | 'terminal_id' | 'amount' | 'currency' | 'at'
>

/** Of payments, in the order of the ids, what listeners may know: each reads every payment, so no more of it than that. */
export async function selectPaymentEvents(
  db: Queryable,
  lane: number,
  ids: readonly Uuid[],
): Promise<PaymentEventRow[]> {
  if (ids.length === 0) return []
  const rows = await db.query<PaymentEventRow>(
    `SELECT id, account_id, store_id, terminal_id, amount, currency, at FROM payments.payments WHERE lane = $1 AND id = ANY ($2::uuid[])`,
    [lane, arrayOf(ids)],
    'payment events',
  )
  const places = new Map(ids.map((id, place) => [id, place]))
  return rows.sort((one, other) => places.get(one.id)! - places.get(other.id)!)
}

/** A payment by its id alone, in whatever lane it is. */
export async function selectPayment(db: Queryable, id: Uuid): Promise<PaymentRow | undefined> {
  const [row] = await db.query<PaymentRow>(
    `SELECT ${paymentColumns} FROM payments.payments p WHERE p.lane = ANY ($1::smallint[]) AND p.id = $2`,
    [allLanes, id],
    'payment by id',
  )
  return row
}

/** Newest first, by id: ids are in the order of the payments' times. */
export async function listPayments(
  db: Queryable,
  page: { storeId: Uuid | undefined; accountIds: readonly Uuid[] | undefined; before: Uuid | undefined; limit: number },
): Promise<PaymentRow[]> {
  return db.query<PaymentRow>(
    `SELECT ${paymentColumns} FROM payments.payments p
      WHERE ($1::uuid IS NULL OR p.store_id = $1) AND ($2::uuid[] IS NULL OR p.account_id = ANY ($2))
        AND ($3::uuid IS NULL OR p.id < $3) ORDER BY p.id DESC LIMIT $4`,
    [
      page.storeId ?? null,
      page.accountIds === undefined ? null : arrayOf(page.accountIds),
      page.before ?? null,
      page.limit,
    ],
  )
}

/** What became of pay codes before: used, or shown at which till. */
export async function selectCodeUse(
  db: Queryable,
  lane: number,
  code: { deviceId: Uuid; step: number },
): Promise<{ paid: boolean; terminal_id: Uuid | null } | undefined> {
  const [row] = await db.query<{ paid: boolean; terminal_id: Uuid | null }>(
    `SELECT true AS paid, terminal_id FROM payments.payments WHERE lane = $1 AND device_id = $2 AND step = $3
     UNION ALL SELECT false, terminal_id FROM payments.presented_codes WHERE lane = $1 AND device_id = $2 AND step = $3 LIMIT 1`,
    [lane, code.deviceId, code.step],
  )
  return row
}

/**
 * The payments that a batch was refused for: a key or a code was used before, or is bound to another till. Of two alike in one
 * batch, the second.
 */
export async function selectSpoilers(db: Queryable, payments: readonly NewPayment[]): Promise<boolean[]> {
  const rows = await db.query<{ spoils: boolean }>(
    `SELECT EXISTS (SELECT FROM payments.payments p
                     WHERE p.lane = ANY ($1::smallint[]) AND p.client_id = n.client_id AND p.idempotency_key = n.key)
         OR EXISTS (SELECT FROM payments.payments p
                     WHERE p.lane = ANY ($1::smallint[]) AND p.device_id = n.device_id AND p.step = n.step)
         OR EXISTS (SELECT FROM payments.presented_codes c
                     WHERE c.lane = ANY ($1::smallint[]) AND c.device_id = n.device_id AND c.step = n.step
                       AND c.terminal_id IS DISTINCT FROM n.terminal_id) AS spoils
       FROM unnest($2::uuid[], $3::text[], $4::uuid[], $5::bigint[], $6::uuid[])
            WITH ORDINALITY n(client_id, key, device_id, step, terminal_id, i) ORDER BY n.i`,
    [
      allLanes,
      arrayOf(payments.map(p => p.idempotency.clientId)),
      payments.map(p => p.idempotency.key),
      arrayOf(payments.map(p => p.code?.deviceId ?? null)),
      arrayOf(payments.map(p => p.code?.step ?? null)),
      arrayOf(payments.map(p => p.terminalId ?? null)),
    ],
  )
  const seen = new Set<string>()
  return payments.map((payment, i) => {
    const words = [`key ${payment.idempotency.clientId} ${payment.idempotency.key}`]
    if (payment.code) words.push(`code ${payment.code.deviceId} ${payment.code.step}`)
    const alike = words.some(word => seen.has(word))
    for (const word of words) seen.add(word)
    return alike || rows[i]!.spoils
  })
}

/** Binds a code that was declined to the till that presented it. */
export async function insertPresented(
  tx: Transaction,
  lane: number,
  code: { deviceId: Uuid; step: number },
  terminalId: Uuid,
): Promise<void> {
  await tx.query(
    `INSERT INTO payments.presented_codes (lane, device_id, step, terminal_id) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
    [lane, code.deviceId, code.step, terminalId],
  )
}

/** Uses a code up without a payment: binds it to a till that does not exist. False when it was used, or shown to another till. */
export async function useUpCode(
  tx: Transaction,
  lane: number,
  code: { deviceId: Uuid; step: number },
  terminalId: Uuid | undefined,
): Promise<boolean> {
  const rows = await tx.query(
    `INSERT INTO payments.presented_codes AS c (lane, device_id, step, terminal_id)
     SELECT $1, $2, $3, '00000000-0000-0000-0000-000000000000'
      WHERE NOT EXISTS (SELECT FROM payments.payments p WHERE p.lane = $1 AND p.device_id = $2 AND p.step = $3)
     ON CONFLICT (lane, device_id, step) DO UPDATE SET terminal_id = excluded.terminal_id WHERE c.terminal_id = $4
     RETURNING true`,
    [lane, code.deviceId, code.step, terminalId ?? null],
  )
  return rows.length === 1
}

/** A purchase of nothing: no money moved, but the customer came. */
export interface NewVisit {
  readonly lane: number
  readonly accountId: Uuid
  readonly storeId: Uuid
  readonly items: readonly PaymentItem[]
  readonly idempotency: Idempotency
  readonly atMs: number
}

/** Leaves out those whose key is known. Returns the keys that were new. */
export async function insertVisits(tx: Transaction, visits: readonly NewVisit[]): Promise<Set<string>> {
  const rows = await tx.query<{ idempotency_key: string }>(
    `INSERT INTO payments.visits (lane, client_id, idempotency_key, fingerprint, account_id, store_id, items, at)
     SELECT * FROM unnest($1::smallint[], $2::uuid[], $3::text[], $4::uuid[], $5::uuid[], $6::uuid[], $7::jsonb[], $8::timestamptz[])
     ON CONFLICT DO NOTHING RETURNING idempotency_key`,
    [
      arrayOf(visits.map(v => v.lane)),
      arrayOf(visits.map(v => v.idempotency.clientId)),
      visits.map(v => v.idempotency.key),
      arrayOf(visits.map(v => v.idempotency.fingerprint)),
      arrayOf(visits.map(v => v.accountId)),
      arrayOf(visits.map(v => v.storeId)),
      visits.map(v => JSON.stringify(v.items)),
      visits.map(v => new Date(v.atMs)),
    ],
  )
  return new Set(rows.map(row => row.idempotency_key))
}

/** Fingerprints of what was written under these keys of one client, payments and visits alike. */
export async function selectFingerprints(
  db: Queryable,
  clientId: Uuid,
  keys: readonly string[],
): Promise<Map<string, string>> {
  const rows = await db.query<{ key: string; fingerprint: string }>(
    `SELECT idempotency_key AS key, replace(fingerprint::text, '-', '') AS fingerprint FROM payments.payments
      WHERE lane = ANY ($1::smallint[]) AND client_id = $2 AND idempotency_key = ANY ($3::text[])
     UNION ALL
     SELECT idempotency_key, replace(fingerprint::text, '-', '') FROM payments.visits
      WHERE lane = ANY ($1::smallint[]) AND client_id = $2 AND idempotency_key = ANY ($3::text[])`,
    [allLanes, clientId, keys],
    'fingerprints by key',
  )
  return new Map(rows.map(row => [row.key, row.fingerprint]))
}
