/** Shifts over HTTP. */
import type { Database } from '../../platform/database.ts'
import type { HandlersOf, Outcome } from '../../platform/http.ts'

type Mine =
  | 'openShift'
  | 'getCurrentShift'
  | 'takeCashMovement'
  | 'closeShift'
  | 'listShifts'
  | 'getShift'
  | 'listOutsideTakings'
  | 'getShiftSettings'
  | 'putShiftSettings'

const absent = async (): Promise<Outcome<never>> => ({ ok: false, code: 'not_found' })

export function shiftsRoutes(_room: { readonly db: Database }): HandlersOf<Mine> {
  return {
    openShift: absent,
    getCurrentShift: absent,
    takeCashMovement: absent,
    closeShift: absent,
    listShifts: absent,
    getShift: absent,
    listOutsideTakings: absent,
    getShiftSettings: absent,
    putShiftSettings: absent,
  }
}
