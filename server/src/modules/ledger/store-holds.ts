/** SQL of holds. */
import type { Uuid } from '../../kernel/ids.ts'
import type { Queryable, Transaction } from '../../platform/database.ts'
import { allLanes } from './lanes.ts'

export interface HoldRow {
  readonly lane: number
  readonly id: Uuid
  readonly account_id: Uuid
  readonly amount: bigint
  readonly currency: string
  readonly state: 'open' | 'captured' | 'voided' | 'expired'
  readonly captured: bigint
  readonly placed_at: Date
  readonly expires_at: Date
}
const holdColumns = 'lane, id, account_id, amount, currency, state, captured, placed_at, expires_at'

export async function insertHold(
  tx: Transaction,
  hold: { lane: number; id: Uuid; accountId: Uuid; amount: bigint; currency: string; expiresMs: number; atMs: number },
): Promise<void> {
  await tx.query(
    `INSERT INTO ledger.holds (lane, id, account_id, amount, currency, placed_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [hold.lane, hold.id, hold.accountId, hold.amount, hold.currency, new Date(hold.atMs), new Date(hold.expiresMs)],
  )
}

export async function lockHold(tx: Transaction, id: Uuid): Promise<HoldRow | undefined> {
  const [row] = await tx.query<HoldRow>(
    `SELECT ${holdColumns} FROM ledger.holds WHERE lane = ANY ($1::smallint[]) AND id = $2 FOR UPDATE`,
    [allLanes, id],
  )
  return row
}

export async function closeHold(
  tx: Transaction,
  hold: HoldRow,
  end: { state: 'captured' | 'voided' | 'expired'; captured: bigint; atMs: number },
): Promise<void> {
  await tx.query('UPDATE ledger.holds SET state = $3, captured = $4, closed_at = $5 WHERE lane = $1 AND id = $2', [
    hold.lane,
    hold.id,
    end.state,
    end.captured,
    new Date(end.atMs),
  ])
}

/** What an account has on hold counts for its ceiling: it may come back. */
export async function addHeld(tx: Transaction, lane: number, accountId: Uuid, amount: bigint): Promise<void> {
  await tx.query('UPDATE ledger.accounts SET held = held + $3 WHERE lane = $1 AND id = $2', [lane, accountId, amount])
}

/** Open holds of an account, oldest first. */
export async function openHoldsOf(db: Queryable, lane: number, accountId: Uuid): Promise<HoldRow[]> {
  return db.query<HoldRow>(
    `SELECT ${holdColumns} FROM ledger.holds WHERE lane = $1 AND account_id = $2 AND state = 'open' ORDER BY id`,
    [lane, accountId],
  )
}
