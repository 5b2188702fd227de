/** All SQL of payouts and their reconciliation. */
import type { PayoutItemType } from '@ringfence/contract'
import type { Uuid } from '../../../kernel/ids.ts'
import { arrayOf, type Queryable, type Transaction } from '../../../platform/database.ts'
import { allLanes } from '../../ledger/index.ts'
import type { PspPayoutItem } from '../psp/psp.ts'
import type { Booked, Problem } from './rules.ts'

export interface PayoutRow {
  readonly id: Uuid
  readonly provider: string
  readonly reference: string
  readonly amount: bigint
  readonly fees: bigint
  readonly currency: string
  readonly arrives_at: Date
  readonly items: number
  readonly unmatched: number
  readonly posted_at: Date | null
  readonly failed_at: Date | null
}
const columns = 'id, provider, reference, amount, fees, currency, arrives_at, items, unmatched, posted_at, failed_at'

export interface PayoutItemRow {
  readonly reference: string
  readonly type: PayoutItemType
  readonly source: string | null
  readonly our_key: string | null
  readonly gross: bigint
  readonly fee: bigint
  readonly net: bigint
  readonly at: Date
  readonly load_id: Uuid | null
  readonly problem: Problem | null
}

/** False when it is there already. */
export async function insertPayout(tx: Transaction, payout: Omit<PayoutRow, 'failed_at'>): Promise<boolean> {
  const rows = await tx.query(
    `INSERT INTO funding.payouts (id, provider, reference, amount, fees, currency, arrives_at, items, unmatched, posted_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (provider, reference) DO NOTHING RETURNING id`,
    [
      payout.id,
      payout.provider,
      payout.reference,
      payout.amount,
      payout.fees,
      payout.currency,
      payout.arrives_at,
      payout.items,
      payout.unmatched,
      payout.posted_at,
    ],
  )
  return rows.length === 1
}

export type MatchedItem = Omit<PspPayoutItem, 'currency'> & { loadId: Uuid | null; problem: Problem | null }

export async function insertItems(tx: Transaction, payoutId: Uuid, items: readonly MatchedItem[]): Promise<void> {
  await tx.query(
    `INSERT INTO funding.payout_items (payout_id, reference, type, source, our_key, gross, fee, net, at, load_id, problem)
     SELECT $1, * FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::bigint[], $8::bigint[],
                              $9::timestamptz[], $10::uuid[], $11::text[])`,
    [
      payoutId,
      items.map(item => item.reference),
      items.map(item => item.type),
      items.map(item => item.source),
      items.map(item => item.key),
      arrayOf(items.map(item => item.gross)),
      arrayOf(items.map(item => item.fee)),
      arrayOf(items.map(item => item.net)),
      items.map(item => new Date(item.atMs)),
      arrayOf(items.map(item => item.loadId)),
      items.map(item => item.problem),
    ],
  )
}

/** Writes what a second look found. */
export async function updateMatches(tx: Transaction, payoutId: Uuid, items: readonly MatchedItem[]): Promise<void> {
  await tx.query(
    `UPDATE funding.payout_items i SET load_id = m.load_id, problem = m.problem
       FROM unnest($2::text[], $3::uuid[], $4::text[]) m(reference, load_id, problem)
      WHERE i.payout_id = $1 AND i.reference = m.reference`,
    [
      payoutId,
      items.map(item => item.reference),
      arrayOf(items.map(item => item.loadId)),
      items.map(item => item.problem),
    ],
  )
  await tx.query(
    `UPDATE funding.payouts SET unmatched = (SELECT count(*) FROM funding.payout_items WHERE payout_id = $1 AND problem IS NOT NULL)
      WHERE id = $1`,
    [payoutId],
  )
}

export async function selectPayoutByReference(
  db: Queryable,
  provider: string,
  reference: string,
): Promise<PayoutRow | undefined> {
  const [row] = await db.query<PayoutRow>(
    `SELECT ${columns} FROM funding.payouts WHERE provider = $1 AND reference = $2`,
    [provider, reference],
  )
  return row
}

/** False when it was noted before. */
export async function updateFailed(tx: Transaction, id: Uuid, atMs: number): Promise<boolean> {
  const rows = await tx.query(
    'UPDATE funding.payouts SET failed_at = $2, posted_at = NULL WHERE id = $1 AND failed_at IS NULL RETURNING id',
    [id, new Date(atMs)],
  )
  return rows.length === 1
}

export async function selectPayout(db: Queryable, id: Uuid): Promise<PayoutRow | undefined> {
  const [row] = await db.query<PayoutRow>(`SELECT ${columns} FROM funding.payouts WHERE id = $1`, [id])
  return row
}

export async function selectPayouts(
  db: Queryable,
  where: { before: Uuid | undefined; limit: number; unmatchedOnly: boolean },
): Promise<PayoutRow[]> {
  return db.query<PayoutRow>(
    `SELECT ${columns} FROM funding.payouts WHERE ($1::uuid IS NULL OR id < $1) AND (NOT $3 OR unmatched > 0)
      ORDER BY id DESC LIMIT $2`,
    [where.before ?? null, where.limit, where.unmatchedOnly],
  )
}

export async function selectItems(db: Queryable, payoutId: Uuid): Promise<PayoutItemRow[]> {
  return db.query<PayoutItemRow>(
    `SELECT reference, type, source, our_key, gross, fee, net, at, load_id, problem FROM funding.payout_items
      WHERE payout_id = $1 ORDER BY problem IS NULL, at, reference`,
    [payoutId],
  )
}

export interface BookedRow extends Booked {
  /** The key of a charge or refund; the reference of a dispute. */
  readonly name: string
  readonly load_id: Uuid
}

/** Loads with these ids, as charges. */
export async function selectBookedCharges(db: Queryable, ids: readonly Uuid[]): Promise<BookedRow[]> {
  return db.query<BookedRow>(
    `SELECT id::text AS name, id AS load_id, amount,
            CASE status WHEN 'succeeded' THEN 'booked' WHEN 'failed' THEN 'returned' ELSE 'pending' END AS state
       FROM funding.loads WHERE lane = ANY ($1::smallint[]) AND id = ANY ($2::uuid[])`,
    [allLanes, arrayOf(ids)],
  )
}

/** Refunds with these ids; and loads with these ids, whose charges went back whole. */
export async function selectBookedRefunds(db: Queryable, ids: readonly Uuid[]): Promise<BookedRow[]> {
  return db.query<BookedRow>(
    `SELECT id::text AS name, load_id, amount, CASE status WHEN 'succeeded' THEN 'booked' ELSE 'pending' END AS state
       FROM funding.load_refunds WHERE lane = ANY ($1::smallint[]) AND id = ANY ($2::uuid[])
     UNION ALL
     SELECT id::text, id, amount, 'returned' FROM funding.loads
      WHERE lane = ANY ($1::smallint[]) AND id = ANY ($2::uuid[]) AND status = 'failed'`,
    [allLanes, arrayOf(ids)],
  )
}

export async function selectBookedDisputes(
  db: Queryable,
  provider: string,
  references: readonly string[],
): Promise<(BookedRow & { won: boolean })[]> {
  return db.query<BookedRow & { won: boolean }>(
    `SELECT reference AS name, load_id, amount, 'booked' AS state, given_back_at IS NOT NULL AS won FROM funding.disputes
      WHERE lane = ANY ($1::smallint[]) AND provider = $2 AND reference = ANY ($3::text[])`,
    [allLanes, provider, references],
  )
}

/** Notes what charges cost. */
export async function updateFees(tx: Transaction, fees: readonly { loadId: Uuid; fee: bigint }[]): Promise<void> {
  await tx.query(
    `UPDATE funding.loads l SET psp_fee = f.fee FROM unnest($2::uuid[], $3::bigint[]) f(id, fee)
      WHERE l.lane = ANY ($1::smallint[]) AND l.id = f.id AND l.psp_fee IS DISTINCT FROM f.fee`,
    [allLanes, arrayOf(fees.map(({ loadId }) => loadId)), arrayOf(fees.map(({ fee }) => fee))],
  )
}

/** What the provider kept, by month of a time zone, and the charges that it is known for. */
export async function selectFeesByMonth(
  db: Queryable,
  where: { timeZone: string; currency: string; fromMs: number },
): Promise<{ month: string; fees: bigint; amount: bigint; count: bigint }[]> {
  return db.query(
    `SELECT to_char(i.at AT TIME ZONE $1, 'YYYY-MM') AS month,
            sum(i.fee - CASE i.type WHEN 'fee' THEN i.gross ELSE 0 END)::bigint AS fees,
            coalesce(sum(i.gross) FILTER (WHERE i.type = 'charge'), 0)::bigint AS amount, count(*) FILTER (WHERE i.type = 'charge') AS count
       FROM funding.payout_items i JOIN funding.payouts p ON p.id = i.payout_id
      WHERE i.at >= $3 AND p.currency = $2 GROUP BY 1`,
    [where.timeZone, where.currency, new Date(where.fromMs)],
  )
}
