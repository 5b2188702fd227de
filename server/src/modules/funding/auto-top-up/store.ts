/** SQL of standing rules: one row an account, and what the customer was told. */
import type { Uuid } from '../../../kernel/ids.ts'
import { arrayOf, type Queryable, type Transaction } from '../../../platform/database.ts'
import { laneOf } from '../../ledger/index.ts'
import type { Notice, State, Trigger } from './state.ts'

/** A standing rule with whose it is. */
export interface AutoTopUp {
  readonly accountId: Uuid
  readonly customerId: Uuid
  readonly currency: string
  readonly state: State
  /** The load of the last charge that ended; undefined when there was none. */
  readonly lastLoadId: Uuid | undefined
  readonly updatedMs: number
}

interface Row {
  readonly account_id: Uuid
  readonly customer_id: Uuid
  readonly currency: string
  readonly amount: bigint
  readonly trigger_type: Trigger['type']
  readonly threshold: bigint | null
  readonly day: number | null
  readonly weekday: number | null
  readonly payment_method: Uuid
  readonly status: State['status']
  readonly version: number
  readonly not_before: Date
  readonly not_before_why: State['notBefore']['reason']
  readonly next_date: Date | null
  readonly blocked: NonNullable<State['blocked']> | null
  readonly declines_in_row: number
  readonly attempts: number
  readonly day_number: number
  readonly day_charges: number
  readonly day_amount: bigint
  readonly charge: StoredCharge | null
  readonly last: { charge: StoredCharge; outcome: NonNullable<State['last']>['outcome']; reason?: string } | null
  readonly last_load: Uuid | null
  readonly wake_at: Date | null
  readonly updated_at: Date
}

/** In JSON: amounts as text, for JSON numbers are floats. */
type StoredCharge = Omit<NonNullable<State['charge']>, 'amount'> & { readonly amount: string }

const columns = `account_id, customer_id, currency, amount, trigger_type, threshold, day, weekday, payment_method, status, version,
  not_before, not_before_why, next_date, blocked, declines_in_row, attempts, day_number, day_charges, day_amount, charge, last,
  last_load, wake_at, updated_at`

/** The rule of an account, removed or not. */
export async function selectAutoTopUp(db: Queryable, accountId: Uuid): Promise<AutoTopUp | undefined> {
  const [row] = await db.query<Row>(`SELECT ${columns} FROM funding.auto_top_ups WHERE lane = $1 AND account_id = $2`, [
    laneOf(accountId),
    accountId,
  ])
  return row && read(row)
}

/** The rule of an account, locked until the transaction ends. */
export async function lockAutoTopUp(tx: Transaction, accountId: Uuid): Promise<AutoTopUp | undefined> {
  const [row] = await tx.query<Row>(
    `SELECT ${columns} FROM funding.auto_top_ups WHERE lane = $1 AND account_id = $2 FOR UPDATE`,
    [laneOf(accountId), accountId],
  )
  return row && read(row)
}

/** Claims a rule that is due: locked until the transaction ends, passed over by other workers. */
export async function claimDue(tx: Transaction, lane: number, nowMs: number): Promise<AutoTopUp | undefined> {
  const [row] = await tx.query<Row>(
    `SELECT ${columns} FROM funding.auto_top_ups WHERE lane = $1 AND wake_at <= $2
      ORDER BY wake_at LIMIT 1 FOR UPDATE SKIP LOCKED`,
    [lane, new Date(nowMs)],
  )
  return row && read(row)
}

/** Looks at a rule later, unless somebody has looked at it meanwhile. */
export async function postpone(db: Queryable, accountId: Uuid, dueMs: number, toMs: number): Promise<void> {
  await db.query('UPDATE funding.auto_top_ups SET wake_at = $4 WHERE lane = $1 AND account_id = $2 AND wake_at <= $3', [
    laneOf(accountId),
    accountId,
    new Date(dueMs),
    new Date(toMs),
  ])
}

/** False when the account has a rule by now, removed or not. */
export async function insertAutoTopUp(tx: Transaction, rule: AutoTopUp): Promise<boolean> {
  const values = write(rule)
  const names = Object.keys(values)
  const rows = await tx.query(
    `INSERT INTO funding.auto_top_ups (lane, ${names.join(', ')}) VALUES ($1, ${names.map((_, i) => `$${i + 2}`).join(', ')})
     ON CONFLICT (lane, account_id) DO NOTHING RETURNING account_id`,
    [laneOf(rule.accountId), ...Object.values(values)],
  )
  return rows.length === 1
}

export async function updateAutoTopUp(tx: Transaction, rule: AutoTopUp): Promise<void> {
  const values = write(rule)
  await tx.query(
    `UPDATE funding.auto_top_ups SET ${Object.keys(values)
      .map((name, i) => `${name} = $${i + 3}`)
      .join(', ')}
      WHERE lane = $1 AND account_id = $2`,
    [laneOf(rule.accountId), rule.accountId, ...Object.values(values)],
  )
}

/** Wakes the threshold rules of accounts whose balance fell; those that wait for something else wake by themselves. */
export async function wakeThresholds(
  db: Queryable,
  lane: number,
  accountIds: readonly Uuid[],
  nowMs: number,
): Promise<number> {
  const woken = await db.query(
    `UPDATE funding.auto_top_ups SET wake_at = $3 WHERE lane = $1 AND account_id = ANY ($2::uuid[])
        AND trigger_type = 'threshold' AND status = 'on' AND wake_at IS NULL RETURNING account_id`,
    [lane, arrayOf(accountIds), new Date(nowMs)],
  )
  return woken.length
}

/** Sleeping threshold rules, in portions by account id. */
export async function selectSleeping(
  db: Queryable,
  lane: number,
  after: Uuid | undefined,
  limit: number,
): Promise<{ account_id: Uuid; threshold: bigint }[]> {
  return db.query(
    `SELECT account_id, threshold FROM funding.auto_top_ups
      WHERE lane = $1 AND trigger_type = 'threshold' AND status = 'on' AND wake_at IS NULL AND ($2::uuid IS NULL OR account_id > $2)
      ORDER BY account_id LIMIT $3`,
    [lane, after ?? null, limit],
  )
}

export interface NoticeRow {
  readonly id: Uuid
  readonly account_id: Uuid
  readonly customer_id: Uuid
  readonly kind: Notice['kind']
  readonly attempt: number | null
  readonly amount: bigint
  readonly currency: string
  readonly payment_method: Uuid
  readonly reason: string | null
  readonly at: Date
}

export async function insertNotice(
  tx: Transaction,
  rule: AutoTopUp,
  id: Uuid,
  notice: Notice,
  atMs: number,
): Promise<void> {
  await tx.query(
    `INSERT INTO funding.auto_top_up_notices
       (lane, id, account_id, customer_id, kind, attempt, version, amount, currency, payment_method, reason, at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      laneOf(rule.accountId),
      id,
      rule.accountId,
      rule.customerId,
      notice.kind,
      notice.attempt ?? null,
      rule.state.version,
      notice.amount,
      rule.currency,
      notice.paymentMethodId,
      notice.reason ?? null,
      new Date(atMs),
    ],
  )
}

/** Tells the listeners. Last in its transaction: the outbox is locked after all else, by everyone. */
export async function emitTold(tx: Transaction, accountId: Uuid, noticeIds: readonly Uuid[]): Promise<void> {
  await tx.query('SELECT ringfence.emit($1, $2, $3)', [laneOf(accountId), 'autoTopUps.told', arrayOf(noticeIds)])
}

export async function selectNotices(db: Queryable, lane: number, ids: readonly Uuid[]): Promise<NoticeRow[]> {
  return db.query<NoticeRow>(
    `SELECT id, account_id, customer_id, kind, attempt, amount, currency, payment_method, reason, at
       FROM funding.auto_top_up_notices WHERE lane = $1 AND id = ANY ($2::uuid[])`,
    [lane, arrayOf(ids)],
  )
}

/** How far the outbox has been read for payments, locked so that one process reads on at a time; begins at the present end. */
export async function lockOffset(tx: Transaction, lane: number): Promise<bigint> {
  await tx.query(
    `INSERT INTO funding.auto_top_up_offsets (lane, seq)
     SELECT lane, seq FROM ringfence.outbox_heads WHERE lane = $1 ON CONFLICT DO NOTHING`,
    [lane],
  )
  const [row] = await tx.query<{ seq: bigint }>(
    'SELECT seq FROM funding.auto_top_up_offsets WHERE lane = $1 FOR UPDATE',
    [lane],
  )
  return row!.seq
}

export async function moveOffset(tx: Transaction, lane: number, seq: bigint): Promise<void> {
  await tx.query('UPDATE funding.auto_top_up_offsets SET seq = $2 WHERE lane = $1', [lane, seq])
}

function read(row: Row): AutoTopUp {
  const { account_id: accountId, customer_id: customerId, currency, last } = row
  const state: State = {
    rule: { amount: row.amount, trigger: triggerOf(row), paymentMethodId: row.payment_method },
    status: row.status,
    version: row.version,
    notBefore: { atMs: row.not_before.getTime(), reason: row.not_before_why },
    nextDateMs: row.next_date?.getTime(),
    blocked: row.blocked ?? undefined,
    declinesInARow: row.declines_in_row,
    attempts: row.attempts,
    day: { number: row.day_number, charges: row.day_charges, amount: row.day_amount },
    charge: row.charge ? readCharge(row.charge) : undefined,
    last: last ? { charge: readCharge(last.charge), outcome: last.outcome, reason: last.reason } : undefined,
    wakeAtMs: row.wake_at?.getTime(),
  }
  return {
    accountId,
    customerId,
    currency,
    state,
    lastLoadId: row.last_load ?? undefined,
    updatedMs: row.updated_at.getTime(),
  }
}

function triggerOf({ trigger_type: type, threshold, day, weekday }: Row): Trigger {
  if (type === 'threshold') return { type, threshold: threshold! }
  return type === 'monthly' ? { type, day: day! } : { type, weekday: weekday! }
}

function readCharge(stored: StoredCharge): NonNullable<State['charge']> {
  return { ...stored, amount: BigInt(stored.amount) }
}

function write({ accountId, customerId, currency, state, lastLoadId, updatedMs }: AutoTopUp): Record<string, unknown> {
  const { rule, charge, last } = state
  const { trigger } = rule
  const stored = (one: NonNullable<State['charge']>) => ({ ...one, amount: String(one.amount) })
  return {
    account_id: accountId,
    customer_id: customerId,
    currency,
    amount: rule.amount,
    trigger_type: trigger.type,
    threshold: trigger.type === 'threshold' ? trigger.threshold : null,
    day: trigger.type === 'monthly' ? trigger.day : null,
    weekday: trigger.type === 'weekly' ? trigger.weekday : null,
    payment_method: rule.paymentMethodId,
    status: state.status,
    version: state.version,
    not_before: new Date(state.notBefore.atMs),
    not_before_why: state.notBefore.reason,
    next_date: timeOf(state.nextDateMs),
    blocked: state.blocked ?? null,
    declines_in_row: state.declinesInARow,
    attempts: state.attempts,
    day_number: state.day.number,
    day_charges: state.day.charges,
    day_amount: state.day.amount,
    charge: charge ? JSON.stringify(stored(charge)) : null,
    last: last ? JSON.stringify({ ...last, charge: stored(last.charge) }) : null,
    last_load: lastLoadId ?? null,
    wake_at: timeOf(state.wakeAtMs),
    updated_at: new Date(updatedMs),
  }
}

function timeOf(ms: number | undefined): Date | null {
  return ms === undefined ? null : new Date(ms)
}
