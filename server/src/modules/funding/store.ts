/** All SQL of funding, but for the posting function (db/code/20-funding.sql). */
import type { Uuid } from '../../kernel/ids.ts'
import { arrayOf, type Queryable, type Transaction } from '../../platform/database.ts'
import type { Idempotency } from '../../platform/http.ts'
import { allLanes, rankOf } from '../ledger/index.ts'

export type LoadTender = 'card' | 'cash' | 'import' | 'bulk' | 'promotion'

export interface LoadRow {
  readonly id: Uuid
  readonly account_id: Uuid
  readonly amount: bigint
  readonly currency: string
  readonly tender: LoadTender
  readonly status: 'pending' | 'succeeded' | 'failed'
  readonly decline_reason: string | null
  /** What a decline means for another try; null where there was none. */
  readonly decline_kind: DeclineKind | null
  /** The saved card that it is charged to. */
  readonly payment_method: string | null
  /** What it is at the payment provider. */
  readonly provider: string | null
  readonly psp_customer: string | null
  readonly psp_card: string | null
  readonly psp_reference: string | null
  readonly psp_fee: bigint | null
  readonly off_session: boolean
  /** Given back to its card, or on the way there. */
  readonly refunded: bigint
  /** The part that paid back what the account owed. */
  readonly recovered: bigint
  readonly store_id: Uuid | null
  readonly terminal_id: Uuid | null
  readonly fingerprint: string
  readonly at: Date
}
export type DeclineKind = 'retryable' | 'final' | 'needsCustomer'
const loadColumns = `id, account_id, amount, currency, tender, status, decline_reason, decline_kind, payment_method, provider,
  psp_customer, psp_card, psp_reference, psp_fee, off_session, refunded, recovered, store_id, terminal_id,
  replace(fingerprint::text, '-', '') AS fingerprint, at`

/** A load that is final when it is written: cash in the till, or one of a history, by whatever tender. */
export interface FinalLoad {
  readonly lane: number
  readonly id: Uuid
  readonly accountId: Uuid
  /** The brand's own account that the money comes from. */
  readonly sourceId: Uuid
  readonly amount: bigint
  readonly currency: string
  readonly tender: LoadTender
  readonly storeId: Uuid | undefined
  readonly terminalId: Uuid | undefined
  readonly staffId: Uuid | undefined
  readonly idempotency: Idempotency
  readonly atMs: number
}

/** Writes loads of one lane and currency in one statement; balance after each, undefined where the account did not allow it. */
export async function callTake(on: Queryable, loads: readonly FinalLoad[]): Promise<(bigint | undefined)[]> {
  const [row] = await on.query<{ after: (bigint | null)[] }>(
    'SELECT funding.take($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) AS after',
    [
      loads[0]!.lane,
      loads[0]!.currency,
      arrayOf(loads.map(load => load.id)),
      arrayOf(loads.map(load => load.accountId)),
      arrayOf(loads.map(load => load.sourceId)),
      arrayOf(loads.map(load => load.amount)),
      arrayOf(loads.map(load => load.tender)),
      arrayOf(loads.map(load => load.storeId ?? null)),
      arrayOf(loads.map(load => load.terminalId ?? null)),
      arrayOf(loads.map(load => load.staffId ?? null)),
      arrayOf(loads.map(load => load.idempotency.clientId)),
      loads.map(load => load.idempotency.key),
      arrayOf(loads.map(load => load.idempotency.fingerprint)),
      timesOf(loads.map(load => load.atMs)),
      arrayOf(loads.map(load => rankOf({ kind: 'paid', openedMs: load.atMs, expiresMs: undefined }))),
    ],
    'funding take',
  )
  return row!.after.map(balance => balance ?? undefined)
}

function timesOf(times: readonly number[]): string {
  return `{${times.map(ms => new Date(ms).toISOString()).join(',')}}`
}

export interface PendingLoad {
  readonly lane: number
  readonly id: Uuid
  readonly accountId: Uuid
  readonly amount: bigint
  readonly currency: string
  readonly paymentMethodId: Uuid
  readonly provider: string
  readonly pspCustomer: string
  readonly pspCard: string
  readonly offSession: boolean
  readonly idempotency: Idempotency
  readonly atMs: number
}

export async function insertPending(tx: Transaction, load: PendingLoad): Promise<void> {
  await tx.query(
    `INSERT INTO funding.loads (lane, id, account_id, amount, currency, tender, status, payment_method, provider, psp_customer,
                                psp_card, off_session, client_id, idempotency_key, fingerprint, at)
     VALUES ($1, $2, $3, $4, $5, 'card', 'pending', $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    [
      load.lane,
      load.id,
      load.accountId,
      load.amount,
      load.currency,
      load.paymentMethodId,
      load.provider,
      load.pspCustomer,
      load.pspCard,
      load.offSession,
      load.idempotency.clientId,
      load.idempotency.key,
      load.idempotency.fingerprint,
      new Date(load.atMs),
    ],
  )
}

export interface LoadEnd {
  readonly lane: number
  readonly id: Uuid
  readonly status: 'succeeded' | 'failed'
  readonly declineReason: string | null
  readonly declineKind: DeclineKind | null
}

/** Ends a pending load; false when it was ended before (by another process), or should succeed but was refused. */
export async function endPending(tx: Transaction, load: LoadEnd): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE funding.loads SET status = $3, decline_reason = $4, decline_kind = $5
      WHERE lane = $1 AND id = $2 AND status = 'pending' AND ($3 = 'failed' OR decline_reason IS NULL) RETURNING id`,
    [load.lane, load.id, load.status, load.declineReason, load.declineKind],
  )
  return rows.length === 1
}

/** Decides that a pending load, charged as it is, will not be booked: it stays pending until the charge has gone back. */
export async function refusePending(
  tx: Transaction,
  load: { lane: number; id: Uuid; declineReason: string },
): Promise<void> {
  await tx.query(`UPDATE funding.loads SET decline_reason = $3 WHERE lane = $1 AND id = $2 AND status = 'pending'`, [
    load.lane,
    load.id,
    load.declineReason,
  ])
}

/** Notes what the provider calls a charge and what it cost; what is known stays. */
export async function noteCharge(
  db: Queryable,
  charge: { lane: number; id: Uuid; reference: string | null; fee: bigint | null },
): Promise<void> {
  await db.query(
    `UPDATE funding.loads SET psp_reference = coalesce(psp_reference, $3), psp_fee = coalesce($4, psp_fee)
      WHERE lane = $1 AND id = $2 AND (psp_reference IS NULL AND $3::text IS NOT NULL OR psp_fee IS DISTINCT FROM coalesce($4, psp_fee))`,
    [charge.lane, charge.id, charge.reference, charge.fee],
  )
}

/** Pays debts of the accounts back out of loads just booked (db/code/20-funding.sql); before the outbox is told of them. */
export async function callRecover(tx: Transaction, lane: number, loadIds: readonly Uuid[]): Promise<void> {
  await tx.query('SELECT funding.recover($1, $2)', [lane, arrayOf(loadIds)])
}

/** Tells the listeners how a load ended. Last in its transaction: the outbox is locked after the ledger, by everyone. */
export async function emitEnded(
  tx: Transaction,
  load: { lane: number; id: Uuid; status: 'succeeded' | 'failed' },
): Promise<void> {
  await tx.query('SELECT ringfence.emit($1, $2, $3)', [load.lane, `loads.${load.status}`, arrayOf([load.id])])
}

/** Tells the listeners of loads that were booked together. */
export async function emitLoaded(tx: Transaction, lane: number, ids: readonly Uuid[]): Promise<void> {
  await tx.query('SELECT ringfence.emit($1, $2, $3)', [lane, 'loads.succeeded', arrayOf(ids)])
}

/** The load with an idempotency key, in whatever lane it is. */
export async function selectByKey(db: Queryable, { clientId, key }: Idempotency): Promise<LoadRow | undefined> {
  const [row] = await db.query<LoadRow>(
    `SELECT ${loadColumns} FROM funding.loads WHERE lane = ANY ($1::smallint[]) AND client_id = $2 AND idempotency_key = $3`,
    [allLanes, clientId, key],
    'load by key',
  )
  return row
}

export async function selectLoads(db: Queryable, lane: number, ids: readonly Uuid[]): Promise<LoadRow[]> {
  if (ids.length === 0) return []
  return db.query<LoadRow>(`SELECT ${loadColumns} FROM funding.loads WHERE lane = $1 AND id = ANY ($2::uuid[])`, [
    lane,
    arrayOf(ids),
  ])
}

/** A load by its id alone, in whatever lane it is. */
export async function selectLoadById(db: Queryable, id: Uuid): Promise<LoadRow | undefined> {
  const [row] = await db.query<LoadRow>(
    `SELECT ${loadColumns} FROM funding.loads WHERE lane = ANY ($1::smallint[]) AND id = $2`,
    [allLanes, id],
    'load by id',
  )
  return row
}

/** Loads by card that have been pending since before a time: their charge's answer was lost, or they wait for somebody. */
export async function selectPending(
  db: Queryable,
  where: { lane: number; provider: string; beforeMs: number },
): Promise<LoadRow[]> {
  return db.query<LoadRow>(
    `SELECT ${loadColumns} FROM funding.loads
      WHERE lane = $1 AND status = 'pending' AND provider = $2 AND at < $3 ORDER BY at LIMIT 100`,
    [where.lane, where.provider, new Date(where.beforeMs)],
  )
}

/** Loads by card of accounts, newest first. */
export async function selectCardLoads(
  db: Queryable,
  accountIds: readonly Uuid[],
  page: { before: Uuid | undefined; limit: number },
): Promise<LoadRow[]> {
  return db.query<LoadRow>(
    `SELECT ${loadColumns} FROM funding.loads
      WHERE lane = ANY ($1::smallint[]) AND account_id = ANY ($2::uuid[]) AND tender = 'card' AND ($3::uuid IS NULL OR id < $3)
      ORDER BY id DESC LIMIT $4`,
    [allLanes, arrayOf(accountIds), page.before ?? null, page.limit],
  )
}
