/** SQL of what tills take offline: rules, chains, what was received. Late declines have theirs in offline-late-store.ts. */
import type { LateDeclineReason, OfflineFlagKind, OfflineLimits, PaymentItem } from '@ringfence/contract'
import type { Uuid } from '../../kernel/ids.ts'
import { toJson } from '../../kernel/money.ts'
import type { Queryable, Transaction } from '../../platform/database.ts'
import { allLanes } from '../ledger/index.ts'
import { type Chain, limitsSpan, type Nearby, newChain, type Permission } from './offline-rules.ts'

/** Takes a till for this transaction: what is received from it, and its rules, go one after the other. */
export async function lockOfflineTerminal(tx: Transaction, terminalId: Uuid): Promise<void> {
  await tx.query('INSERT INTO payments.offline_terminals (terminal_id) VALUES ($1) ON CONFLICT DO NOTHING', [
    terminalId,
  ])
  await tx.query('SELECT 1 FROM payments.offline_terminals WHERE terminal_id = $1 FOR UPDATE', [terminalId])
}

interface RuleRow {
  readonly enabled: boolean
  readonly per_account: bigint
  readonly terminal_sum: bigint
  readonly terminal_count: number
  readonly window_hours: number
}

/** What a till was allowed at a time; undefined when nobody had ruled yet. */
export async function selectPermission(db: Queryable, terminalId: Uuid, atMs: number): Promise<Permission | undefined> {
  const [row] = await db.query<RuleRow>(
    `SELECT enabled, per_account, terminal_sum, terminal_count, window_hours FROM payments.offline_rules
      WHERE terminal_id = $1 AND from_at <= $2 ORDER BY number DESC LIMIT 1`,
    [terminalId, new Date(atMs)],
  )
  return (
    row && {
      enabled: row.enabled,
      perAccount: row.per_account,
      terminalSum: row.terminal_sum,
      terminalCount: row.terminal_count,
      windowHours: row.window_hours,
    }
  )
}

export function limitsOf(permission: Permission): OfflineLimits {
  const { perAccount, terminalSum, terminalCount, windowHours } = permission
  return { perAccount: toJson(perAccount), terminalSum: toJson(terminalSum), terminalCount, windowHours }
}

/** Adds a rule, not before the one that it follows. */
export async function insertRule(
  tx: Transaction,
  rule: Permission & { readonly terminalId: Uuid; readonly staffId: Uuid; readonly atMs: number },
): Promise<void> {
  await tx.query(
    `INSERT INTO payments.offline_rules (terminal_id, number, enabled, per_account, terminal_sum, terminal_count, window_hours,
                                         set_by, from_at)
     SELECT $1, coalesce(max(number), 0) + 1, $2, $3, $4, $5, $6, $7, greatest($8::timestamptz, max(from_at))
       FROM payments.offline_rules WHERE terminal_id = $1`,
    [
      rule.terminalId,
      rule.enabled,
      rule.perAccount,
      rule.terminalSum,
      rule.terminalCount,
      rule.windowHours,
      rule.staffId,
      new Date(rule.atMs),
    ],
  )
}

/** Where the chain of a key stands. */
export async function selectChain(db: Queryable, keyId: string): Promise<Chain> {
  const [row] = await db.query<{ sequence: bigint; head: string; last_taken_at: Date | null; gap_accepted: boolean }>(
    'SELECT sequence, head, last_taken_at, gap_accepted FROM payments.offline_chains WHERE key_id = $1',
    [keyId],
  )
  if (!row) return newChain
  return {
    sequence: toJson(row.sequence),
    head: row.head,
    lastTakenMs: row.last_taken_at?.getTime(),
    gapAccepted: row.gap_accepted,
  }
}

export async function upsertChain(tx: Transaction, keyId: string, terminalId: Uuid, chain: Chain): Promise<void> {
  await tx.query(
    `INSERT INTO payments.offline_chains (key_id, terminal_id, sequence, head, last_taken_at, gap_accepted)
     VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (key_id) DO UPDATE SET sequence = $3, head = $4, last_taken_at = $5, gap_accepted = $6`,
    [
      keyId,
      terminalId,
      chain.sequence,
      chain.head,
      chain.lastTakenMs === undefined ? null : new Date(chain.lastTakenMs),
      chain.gapAccepted,
    ],
  )
}

export interface ReceivedRow {
  readonly id: Uuid
  readonly hash: string
  readonly status: 'received' | 'taken' | 'declined'
  readonly reason: LateDeclineReason | null
  readonly payment_id: Uuid | null
}

export async function selectReceived(db: Queryable, keyId: string, sequence: number): Promise<ReceivedRow | undefined> {
  const [row] = await db.query<ReceivedRow>(
    `SELECT id, hash, status, reason, payment_id FROM payments.offline_payments WHERE key_id = $1 AND sequence = $2`,
    [keyId, sequence],
  )
  return row
}

export interface NewReceived {
  readonly id: Uuid
  readonly keyId: string
  readonly sequence: number
  readonly hash: string
  readonly terminalId: Uuid
  readonly storeId: Uuid
  readonly staffId: Uuid
  readonly alias: string
  readonly amount: bigint
  readonly currency: string
  readonly items: readonly PaymentItem[]
  readonly takenMs: number
  readonly receivedMs: number
  /** Declined as it is received. */
  readonly reason: LateDeclineReason | undefined
}

export async function insertReceived(tx: Transaction, payment: NewReceived): Promise<ReceivedRow> {
  const [row] = await tx.query<ReceivedRow>(
    `INSERT INTO payments.offline_payments (id, key_id, sequence, hash, terminal_id, store_id, staff_id, alias, amount, currency,
                                            items, taken_at, received_at, status, reason)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) RETURNING id, hash, status, reason, payment_id`,
    [
      payment.id,
      payment.keyId,
      payment.sequence,
      payment.hash,
      payment.terminalId,
      payment.storeId,
      payment.staffId,
      payment.alias,
      payment.amount,
      payment.currency,
      JSON.stringify(payment.items),
      new Date(payment.takenMs),
      new Date(payment.receivedMs),
      payment.reason === undefined ? 'received' : 'declined',
      payment.reason ?? null,
    ],
  )
  return row!
}

/** What a till took near a payment in time, over all its keys. What was beyond its limits then does not count. */
export async function selectNearby(
  tx: Transaction,
  at: { readonly terminalId: Uuid; readonly alias: string; readonly takenMs: number },
): Promise<Nearby> {
  const span = limitsSpan(at.takenMs)
  const [row] = await tx.query<{ count: bigint; sum: bigint; from_device: bigint }>(
    `SELECT count(*) AS count, coalesce(sum(amount), 0)::bigint AS sum,
            coalesce(sum(amount) FILTER (WHERE alias = $2), 0)::bigint AS from_device
       FROM payments.offline_payments WHERE terminal_id = $1 AND taken_at > $3 AND taken_at < $4
        AND (reason IS NULL OR reason NOT IN ('limit_exceeded', 'not_allowed', 'out_of_window'))`,
    [at.terminalId, at.alias, new Date(span.fromMs), new Date(span.toMs)],
  )
  return { count: toJson(row!.count), sum: row!.sum, fromDevice: row!.from_device }
}

export async function updateTaken(db: Queryable, id: Uuid, paymentId: Uuid): Promise<void> {
  await db.query(
    `UPDATE payments.offline_payments SET status = 'taken', payment_id = $2, reason = NULL WHERE id = $1 AND status <> 'taken'
        AND resolution IS NULL`,
    [id, paymentId],
  )
}

/** Declines for good, unless the payment has been taken meanwhile by a repeat of the same request. */
export async function updateDeclined(
  db: Queryable,
  received: { readonly id: Uuid; readonly clientId: Uuid; readonly key: string },
  reason: LateDeclineReason,
): Promise<void> {
  await db.query(
    `UPDATE payments.offline_payments SET status = 'declined', reason = $2 WHERE id = $1 AND status = 'received'
        AND NOT EXISTS (SELECT FROM payments.payments WHERE lane = ANY ($3::smallint[]) AND client_id = $4 AND idempotency_key = $5)`,
    [received.id, reason, allLanes, received.clientId, received.key],
  )
}

export interface NewFlag {
  readonly id: Uuid
  readonly terminalId: Uuid
  readonly storeId: Uuid
  readonly keyId: string
  readonly sequence: number
  readonly hash: string
  readonly kind: OfflineFlagKind
  readonly amount: bigint
  readonly currency: string
  readonly atMs: number
}

/** The same payment with the same trouble is flagged once. */
export async function insertFlag(tx: Transaction, flag: NewFlag): Promise<void> {
  await tx.query(
    `INSERT INTO payments.offline_flags (id, terminal_id, store_id, key_id, sequence, hash, kind, amount, currency, at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING`,
    [
      flag.id,
      flag.terminalId,
      flag.storeId,
      flag.keyId,
      flag.sequence,
      flag.hash,
      flag.kind,
      flag.amount,
      flag.currency,
      new Date(flag.atMs),
    ],
  )
}
