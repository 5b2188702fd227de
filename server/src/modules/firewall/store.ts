/** All SQL of the firewall's rules and quotas. */
import type { FirewallEffect } from '@ringfence/contract'
import type { Uuid } from '../../kernel/ids.ts'
import type { Queryable, Transaction } from '../../platform/database.ts'
import type { RangeRule } from './rules.ts'

export interface RuleRow {
  readonly id: Uuid
  readonly effect: FirewallEffect
  readonly range: string
  readonly reason: string
  readonly expires_at: Date | null
  readonly created_at: Date
  readonly created_by: Uuid
}
const columns = 'id, effect, range::text AS range, reason, expires_at, created_at, created_by'

export function ruleOf({ effect, range, expires_at }: RuleRow): RangeRule {
  return { effect, range, expiresAtMs: expires_at?.getTime() }
}

/** Changes of rules go one after the other, so that two together can't lock out what each alone would not. */
export async function lockRules(tx: Transaction): Promise<void> {
  await tx.query('LOCK TABLE firewall.rules IN SHARE ROW EXCLUSIVE MODE')
}

/** Rules that hold at a time. */
export async function selectRules(db: Queryable, atMs: number): Promise<RuleRow[]> {
  return db.query<RuleRow>(
    `SELECT ${columns} FROM firewall.rules WHERE expires_at IS NULL OR expires_at > $1`,
    [new Date(atMs)],
    'firewall rules',
  )
}

/** Newest first. */
export async function selectRulePage(
  db: Queryable,
  page: { readonly before: Uuid | undefined; readonly limit: number; readonly atMs: number },
): Promise<RuleRow[]> {
  return db.query<RuleRow>(
    `SELECT ${columns} FROM firewall.rules
      WHERE (expires_at IS NULL OR expires_at > $1) AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
    [new Date(page.atMs), page.before ?? null, page.limit],
  )
}

export async function upsertRule(tx: Transaction, rule: RuleRow): Promise<RuleRow> {
  const [row] = await tx.query<RuleRow>(
    `INSERT INTO firewall.rules (id, effect, range, reason, expires_at, created_at, created_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (effect, range) DO UPDATE SET reason = excluded.reason, expires_at = excluded.expires_at,
       created_at = excluded.created_at, created_by = excluded.created_by
     RETURNING ${columns}`,
    [rule.id, rule.effect, rule.range, rule.reason, rule.expires_at, rule.created_at, rule.created_by],
  )
  return row!
}

export async function deleteRule(tx: Transaction, id: Uuid): Promise<void> {
  await tx.query('DELETE FROM firewall.rules WHERE id = $1', [id])
}

/** Forgets what has expired: rules, and counts of requests. Returns how many. */
export async function deleteExpired(db: Queryable, nowMs: number): Promise<number> {
  const rules = await db.query('DELETE FROM firewall.rules WHERE expires_at < $1 RETURNING id', [new Date(nowMs)])
  const counts = await db.query('DELETE FROM firewall.rate_limits WHERE expire < $1 RETURNING key', [nowMs])
  return rules.length + counts.length
}

export interface QuotaRow {
  readonly holder: string
  readonly requests_per_minute: number
}

export async function selectQuotas(db: Queryable): Promise<QuotaRow[]> {
  return db.query<QuotaRow>('SELECT holder, requests_per_minute FROM firewall.quotas', [], 'quotas')
}

export async function selectQuotaPage(
  db: Queryable,
  page: { readonly after: string | undefined; readonly limit: number },
): Promise<QuotaRow[]> {
  return db.query<QuotaRow>(
    `SELECT holder, requests_per_minute FROM firewall.quotas WHERE holder > coalesce($1, '') ORDER BY holder LIMIT $2`,
    [page.after ?? null, page.limit],
  )
}

export async function upsertQuota(tx: Transaction, quota: QuotaRow): Promise<void> {
  await tx.query(
    `INSERT INTO firewall.quotas (holder, requests_per_minute) VALUES ($1, $2)
     ON CONFLICT (holder) DO UPDATE SET requests_per_minute = excluded.requests_per_minute`,
    [quota.holder, quota.requests_per_minute],
  )
}

export async function deleteQuota(tx: Transaction, holder: string): Promise<void> {
  await tx.query('DELETE FROM firewall.quotas WHERE holder = $1', [holder])
}
