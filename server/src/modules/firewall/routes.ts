/** The firewall's rules and the quotas over HTTP, for administrators; auditors read. */
import type { FirewallRule, Reply } from '@ringfence/contract'
import { assert } from '../../kernel/assert.ts'
import { fromTypeId, toTypeId, type Uuid } from '../../kernel/ids.ts'
import type { Database } from '../../platform/database.ts'
import type { Call, HandlersOf, Outcome } from '../../platform/http.ts'
import { staffNames } from '../identity/index.ts'
import { type Administrator, putRule, removeRule } from './change-firewall.ts'
import { rulesMax } from './change-rules.ts'
import { readRange } from './rules.ts'
import {
  deleteQuota,
  lockRules,
  type RuleRow,
  selectQuotaPage,
  selectQuotas,
  selectRulePage,
  upsertQuota,
} from './store.ts'

export interface FirewallRoom {
  readonly db: Database
  /** Rules or quotas have changed. */
  readonly wake: () => void
}

type Mine = 'listFirewallRules' | 'putFirewallRule' | 'removeFirewallRule' | 'listQuotas' | 'putQuota'

export function firewallRoutes(room: FirewallRoom): HandlersOf<Mine> {
  return {
    listFirewallRules: call => list(room, call),
    putFirewallRule: call => put(room, call),
    removeFirewallRule: call => remove(room, call),
    listQuotas: call => listQuotas(room, call),
    putQuota: call => putQuota(room, call),
  }
}

const wrong = (pointer: string) => ({ ok: false, code: 'validation_failed', pointers: [pointer] }) as const

async function list({ db }: FirewallRoom, { query, nowMs }: Call<'listFirewallRules'>) {
  const before = query.cursor === undefined ? undefined : fromTypeId('fwr', query.cursor)
  if (query.cursor !== undefined && before === undefined) return wrong('/query/cursor')
  const limit = query.limit ?? 30
  const rows = await selectRulePage(db, { before, limit, atMs: nowMs })
  const last = rows.length === limit ? rows.at(-1) : undefined
  const value: Reply<'listFirewallRules'> = {
    data: await viewsOf(db, rows),
    nextCursor: last ? toTypeId('fwr', last.id) : null,
  }
  return { ok: true, value } as const
}

async function put(room: FirewallRoom, call: Call<'putFirewallRule'>): Promise<Outcome<FirewallRule>> {
  const { effect, reason, expiresAt } = call.body
  const range = readRange(call.body.range)
  if (range === undefined) return wrong('/range')
  const expiresAtMs = expiresAt === null ? undefined : Date.parse(expiresAt)
  if (expiresAtMs !== undefined && !(expiresAtMs > call.nowMs)) return wrong('/expiresAt')
  const outcome = await putRule(room.db, { effect, range, reason, expiresAtMs }, administratorOf(call), call.nowMs)
  if (!outcome.ok) return outcome
  room.wake()
  return { ok: true, value: (await viewsOf(room.db, [outcome.rule]))[0]! }
}

async function remove(room: FirewallRoom, call: Call<'removeFirewallRule'>): Promise<Outcome<undefined>> {
  const id = fromTypeId('fwr', call.params.id)
  if (id === undefined) return { ok: false, code: 'not_found' }
  const outcome = await removeRule(room.db, id, administratorOf(call), call.nowMs)
  if (!outcome.ok) return outcome
  room.wake()
  return { ok: true, value: undefined }
}

function administratorOf({ caller, address }: Call<'putFirewallRule' | 'removeFirewallRule'>): Administrator {
  assert(address !== undefined, 'who changes the firewall is known by address')
  return { id: caller.personId, address }
}

async function viewsOf(db: Database, rows: readonly RuleRow[]): Promise<FirewallRule[]> {
  const names = await staffNames(db, [...new Set(rows.map(row => row.created_by))])
  return rows.map(row => viewOf(row, names))
}

function viewOf(row: RuleRow, names: ReadonlyMap<Uuid, string>): FirewallRule {
  const { effect, range, reason } = row
  return {
    id: toTypeId('fwr', row.id),
    effect,
    range,
    reason,
    expiresAt: row.expires_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    createdBy: names.get(row.created_by) ?? 'A former member of staff',
  }
}

async function listQuotas({ db }: FirewallRoom, { query }: Call<'listQuotas'>): Promise<Outcome<Reply<'listQuotas'>>> {
  const limit = query.limit ?? 30
  const rows = await selectQuotaPage(db, { after: query.cursor, limit })
  const data = rows.map(row => ({ holder: row.holder, requestsPerMinute: row.requests_per_minute }))
  return { ok: true, value: { data, nextCursor: rows.length === limit ? rows.at(-1)!.holder : null } }
}

async function putQuota(room: FirewallRoom, { params, body }: Call<'putQuota'>): Promise<Outcome<undefined>> {
  const { requestsPerMinute } = body
  const isWritten = await room.db.transaction(async tx => {
    await lockRules(tx)
    if (requestsPerMinute === null) {
      await deleteQuota(tx, params.id)
      return true
    }
    const others = (await selectQuotas(tx)).filter(({ holder }) => holder !== params.id)
    if (others.length >= rulesMax) return false
    await upsertQuota(tx, { holder: params.id, requests_per_minute: requestsPerMinute })
    return true
  })
  if (!isWritten) return { ok: false, code: 'rule_limit_reached' }
  room.wake()
  return { ok: true, value: undefined }
}
