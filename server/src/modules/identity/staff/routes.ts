/** The staff over HTTP. */
import type { StaffChange, StaffMember } from '@ringfence/contract'
import { fromTypeId, toTypeId } from '../../../kernel/ids.ts'
import type { MasterKey } from '../../../platform/crypto.ts'
import type { Caller, HandlersOf, Outcome } from '../../../platform/http.ts'
import { toApproval, waitingSubjects } from '../../approvals/index.ts'
import { addStaff, type StaffOutcome } from './add-staff.ts'
import { changeStaff, deactivateStaff, inviteAgain } from './change-staff.ts'
import { openEmail } from './email.ts'
import type { StaffRoom } from './room.ts'
import { type StaffRow, selectEmergencies, selectStaff } from './staff-store.ts'

type StaffOperation =
  | 'listStaff'
  | 'createStaff'
  | 'changeStaff'
  | 'inviteStaff'
  | 'deactivateStaff'
  | 'listEmergencies'

export function staffRoutes(room: StaffRoom): HandlersOf<StaffOperation> {
  const { db, masterKey } = room
  return {
    listStaff: async ({ caller, nowMs }) => {
      const [rows, asked] = await Promise.all([
        selectStaff(db, caller.storeId, nowMs),
        waitingSubjects(db, 'administrator', nowMs),
      ])
      return { ok: true, value: { data: rows.map(row => toStaffMember(masterKey, row, asked)), nextCursor: null } }
    },
    createStaff: async ({ body, caller, nowMs, idempotency }) =>
      changed(
        room,
        await addStaff(room, body, { by: by(caller), atMs: nowMs, idempotency: idempotency! }),
        caller,
        nowMs,
      ),
    changeStaff: async ({ params, body, caller, nowMs }) => {
      const id = fromTypeId('stf', params.id)
      if (id === undefined) return absent
      return changed(room, await changeStaff(room, id, body, { by: by(caller), atMs: nowMs }), caller, nowMs)
    },
    inviteStaff: async ({ params, caller, nowMs }) => {
      const id = fromTypeId('stf', params.id)
      if (id === undefined) return absent
      return member(room, await inviteAgain(room, id, { by: by(caller), atMs: nowMs }))
    },
    deactivateStaff: async ({ params, caller, nowMs }) => {
      const id = fromTypeId('stf', params.id)
      if (id === undefined) return absent
      return member(room, await deactivateStaff(room, id, { by: by(caller), atMs: nowMs }))
    },
    listEmergencies: async ({ nowMs }) => {
      const rows = await selectEmergencies(db, nowMs)
      const data = rows.map(row => ({ name: row.name, reason: row.reason, endsAt: row.ends_at.toISOString() }))
      return { ok: true, value: { data } }
    },
  }
}

const absent = { ok: false, code: 'not_found' } as const

function by({ personId: id, name }: Caller) {
  return { id, name }
}

function member({ masterKey }: StaffRoom, outcome: StaffOutcome): Outcome<StaffMember> {
  return outcome.ok
    ? { ok: true, value: toStaffMember(masterKey, outcome.staff, new Set()), replayed: outcome.replayed }
    : outcome
}

function changed({ masterKey }: StaffRoom, outcome: StaffOutcome, caller: Caller, nowMs: number): Outcome<StaffChange> {
  if (!outcome.ok) return outcome
  const person = { id: caller.personId, role: caller.role, storeId: caller.storeId }
  const approval = outcome.approval === undefined ? null : toApproval(outcome.approval, {}, person, nowMs)
  const asked = new Set(approval === null ? [] : [approval.subject])
  return {
    ok: true,
    value: { staff: toStaffMember(masterKey, outcome.staff, asked), approval },
    replayed: outcome.replayed,
  }
}

/** `asked`: TypeIDs of those who wait to become administrators. */
function toStaffMember(masterKey: MasterKey, row: StaffRow, asked: ReadonlySet<string>): StaffMember {
  const id = toTypeId('stf', row.id)
  return {
    id,
    name: row.name,
    email: row.sealed_email === null ? null : openEmail(masterKey, row.sealed_email),
    role: row.role,
    storeId: row.store_id === null ? null : toTypeId('sto', row.store_id),
    status: row.status,
    roleAsked: asked.has(id) ? 'administrator' : null,
    emergencyUntil: row.emergency_until?.toISOString() ?? null,
  }
}
