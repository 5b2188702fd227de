/** The report of a shift, made from what its till took since it was opened. */
import type { ShiftReport } from '@ringfence/contract'
import type { Uuid } from '../../kernel/ids.ts'
import type { Queryable } from '../../platform/database.ts'
import { staffNames } from '../identity/index.ts'
import { reportOf, type Taking } from './rules.ts'
import { type ShiftRow, selectMovements } from './store.ts'
import { gatherTakings } from './takings.ts'

export interface CountedShift {
  readonly report: ShiftReport
  /** Ids of all that it has counted. */
  readonly takings: readonly Uuid[]
}

/** Counts what was taken before `toMs`; `counted` is the cash of a shift that closes. */
export async function countShift(
  db: Queryable,
  shift: ShiftRow,
  until: { readonly toMs: number; readonly counted: bigint | undefined },
): Promise<CountedShift> {
  const { currency, float } = shift
  const window = { terminalIds: [shift.terminal_id], fromMs: shift.opened_at.getTime(), toMs: until.toMs }
  const takings = (await gatherTakings(db, window)).filter(taking => taking.currency === currency)
  const moved = await selectMovements(db, shift.id)
  const names = await namesOf(db, takings)
  const nameOf = (staffId: Uuid) => names.get(staffId)
  return {
    report: reportOf({ currency, float, takings, moved, counted: until.counted, nameOf }),
    takings: takings.map(taking => taking.id),
  }
}

async function namesOf(db: Queryable, takings: readonly Taking[]): Promise<Map<Uuid, string>> {
  return staffNames(db, [...new Set(takings.flatMap(taking => taking.staffId ?? []))])
}
