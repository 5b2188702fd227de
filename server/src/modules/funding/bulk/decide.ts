/** A person moves a bulk load on: approves, cancels, or has it undone. */
import type { Uuid } from '../../../kernel/ids.ts'
import type { Database } from '../../../platform/database.ts'
import { refuseTwo } from '../../approvals/index.ts'
import { lockStanding } from '../../identity/index.ts'
import { type Action, decideMove } from './rules.ts'
import { type BulkLoadRow, lockBulkLoad, selectBulkLoad, selectTotals, updateDecided, updateUndoing } from './store.ts'

export type DecideOutcome =
  | { ok: true; load: BulkLoadRow; replayed: boolean }
  | { ok: false; code: 'not_found' | 'second_person_required' | 'bulk_load_closed' }

export async function decideBulkLoad(
  db: Database,
  request: { id: Uuid; action: Action; by: { id: Uuid; name: string }; atMs: number },
): Promise<DecideOutcome> {
  const { id, action, by, atMs } = request
  return db.transaction(async tx => {
    // People before what they proposed, as whoever ends their access does it. Who proposed it never changes.
    const proposed = await selectBulkLoad(tx, id)
    const people = proposed ? await lockStanding(tx, [proposed.created_by, by.id], atMs) : undefined
    const load = await lockBulkLoad(tx, id)
    if (!load) return { ok: false, code: 'not_found' }
    const { status, created_by: createdBy, decided_by: decidedBy } = load
    const ready = (await selectTotals(tx, [id])).get(id)?.ready ?? 0n
    const move = decideMove({ status, createdBy, decidedBy, ready: Number(ready) }, action, by.id)
    if (!move.ok) return move
    if (move.to === undefined) return { ok: true, load, replayed: true }
    if (move.to === 'posting') {
      const two = [people?.get(createdBy), people?.get(by.id)] as const
      const refusal = refuseTwo({ kind: 'bulkLoad', storeId: null }, ...two, atMs)
      if (refusal) return { ok: false, code: refusal === 'approval_closed' ? 'bulk_load_closed' : refusal }
    }
    if (move.to === 'undoing') await updateUndoing(tx, id)
    else await updateDecided(tx, { id, status: move.to, by: by.id, byName: by.name, atMs })
    return { ok: true, load: (await lockBulkLoad(tx, id))!, replayed: false }
  })
}
