/** Offline payments over HTTP: what tills may do, what they forward, and what the manager makes of it. */
import type { OfflinePermit, OfflineResults, OfflineRule, Reply } from '@ringfence/contract'
import { assert } from '../../kernel/assert.ts'
import { fromTypeId, toTypeId, type Uuid } from '../../kernel/ids.ts'
import { fromJson } from '../../kernel/money.ts'
import type { Database } from '../../platform/database.ts'
import type { Call, Caller, HandlersOf, Outcome } from '../../platform/http.ts'
import { selectStores } from '../catalogue/index.ts'
import { findTerminal } from '../identity/index.ts'
import { type Forward, offlineForwarder } from './offline-forward.ts'
import { acceptGap, flagViews, lateDeclineViews, resolveLateDecline } from './offline-late.ts'
import { selectFlags, selectLateDeclines } from './offline-late-store.ts'
import type { Permission } from './offline-rules.ts'
import type { SettlingRoom } from './offline-settle.ts'
import { insertRule, limitsOf, lockOfflineTerminal, selectChain, selectPermission } from './offline-store.ts'

type Mine =
  | 'getOfflinePermit'
  | 'forwardOfflinePayments'
  | 'getOfflineRule'
  | 'putOfflineRule'
  | 'acceptOfflineGap'
  | 'listLateDeclines'
  | 'resolveLateDecline'
  | 'listOfflineFlags'

export function offlineRoutes(room: SettlingRoom): HandlersOf<Mine> {
  const { db } = room
  const forward = offlineForwarder(room)
  return {
    getOfflinePermit: call => permit(db, call),
    forwardOfflinePayments: call => forwardFrom(forward, call),
    getOfflineRule: async call => {
      const terminal = await terminalOf(db, call.params.id, call.caller)
      return terminal ? { ok: true, value: await ruleOf(db, terminal, call.nowMs) } : absent
    },
    putOfflineRule: call => putRule(db, call),
    acceptOfflineGap: async ({ params, caller }) => {
      const flagId = fromTypeId('off', params.id)
      return flagId === undefined ? absent : acceptGap(db, { flagId, storeId: caller.storeId })
    },
    listLateDeclines: call => listDeclines(db, call),
    resolveLateDecline: async ({ params, body, caller, nowMs }) => {
      const id = fromTypeId('ofp', params.id)
      if (id === undefined) return absent
      const { storeId, personId: staffId } = caller
      const { resolution, note } = body
      return resolveLateDecline(db, { id, storeId, staffId, resolution, note, atMs: nowMs })
    },
    listOfflineFlags: call => listFlags(db, call),
  }
}

const absent = { ok: false, code: 'not_found' } as const

/** Off until the manager says otherwise, with limits to begin with. */
const noRule: Permission = {
  enabled: false,
  perAccount: 2_000n,
  terminalSum: 30_000n,
  terminalCount: 50,
  windowHours: 12,
}

interface TerminalPlace {
  readonly terminalId: Uuid
  readonly storeId: Uuid
}

async function ruleOf(db: Database, { terminalId, storeId }: TerminalPlace, nowMs: number): Promise<OfflineRule> {
  const permission = (await selectPermission(db, terminalId, nowMs)) ?? noRule
  const store = (await selectStores(db)).find(each => each.id === storeId)
  assert(store, 'a terminal stands in a store')
  return { enabled: permission.enabled, currency: store.currency, limits: limitsOf(permission) }
}

/** The till proves its key by signing: the chain that it is told of is that key's. */
async function permit(db: Database, call: Call<'getOfflinePermit'>): Promise<Outcome<OfflinePermit>> {
  const { terminalId, storeId } = call.caller
  if (terminalId === undefined || storeId === undefined || !call.signedBy) return { ok: false, code: 'forbidden' }
  const { sequence, head } = await selectChain(db, call.signedBy.keyId)
  const rule = await ruleOf(db, { terminalId, storeId }, call.nowMs)
  return { ok: true, value: { ...rule, sequence, head, now: new Date(call.nowMs).toISOString() } }
}

async function forwardFrom(forward: Forward, call: Call<'forwardOfflinePayments'>): Promise<Outcome<OfflineResults>> {
  const { terminalId, storeId } = call.caller
  if (terminalId === undefined || storeId === undefined || !call.signedBy) return { ok: false, code: 'forbidden' }
  const { keyId } = call.signedBy
  return { ok: true, value: await forward({ terminalId, storeId, keyId, nowMs: call.nowMs }, call.body.payments) }
}

/** A store's manager has the own store's tills. */
async function terminalOf(db: Database, id: string, caller: Caller): Promise<TerminalPlace | undefined> {
  const terminalId = fromTypeId('trm', id)
  const found = terminalId === undefined ? undefined : await findTerminal(db, terminalId)
  if (!found || (caller.storeId !== undefined && caller.storeId !== found.storeId)) return undefined
  return { terminalId: terminalId!, storeId: found.storeId }
}

async function putRule(db: Database, call: Call<'putOfflineRule'>): Promise<Outcome<OfflineRule>> {
  const terminal = await terminalOf(db, call.params.id, call.caller)
  if (!terminal) return absent
  const { enabled, limits } = call.body
  await db.transaction(async tx => {
    await lockOfflineTerminal(tx, terminal.terminalId)
    await insertRule(tx, {
      ...limits,
      enabled,
      terminalId: terminal.terminalId,
      staffId: call.caller.personId,
      perAccount: fromJson(limits.perAccount),
      terminalSum: fromJson(limits.terminalSum),
      atMs: call.nowMs,
    })
  })
  return { ok: true, value: await ruleOf(db, terminal, call.nowMs) }
}

/** The page that was asked for; a store's manager sees the own store only. Undefined for a cursor that is none of ours. */
function pageOf(
  prefix: 'ofp' | 'off',
  { query, caller }: Call<'listLateDeclines'> | Call<'listOfflineFlags'>,
): { storeId: Uuid | undefined; before: Uuid | undefined; limit: number } | undefined {
  const before = query.cursor === undefined ? undefined : fromTypeId(prefix, query.cursor)
  if (query.cursor !== undefined && before === undefined) return undefined
  const storeId = caller.storeId ?? (query.storeId === undefined ? undefined : fromTypeId('sto', query.storeId))
  return { storeId, before, limit: query.limit ?? 30 }
}
const badCursor = { ok: false, code: 'validation_failed', pointers: ['/cursor'] } as const

async function listDeclines(db: Database, call: Call<'listLateDeclines'>): Promise<Outcome<Reply<'listLateDeclines'>>> {
  const page = pageOf('ofp', call)
  if (!page) return badCursor
  const { status } = call.query
  const rows = await selectLateDeclines(db, { ...page, isOpen: status && status === 'open' })
  const last = rows.length === page.limit ? rows.at(-1) : undefined
  const data = await lateDeclineViews(db, rows)
  return { ok: true, value: { data, nextCursor: last ? toTypeId('ofp', last.id) : null } }
}

async function listFlags(db: Database, call: Call<'listOfflineFlags'>): Promise<Outcome<Reply<'listOfflineFlags'>>> {
  const page = pageOf('off', call)
  if (!page) return badCursor
  const rows = await selectFlags(db, page)
  const last = rows.length === page.limit ? rows.at(-1) : undefined
  return { ok: true, value: { data: await flagViews(db, rows), nextCursor: last ? toTypeId('off', last.id) : null } }
}
