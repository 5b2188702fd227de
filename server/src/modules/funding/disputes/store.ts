/** All SQL of disputes and of the debts that they leave. */
import type { Uuid } from '../../../kernel/ids.ts'
import { arrayOf, type Queryable, type Transaction } from '../../../platform/database.ts'
import { allLanes } from '../../ledger/index.ts'

export interface DisputeRow {
  readonly id: Uuid
  readonly load_id: Uuid
  readonly account_id: Uuid
  readonly amount: bigint
  readonly currency: string
  readonly status: 'open' | 'won' | 'lost'
  readonly reason: string
  readonly taken_back: bigint
  readonly debt: bigint
  readonly given_back_at: Date | null
  readonly opened_at: Date
  readonly closed_at: Date | null
}
const columns =
  'id, load_id, account_id, amount, currency, status, reason, taken_back, debt, given_back_at, opened_at, closed_at'

/** The dispute with this reference, locked. */
export async function lockDispute(
  tx: Transaction,
  dispute: { lane: number; provider: string; reference: string },
): Promise<DisputeRow | undefined> {
  const [row] = await tx.query<DisputeRow>(
    `SELECT ${columns} FROM funding.disputes WHERE lane = $1 AND provider = $2 AND reference = $3 FOR UPDATE`,
    [dispute.lane, dispute.provider, dispute.reference],
  )
  return row
}

export interface NewDispute {
  readonly lane: number
  readonly id: Uuid
  readonly provider: string
  readonly reference: string
  readonly loadId: Uuid
  readonly accountId: Uuid
  readonly amount: bigint
  readonly currency: string
  readonly reason: string
  readonly takenBack: bigint
  readonly openedMs: number
}

export async function insertDispute(tx: Transaction, dispute: NewDispute): Promise<void> {
  await tx.query(
    `INSERT INTO funding.disputes (lane, id, provider, reference, load_id, account_id, amount, currency, status, reason,
                                   taken_back, debt, opened_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'open', $9, $10, $7::bigint - $10::bigint, $11)`,
    [
      dispute.lane,
      dispute.id,
      dispute.provider,
      dispute.reference,
      dispute.loadId,
      dispute.accountId,
      dispute.amount,
      dispute.currency,
      dispute.reason,
      dispute.takenBack,
      new Date(dispute.openedMs),
    ],
  )
}

export async function updateClosed(
  tx: Transaction,
  dispute: { lane: number; id: Uuid; status: 'won' | 'lost'; atMs: number },
): Promise<void> {
  await tx.query('UPDATE funding.disputes SET status = $3, closed_at = $4 WHERE lane = $1 AND id = $2', [
    dispute.lane,
    dispute.id,
    dispute.status,
    new Date(dispute.atMs),
  ])
}

export async function updateGivenBack(tx: Transaction, lane: number, id: Uuid, atMs: number): Promise<void> {
  await tx.query('UPDATE funding.disputes SET given_back_at = $3 WHERE lane = $1 AND id = $2', [
    lane,
    id,
    new Date(atMs),
  ])
}

export async function selectToGiveBack(db: Queryable): Promise<Uuid[]> {
  const rows = await db.query<{ id: Uuid }>(
    `SELECT id FROM funding.disputes
      WHERE lane = ANY ($1::smallint[]) AND status = 'won' AND given_back_at IS NULL ORDER BY id LIMIT 100`,
    [allLanes],
  )
  return rows.map(row => row.id)
}

/** A dispute that is won and not given back yet, locked. */
export async function lockToGiveBack(tx: Transaction, id: Uuid): Promise<DisputeRow | undefined> {
  const [row] = await tx.query<DisputeRow>(
    `SELECT ${columns} FROM funding.disputes
      WHERE lane = ANY ($1::smallint[]) AND id = $2 AND status = 'won' AND given_back_at IS NULL FOR UPDATE`,
    [allLanes, id],
  )
  return row
}

/** What disputes took of loads and have not given back; nothing for loads without. */
export async function disputedOf(db: Queryable, loadIds: readonly Uuid[]): Promise<Map<Uuid, bigint>> {
  const rows = await db.query<{ load_id: Uuid; amount: bigint }>(
    `SELECT load_id, sum(amount)::bigint AS amount FROM funding.disputes
      WHERE lane = ANY ($1::smallint[]) AND load_id = ANY ($2::uuid[]) AND given_back_at IS NULL GROUP BY load_id`,
    [allLanes, arrayOf(loadIds)],
  )
  return new Map(rows.map(row => [row.load_id, row.amount]))
}

/** Changes what an account owes; with the posting to its debt account, in the same transaction, after it. */
export async function addDebt(
  tx: Transaction,
  debt: { lane: number; accountId: Uuid; debtAccountId: Uuid; amount: bigint },
): Promise<void> {
  await tx.query(
    `INSERT INTO funding.debts AS d (lane, account_id, debt_account_id, owed) VALUES ($1, $2, $3, $4)
     ON CONFLICT (lane, account_id) DO UPDATE SET owed = d.owed + excluded.owed`,
    [debt.lane, debt.accountId, debt.debtAccountId, debt.amount],
  )
}

export async function subtractDebt(tx: Transaction, lane: number, accountId: Uuid, amount: bigint): Promise<void> {
  await tx.query('UPDATE funding.debts SET owed = owed - $3 WHERE lane = $1 AND account_id = $2', [
    lane,
    accountId,
    amount,
  ])
}

/** What accounts owe; of those that owe nothing, nothing. */
export async function selectOwed(db: Queryable, accountIds: readonly Uuid[]): Promise<Map<Uuid, bigint>> {
  const rows = await db.query<{ account_id: Uuid; owed: bigint }>(
    `SELECT account_id, owed FROM funding.debts
      WHERE lane = ANY ($1::smallint[]) AND account_id = ANY ($2::uuid[]) AND owed > 0`,
    [allLanes, arrayOf(accountIds)],
  )
  return new Map(rows.map(row => [row.account_id, row.owed]))
}

export interface DisputeFilter {
  readonly accountIds: readonly Uuid[] | undefined
  readonly status: string | undefined
  readonly before: Uuid | undefined
  readonly limit: number
}

export async function selectDisputes(db: Queryable, where: DisputeFilter): Promise<DisputeRow[]> {
  return db.query<DisputeRow>(
    `SELECT ${columns} FROM funding.disputes
      WHERE lane = ANY ($1::smallint[]) AND ($2::uuid[] IS NULL OR account_id = ANY ($2::uuid[]))
        AND ($3::text IS NULL OR status = $3) AND ($4::uuid IS NULL OR id < $4) ORDER BY id DESC LIMIT $5`,
    [
      allLanes,
      where.accountIds ? arrayOf(where.accountIds) : null,
      where.status ?? null,
      where.before ?? null,
      where.limit,
    ],
  )
}

/** For listeners: the rows behind an outbox entry. */
export async function selectDisputeEvents(db: Queryable, lane: number, ids: readonly Uuid[]): Promise<DisputeRow[]> {
  return db.query<DisputeRow>(`SELECT ${columns} FROM funding.disputes WHERE lane = $1 AND id = ANY ($2::uuid[])`, [
    lane,
    arrayOf(ids),
  ])
}
