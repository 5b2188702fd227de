/** How bulk loads show themselves to staff. */
import type { BulkLoad, BulkLoadLine } from '@ringfence/contract'
import { toTypeId } from '../../../kernel/ids.ts'
import { toJson } from '../../../kernel/money.ts'
import type { MasterKey } from '../../../platform/crypto.ts'
import type { Queryable } from '../../../platform/database.ts'
import { customerNames } from '../../wallet/index.ts'
import { type BulkLineRow, type BulkLoadRow, type BulkTotals, selectTotals } from './store.ts'

export async function bulkLoadViews(db: Queryable, loads: readonly BulkLoadRow[]): Promise<BulkLoad[]> {
  const totals = await selectTotals(
    db,
    loads.map(load => load.id),
  )
  return loads.map(load => viewOf(load, totals.get(load.id)!))
}

function viewOf(load: BulkLoadRow, totals: BulkTotals): BulkLoad {
  return {
    id: toTypeId('blk', load.id),
    name: load.name,
    kind: load.kind,
    currency: load.currency,
    expiresAt: load.expires_at?.toISOString() ?? null,
    status: load.status,
    createdBy: { id: toTypeId('stf', load.created_by), name: load.created_by_name },
    createdAt: load.created_at.toISOString(),
    decidedBy:
      load.decided_by === null ? null : { id: toTypeId('stf', load.decided_by), name: load.decided_by_name ?? '' },
    decidedAt: load.decided_at?.toISOString() ?? null,
    totals: {
      lines: Number(totals.lines),
      ready: Number(totals.ready),
      readyAmount: toJson(totals.ready_amount),
      problems: Number(totals.problems),
      loaded: Number(totals.loaded),
      loadedAmount: toJson(totals.loaded_amount),
      refused: Number(totals.refused),
      undone: Number(totals.undone),
      takenBackAmount: toJson(totals.taken_back),
      spentAmount: toJson(totals.spent),
    },
  }
}

export async function lineViews(
  db: Queryable,
  masterKey: MasterKey,
  lines: readonly BulkLineRow[],
): Promise<BulkLoadLine[]> {
  const ids = lines.flatMap(line => (line.customer_id === null ? [] : [line.customer_id]))
  const names = await customerNames(db, masterKey, ids)
  return lines.map(line => ({
    line: line.line,
    given: line.given,
    customer:
      line.customer_id === null
        ? null
        : { id: toTypeId('cus', line.customer_id), name: names.get(line.customer_id) ?? '' },
    amount: line.amount === null ? null : toJson(line.amount),
    status: line.status,
    problem: line.problem,
    loadId: line.load_id === null ? null : toTypeId('lod', line.load_id),
    takenBackAmount: toJson(line.taken_back),
    spentAmount: line.status === 'undone' ? toJson(line.amount! - line.taken_back) : 0,
  }))
}
