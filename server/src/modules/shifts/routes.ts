/** Shifts over HTTP: the till's own, and the manager's reports. */
import type {
  CashMovement,
  CurrentShift,
  OutsideTakings,
  Reply,
  Shift,
  ShiftClosed,
  TillShift,
} from '@ringfence/contract'
import { fromTypeId, toTypeId, type Uuid } from '../../kernel/ids.ts'
import { fromJson } from '../../kernel/money.ts'
import type { Database } from '../../platform/database.ts'
import type { Call, Caller, HandlersOf, Outcome } from '../../platform/http.ts'
import { selectStores } from '../catalogue/index.ts'
import { staffNames } from '../identity/index.ts'
import { closeShift } from './close-shift.ts'
import { moveCash } from './move-cash.ts'
import { openShift } from './open-shift.ts'
import { readOutside } from './outside.ts'
import { countShift } from './report.ts'
import { readShiftSettings, writeShiftSettings } from './settings.ts'
import { listShifts, type ShiftRow, selectOpen, selectShift } from './store.ts'
import { closedView, movementView, shiftView, summariesOf, tillView } from './views.ts'

export interface ShiftsRoom {
  readonly db: Database
}

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

export function shiftsRoutes({ db }: ShiftsRoom): HandlersOf<Mine> {
  return {
    openShift: call => open(db, call),
    getCurrentShift: call => current(db, call),
    takeCashMovement: call => move(db, call),
    closeShift: call => close(db, call),
    listShifts: call => list(db, call),
    getShift: call => get(db, call),
    listOutsideTakings: call => outside(db, call),
    getShiftSettings: async () => ({ ok: true, value: await readShiftSettings(db) }),
    putShiftSettings: async ({ body }) => {
      const before = await db.transaction(async tx => {
        const old = await readShiftSettings(tx)
        await writeShiftSettings(tx, body)
        return old
      })
      return { ok: true, value: body, changed: { before, after: body } }
    },
  }
}

const absent = { ok: false, code: 'not_found' } as const
const notAtATill = { ok: false, code: 'forbidden' } as const

/** Who stands at which till; a manager in the console stands at none. */
function placeOf({ terminalId, storeId, personId }: Caller) {
  return terminalId === undefined || storeId === undefined ? undefined : { terminalId, storeId, staffId: personId }
}

async function open(db: Database, call: Call<'openShift'>): Promise<Outcome<TillShift>> {
  const place = placeOf(call.caller)
  if (!place) return notAtATill
  const { float, currency } = call.body
  const store = (await selectStores(db)).find(each => each.id === place.storeId)
  if (store?.currency !== currency) return { ok: false, code: 'currency_mismatch' }
  const opening = { ...place, currency, float: fromJson(float), idempotency: call.idempotency!, atMs: call.nowMs }
  const outcome = await openShift(db, opening)
  if (!outcome.ok) return outcome
  return { ok: true, value: await seenByTill(db, outcome.shift, call.nowMs), replayed: outcome.replayed }
}

async function current(db: Database, call: Call<'getCurrentShift'>): Promise<Outcome<CurrentShift>> {
  const place = placeOf(call.caller)
  if (!place) return notAtATill
  const { required, blind } = await readShiftSettings(db)
  const shift = await selectOpen(db, place.terminalId)
  return { ok: true, value: { shift: shift ? await seenByTill(db, shift, call.nowMs) : null, required, blind } }
}

/** Where counts are blind, nobody at the till learns what should be there. */
async function seenByTill(db: Database, shift: ShiftRow, nowMs: number): Promise<TillShift> {
  if ((await readShiftSettings(db)).blind || shift.closed_at) return tillView(db, shift, null)
  const { report } = await countShift(db, shift, { toMs: nowMs + 1, counted: undefined })
  return tillView(db, shift, report.cash.expected)
}

async function move(db: Database, call: Call<'takeCashMovement'>): Promise<Outcome<CashMovement>> {
  const place = placeOf(call.caller)
  if (!place) return notAtATill
  const shiftId = fromTypeId('shf', call.params.id)
  if (shiftId === undefined) return absent
  const { kind, amount, reason } = call.body
  const order = { ...place, shiftId, kind, amount: fromJson(amount), reason, ...timeAndKey(call) }
  const outcome = await moveCash(db, order)
  if (!outcome.ok) return outcome
  const names = await staffNames(db, [outcome.movement.staff_id])
  return { ok: true, value: movementView(outcome.movement, names), replayed: outcome.replayed }
}

async function close(db: Database, call: Call<'closeShift'>): Promise<Outcome<ShiftClosed>> {
  const place = placeOf(call.caller)
  if (!place) return notAtATill
  const shiftId = fromTypeId('shf', call.params.id)
  if (shiftId === undefined) return absent
  const outcome = await closeShift(db, { ...place, shiftId, counted: fromJson(call.body.counted), ...timeAndKey(call) })
  return outcome.ok ? { ok: true, value: closedView(outcome.shift), replayed: outcome.replayed } : outcome
}

function timeAndKey(call: Call<'takeCashMovement' | 'closeShift'>) {
  return { idempotency: call.idempotency!, atMs: call.nowMs }
}

/** A store's manager sees the own store only, whatever was asked for. */
function storeOf(caller: Caller, asked: string | undefined): Uuid | undefined {
  return caller.storeId ?? (asked === undefined ? undefined : fromTypeId('sto', asked))
}

async function list(db: Database, call: Call<'listShifts'>): Promise<Outcome<Reply<'listShifts'>>> {
  const { query, caller } = call
  const before = query.cursor === undefined ? undefined : fromTypeId('shf', query.cursor)
  if (query.cursor !== undefined && before === undefined)
    return { ok: false, code: 'validation_failed', pointers: ['/cursor'] }
  const limit = query.limit ?? 30
  const rows = await listShifts(db, { storeId: storeOf(caller, query.storeId), status: query.status, before, limit })
  const last = rows.length === limit ? rows.at(-1) : undefined
  return { ok: true, value: { data: await summariesOf(db, rows), nextCursor: last ? toTypeId('shf', last.id) : null } }
}

/** The X report is counted now; the Z report is the one that was kept. */
async function get(db: Database, call: Call<'getShift'>): Promise<Outcome<Shift>> {
  const id = fromTypeId('shf', call.params.id)
  const shift = id === undefined ? undefined : await selectShift(db, id)
  const { storeId } = call.caller
  if (!shift || (storeId !== undefined && shift.store_id !== storeId)) return absent
  const until = { toMs: call.nowMs + 1, counted: undefined }
  const report = shift.report ?? (await countShift(db, shift, until)).report
  return { ok: true, value: await shiftView(db, shift, report) }
}

const dayMs = 86_400_000

async function outside(db: Database, call: Call<'listOutsideTakings'>): Promise<Outcome<OutsideTakings>> {
  const { from, to, storeId } = call.query
  const toMs = to === undefined ? call.nowMs + 1 : Date.parse(to)
  const fromMs = from === undefined ? toMs - dayMs : Date.parse(from)
  const data = await readOutside(db, { storeId: storeOf(call.caller, storeId), fromMs, toMs })
  return { ok: true, value: { data } }
}
