/** SQL of accounts and transfers. The trial balance and the proof have theirs beside what they mean; posting is db/code/10-ledger.sql. */
import type { Uuid } from '../../kernel/ids.ts'
import { arrayOf, type Queryable, type Transaction } from '../../platform/database.ts'
import { allLanes } from './lanes.ts'

export const transferKinds = {
  load: 1,
  payment: 2,
  refund: 3,
  reversal: 4,
  adjustment: 5,
  hold: 6,
  capture: 7,
  release: 8,
  expiry: 9,
  move: 10,
  recovery: 11,
  chargeback: 12,
  undo: 13,
} as const
export type TransferKind = keyof typeof transferKinds
export const transferKindNames = Object.keys(transferKinds) as TransferKind[]

/** The brand's own accounts: sums of their transfers. */
export const ownKinds = [
  'store_sales',
  'psp_clearing',
  'cash_in_tills',
  'card_at_tills',
  'import_clearing',
  'bulk_clearing',
  'adjustments',
  'holds',
  'promotions',
  'breakage',
  'bank',
  'psp_fees',
  'over_short',
  'disputes',
] as const
export type OwnKind = (typeof ownKinds)[number]

/** `stored_value` and `debt` are customers': guarded. */
export type AccountKind = 'stored_value' | 'debt' | OwnKind

interface NewAccount {
  readonly lane: number
  readonly id: Uuid
  readonly kind: AccountKind
  readonly name: string
  readonly currency: string
  readonly atMs: number
  readonly guarded: { floor: bigint; ceiling: bigint | undefined } | undefined
}

export async function insertAccounts(tx: Transaction, accounts: readonly NewAccount[]): Promise<void> {
  await tx.query(
    `INSERT INTO ledger.accounts (lane, id, kind, name, currency, balance, floor, ceiling, opened_at)
     SELECT lane, id, kind, name, currency, CASE WHEN floor IS NULL THEN NULL ELSE 0 END, floor, ceiling, at
       FROM unnest($1::smallint[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::bigint[], $8::timestamptz[])
            a(lane, id, kind, name, currency, floor, ceiling, at)
     ON CONFLICT (lane, id) DO NOTHING`,
    [
      arrayOf(accounts.map(a => a.lane)),
      arrayOf(accounts.map(a => a.id)),
      accounts.map(a => a.kind),
      accounts.map(a => a.name),
      accounts.map(a => a.currency),
      arrayOf(accounts.map(a => a.guarded?.floor ?? null)),
      arrayOf(accounts.map(a => a.guarded?.ceiling ?? null)),
      accounts.map(a => new Date(a.atMs)),
    ],
  )
}

export interface AccountRow {
  readonly id: Uuid
  readonly kind: AccountKind
  readonly name: string
  readonly currency: string
  readonly balance: bigint | null
  readonly ceiling: bigint | null
  readonly frozen: boolean
  /** Set aside by open holds; not part of the balance. */
  readonly held: bigint
  readonly next_expiry: Date | null
}
const accountColumns = 'id, kind, name, currency, balance, ceiling, frozen, held, next_expiry'

export async function selectAccounts(db: Queryable, lane: number, ids: readonly Uuid[]): Promise<AccountRow[]> {
  return db.query<AccountRow>(
    `SELECT ${accountColumns} FROM ledger.accounts WHERE lane = $1 AND id = ANY ($2::uuid[])`,
    [lane, arrayOf(ids)],
    'ledger accounts',
  )
}

/** Takes accounts for this transaction, in id order. */
export async function lockAccounts(tx: Transaction, lane: number, ids: readonly Uuid[]): Promise<AccountRow[]> {
  return tx.query<AccountRow>(
    `SELECT ${accountColumns} FROM ledger.accounts WHERE lane = $1 AND id = ANY ($2::uuid[]) ORDER BY id FOR UPDATE`,
    [lane, arrayOf(ids)],
    'ledger accounts locked',
  )
}

/** An account with a lot whose time is over, taken for this transaction; one that another process has is left to it. */
export async function selectExpiring(tx: Transaction, nowMs: number): Promise<Uuid | undefined> {
  const [row] = await tx.query<{ id: Uuid }>(
    `SELECT id FROM ledger.accounts WHERE next_expiry <= $1 ORDER BY next_expiry LIMIT 1 FOR UPDATE SKIP LOCKED`,
    [new Date(nowMs)],
  )
  return row?.id
}

export async function updateNextExpiry(tx: Transaction, lane: number, id: Uuid, at: Date | null): Promise<void> {
  await tx.query('UPDATE ledger.accounts SET next_expiry = $3 WHERE lane = $1 AND id = $2', [lane, id, at])
}

export async function updateFrozen(tx: Transaction, lane: number, id: Uuid, frozen: boolean): Promise<void> {
  await tx.query('UPDATE ledger.accounts SET frozen = $3 WHERE lane = $1 AND id = $2', [lane, id, frozen])
}

/** Sums of an account's transfers up to and with a time (all of them when undefined). */
export async function sumTransfers(
  db: Queryable,
  id: Uuid,
  atMs: number | undefined,
): Promise<{ debit: bigint; credit: bigint }> {
  const [row] = await db.query<{ debit: bigint; credit: bigint }>(
    `SELECT coalesce(sum(amount) FILTER (WHERE debit_account = $1), 0)::bigint AS debit,
            coalesce(sum(amount) FILTER (WHERE credit_account = $1), 0)::bigint AS credit
       FROM ledger.transfers WHERE (debit_account = $1 OR credit_account = $1) AND ($2::timestamptz IS NULL OR at <= $2)`,
    [id, atMs === undefined ? null : new Date(atMs)],
  )
  return row!
}

export interface TransferRow {
  readonly id: Uuid
  readonly kind: number
  readonly debit_account: Uuid
  readonly credit_account: Uuid
  readonly amount: bigint
  readonly currency: string
  readonly at: Date
  readonly batch: bigint
  readonly reverses: Uuid | null
  readonly lots: Uuid[] | null
  readonly parts: bigint[] | null
}
const transferColumns = 'id, kind, debit_account, credit_account, amount, currency, at, batch, reverses, lots, parts'

export async function selectTransfers(
  db: Queryable,
  page: { before: Uuid | undefined; limit: number },
): Promise<TransferRow[]> {
  return db.query<TransferRow>(
    `SELECT ${transferColumns} FROM ledger.transfers WHERE $1::uuid IS NULL OR id < $1 ORDER BY id DESC LIMIT $2`,
    [page.before ?? null, page.limit],
  )
}

/** Transfers of one account, newest first. The two partial indexes find a customer's; own accounts are scanned by id. */
export async function selectTransfersOf(
  db: Queryable,
  account: { lane: number; id: Uuid; guarded: boolean },
  page: { before: Uuid | undefined; limit: number },
): Promise<TransferRow[]> {
  const values = [account.lane, account.id, page.before ?? null, page.limit]
  const where = 'lane = $1 AND ($3::uuid IS NULL OR id < $3)'
  const text = account.guarded
    ? `(SELECT ${transferColumns} FROM ledger.transfers WHERE ${where} AND debit_account = $2 AND kind IN (2, 4, 5, 6, 9, 10, 11, 12, 13) ORDER BY id DESC LIMIT $4)
       UNION
       (SELECT ${transferColumns} FROM ledger.transfers WHERE ${where} AND credit_account = $2 AND kind IN (1, 3, 4, 5, 8, 10, 11, 12, 13) ORDER BY id DESC LIMIT $4)
       ORDER BY id DESC LIMIT $4`
    : `SELECT ${transferColumns} FROM ledger.transfers WHERE ${where} AND (debit_account = $2 OR credit_account = $2) ORDER BY id DESC LIMIT $4`
  return db.query<TransferRow>(text, values)
}

export async function selectTransfer(db: Queryable, lane: number, id: Uuid): Promise<TransferRow | undefined> {
  const [row] = await db.query<TransferRow>(
    `SELECT ${transferColumns} FROM ledger.transfers WHERE lane = $1 AND id = $2`,
    [lane, id],
  )
  return row
}

export interface Spending {
  readonly count: bigint
  readonly total: bigint
  readonly last: Date | null
}

/** How often, how much and when last customers' accounts paid; refunds are not taken off. */
export async function spendingOf(db: Queryable, accountIds: readonly Uuid[]): Promise<Spending> {
  const [row] = await db.query<Spending>(
    `SELECT count(*) AS count, coalesce(sum(amount), 0)::bigint AS total, max(at) AS last FROM ledger.transfers
      WHERE lane = ANY ($1::smallint[]) AND debit_account = ANY ($2::uuid[]) AND kind = 2`,
    [allLanes, arrayOf(accountIds)],
  )
  return row!
}
