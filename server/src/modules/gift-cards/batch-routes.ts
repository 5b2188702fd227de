/** Printed batches over HTTP. */
import type { CardBatch, CardBatchList } from '@ringfence/contract'
import { fromTypeId, newId, toTypeId } from '../../kernel/ids.ts'
import { fromJson, toJson } from '../../kernel/money.ts'
import type { MasterKey } from '../../platform/crypto.ts'
import type { Database } from '../../platform/database.ts'
import type { Call, HandlersOf, Outcome } from '../../platform/http.ts'
import { isDesign } from '../wallet/index.ts'
import { type BatchRow, insertBatch, selectBatch, selectBatchByKey, selectBatches } from './batch-store.ts'
import { downloadBatch } from './download-batch.ts'
import { requestCardBatchDownload } from './release-batch.ts'

type Mine = 'orderCardBatch' | 'listCardBatches' | 'getCardBatch' | 'requestCardBatchDownload' | 'downloadCardBatch'

export interface BatchRoom {
  readonly db: Database
  readonly masterKey: MasterKey
  /** Currencies that the brand's stores take. */
  readonly currencies: () => Promise<readonly string[]>
  /** There is something to make. */
  readonly wake: () => void
}

export function batchRoutes(room: BatchRoom): HandlersOf<Mine> {
  const { db, masterKey } = room
  return {
    orderCardBatch: call => order(room, call),
    listCardBatches: call => list(db, call),
    getCardBatch: async ({ params }) => {
      const id = fromTypeId('cbt', params.id)
      const batch = id && (await selectBatch(db, id))
      return batch ? { ok: true, value: viewOf(batch) } : { ok: false, code: 'not_found' }
    },
    requestCardBatchDownload: call => requestCardBatchDownload(db, call),
    downloadCardBatch: async ({ params, caller, nowMs }) => {
      const id = fromTypeId('cbt', params.id)
      if (id === undefined) return { ok: false, code: 'not_found' }
      const outcome = await downloadBatch(db, masterKey, id, { id: caller.personId, name: caller.name, atMs: nowMs })
      return outcome.ok ? { ok: true, value: { fileName: `${params.id}.csv`, csv: outcome.csv } } : outcome
    },
  }
}

async function order(room: BatchRoom, call: Call<'orderCardBatch'>): Promise<Outcome<CardBatch>> {
  const { db } = room
  const { body, caller, nowMs } = call
  const idempotency = call.idempotency!
  if (!(await isDesign(db, body.design))) return { ok: false, code: 'validation_failed', pointers: ['/design'] }
  if (!(await room.currencies()).includes(body.currency)) {
    return { ok: false, code: 'validation_failed', pointers: ['/currency'] }
  }
  const orderedBy = { id: caller.personId, name: caller.name }
  const batch = { ...body, id: newId(nowMs), ceiling: fromJson(body.ceiling), orderedBy, idempotency, atMs: nowMs }
  const isNew = await db.transaction(tx => insertBatch(tx, batch))
  const found = (await selectBatchByKey(db, idempotency))!
  if (found.fingerprint !== idempotency.fingerprint) return { ok: false, code: 'idempotency_key_reused' }
  room.wake()
  return { ok: true, value: viewOf(found), replayed: !isNew }
}

async function list(db: Database, { query }: Call<'listCardBatches'>): Promise<Outcome<CardBatchList>> {
  const limit = query.limit ?? 30
  const before = query.cursor === undefined ? undefined : fromTypeId('cbt', query.cursor)
  if (query.cursor !== undefined && before === undefined) {
    return { ok: false, code: 'validation_failed', pointers: ['/query/cursor'] }
  }
  const rows = await selectBatches(db, { before, limit: limit + 1 })
  const data = rows.slice(0, limit).map(viewOf)
  return { ok: true, value: { data, nextCursor: rows.length > limit ? data.at(-1)!.id : null } }
}

function viewOf(batch: BatchRow): CardBatch {
  return {
    id: toTypeId('cbt', batch.id),
    name: batch.name,
    status: batch.made < batch.count ? 'making' : batch.downloaded_at ? 'downloaded' : 'ready',
    design: batch.design,
    count: batch.count,
    made: batch.made,
    activated: toJson(batch.activated),
    currency: batch.currency,
    ceiling: toJson(batch.ceiling),
    validMonths: batch.valid_months,
    orderedBy: batch.ordered_by_name,
    orderedAt: batch.ordered_at.toISOString(),
    releasedTo: batch.released_to === null ? null : toTypeId('stf', batch.released_to),
    downloadedBy: batch.downloaded_by_name,
    downloadedAt: batch.downloaded_at?.toISOString() ?? null,
  }
}
