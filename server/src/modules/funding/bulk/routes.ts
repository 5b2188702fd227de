/** Bulk loads over HTTP: proposed by one person, approved by another, loaded by the worker. */
import type { BulkLoad } from '@ringfence/contract'
import { fromTypeId } from '../../../kernel/ids.ts'
import type { MasterKey } from '../../../platform/crypto.ts'
import type { Database } from '../../../platform/database.ts'
import type { Call, HandlersOf, Outcome } from '../../../platform/http.ts'
import { decideBulkLoad } from './decide.ts'
import { proposeBulkLoad } from './propose.ts'
import type { Action } from './rules.ts'
import { type BulkLoadRow, selectBulkLoad, selectBulkLoads, selectLines } from './store.ts'
import { bulkLoadViews, lineViews } from './views.ts'

export interface BulkLoadRoom {
  readonly db: Database
  readonly masterKey: MasterKey
  /** ISO 4217: what bulk loads are in. */
  readonly currency: string
  /** There is work for the worker. */
  readonly wake: () => void
}

type BulkLoadOperation =
  | 'createBulkLoad'
  | 'listBulkLoads'
  | 'getBulkLoad'
  | 'listBulkLoadLines'
  | 'approveBulkLoad'
  | 'cancelBulkLoad'
  | 'undoBulkLoad'

export function bulkLoadRoutes(room: BulkLoadRoom): HandlersOf<BulkLoadOperation> {
  const { db, masterKey, currency } = room
  return {
    createBulkLoad: async call => {
      const { body, nowMs: atMs } = call
      const idempotency = call.idempotency!
      const outcome = await proposeBulkLoad(db, masterKey, { body, currency, by: personOf(call), idempotency, atMs })
      return outcome.ok ? shown(db, outcome) : outcome
    },
    listBulkLoads: async ({ query }) => {
      const before = query.cursor === undefined ? undefined : fromTypeId('blk', query.cursor)
      if (query.cursor !== undefined && before === undefined) return badCursor
      const limit = query.limit ?? 30
      const rows = await selectBulkLoads(db, { before, limit: limit + 1 })
      const data = await bulkLoadViews(db, rows.slice(0, limit))
      return { ok: true, value: { data, nextCursor: rows.length > limit ? data.at(-1)!.id : null } }
    },
    getBulkLoad: async ({ params }) => {
      const load = await find(db, params.id)
      return load ? shown(db, { load, replayed: false }) : { ok: false, code: 'not_found' }
    },
    listBulkLoadLines: async ({ params, query }) => {
      const load = await find(db, params.id)
      if (!load) return { ok: false, code: 'not_found' }
      if (query.cursor !== undefined && !/^[1-9]\d{0,8}$/.test(query.cursor)) return badCursor
      const limit = query.limit ?? 30
      const after = query.cursor === undefined ? 0 : Number.parseInt(query.cursor, 10)
      const rows = await selectLines(db, load.id, { after, limit: limit + 1, status: query.status })
      const data = await lineViews(db, masterKey, rows.slice(0, limit))
      return { ok: true, value: { data, nextCursor: rows.length > limit ? String(data.at(-1)!.line) : null } }
    },
    approveBulkLoad: call => decide(room, call, 'approve'),
    cancelBulkLoad: call => decide(room, call, 'cancel'),
    undoBulkLoad: call => decide(room, call, 'undo'),
  }
}

const badCursor = { ok: false, code: 'validation_failed', pointers: ['/cursor'] } as const

type DecidingCall = Call<'approveBulkLoad'> | Call<'cancelBulkLoad'> | Call<'undoBulkLoad'>

async function decide(room: BulkLoadRoom, call: DecidingCall, action: Action): Promise<Outcome<BulkLoad>> {
  const id = fromTypeId('blk', call.params.id)
  if (id === undefined) return { ok: false, code: 'not_found' }
  const outcome = await decideBulkLoad(room.db, { id, action, by: personOf(call), atMs: call.nowMs })
  if (!outcome.ok) return outcome
  room.wake()
  return shown(room.db, outcome)
}

async function find(db: Database, typeId: string): Promise<BulkLoadRow | undefined> {
  const id = fromTypeId('blk', typeId)
  return id === undefined ? undefined : selectBulkLoad(db, id)
}

function personOf({ caller }: { caller: { personId: string; name: string } }) {
  return { id: caller.personId, name: caller.name }
}

async function shown(
  db: Database,
  { load, replayed }: { load: BulkLoadRow; replayed: boolean },
): Promise<Outcome<BulkLoad>> {
  return { ok: true, value: (await bulkLoadViews(db, [load]))[0]!, replayed }
}
