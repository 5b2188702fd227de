/** How shifts show themselves: to their till, and to the manager. */
import type { CashMovement, Shift, ShiftClosed, ShiftReport, ShiftSummary, TillShift } from '@ringfence/contract'
import { toTypeId, type Uuid } from '../../kernel/ids.ts'
import { toJson } from '../../kernel/money.ts'
import type { Queryable } from '../../platform/database.ts'
import { selectStores } from '../catalogue/index.ts'
import { staffNames, terminalNames } from '../identity/index.ts'
import { type MovementRow, type ShiftRow, selectMovements } from './store.ts'

export async function tillView(db: Queryable, shift: ShiftRow, expected: number | null): Promise<TillShift> {
  const movements = await selectMovements(db, shift.id)
  const names = await staffNames(db, [shift.opened_by, ...movements.map(movement => movement.staff_id)])
  return {
    id: toTypeId('shf', shift.id),
    status: shift.closed_at ? 'closed' : 'open',
    currency: shift.currency,
    float: toJson(shift.float),
    openedAt: shift.opened_at.toISOString(),
    openedBy: names.get(shift.opened_by) ?? '',
    movements: movements.map(movement => movementView(movement, names)),
    expected,
  }
}

export function movementView(movement: MovementRow, names: ReadonlyMap<Uuid, string>): CashMovement {
  return {
    id: toTypeId('csm', movement.id),
    kind: movement.kind,
    amount: toJson(movement.amount),
    reason: movement.reason,
    by: names.get(movement.staff_id) ?? '',
    at: movement.at.toISOString(),
  }
}

/** Of a closed shift. */
export function closedView(shift: ShiftRow): ShiftClosed {
  return {
    id: toTypeId('shf', shift.id),
    currency: shift.currency,
    counted: toJson(shift.counted!),
    expected: toJson(shift.expected!),
    overShort: toJson(shift.counted! - shift.expected!),
    closedAt: shift.closed_at!.toISOString(),
  }
}

export async function summariesOf(db: Queryable, shifts: readonly ShiftRow[]): Promise<ShiftSummary[]> {
  const stores = new Map((await selectStores(db)).map(store => [store.id, store]))
  const terminals = await terminalNames(db, [...new Set(shifts.map(shift => shift.terminal_id))])
  const people = [...new Set(shifts.flatMap(shift => [shift.opened_by, shift.closed_by ?? shift.opened_by]))]
  const names = await staffNames(db, people)
  return shifts.map(shift => ({
    id: toTypeId('shf', shift.id),
    status: shift.closed_at ? 'closed' : 'open',
    storeId: toTypeId('sto', shift.store_id),
    storeName: stores.get(shift.store_id)?.name ?? '',
    timeZone: stores.get(shift.store_id)?.time_zone ?? 'UTC',
    terminalId: toTypeId('trm', shift.terminal_id),
    terminalName: terminals.get(shift.terminal_id) ?? '',
    currency: shift.currency,
    float: toJson(shift.float),
    openedAt: shift.opened_at.toISOString(),
    openedBy: names.get(shift.opened_by) ?? '',
    closedAt: shift.closed_at?.toISOString() ?? null,
    closedBy: shift.closed_by && (names.get(shift.closed_by) ?? ''),
    counted: shift.counted === null ? null : toJson(shift.counted),
    overShort: shift.counted === null ? null : toJson(shift.counted - shift.expected!),
  }))
}

export async function shiftView(db: Queryable, shift: ShiftRow, report: ShiftReport): Promise<Shift> {
  const [summary] = await summariesOf(db, [shift])
  const movements = await selectMovements(db, shift.id)
  const names = await staffNames(
    db,
    movements.map(movement => movement.staff_id),
  )
  return {
    ...summary!,
    kind: shift.closed_at ? 'Z' : 'X',
    report,
    movements: movements.map(movement => movementView(movement, names)),
  }
}
