/** Another role or store, or the end of someone's access. Whoever is signed in is signed out: the next token says what is true now. */
import type { ChangeStaff } from '@ringfence/contract'
import { fromTypeId, newId, type Uuid } from '../../../kernel/ids.ts'
import type { Transaction } from '../../../platform/database.ts'
import { type ApprovalKind, type ApprovalRow, closeApprovalsOf } from '../../approvals/index.ts'
import { removeCredentials } from '../sign-in/invitations.ts'
import { endSessions } from '../sign-in/sessions.ts'
import { askForAdministrator, readStore, type StaffOrder, type StaffOutcome } from './add-staff.ts'
import { openEmail } from './email.ts'
import type { StaffRoom } from './room.ts'
import { appoints } from './rules.ts'
import { takeSeat } from './seats.ts'
import { sendInvitation } from './send-invitation.ts'
import { lockStaff, selectStaffMember, updatePosition } from './staff-store.ts'

const lastOne = { ok: false, code: 'last_administrator' } as const

/** Thrown to roll back what would leave nobody to administer. */
class NobodyLeft extends Error {
  override readonly name = 'NobodyLeft'
}

export async function changeStaff(
  room: StaffRoom,
  id: Uuid,
  body: ChangeStaff,
  order: StaffOrder,
): Promise<StaffOutcome> {
  const storeId = await readStore(room, body)
  if (storeId === null) return { ok: false, code: 'validation_failed', pointers: ['/storeId'] }
  return orLastOne(() =>
    room.db.transaction(async tx => {
      const person = await lockStaff(tx, id)
      if (!person || person.status === 'inactive' || person.status === 'proposed')
        return { ok: false, code: 'not_found' }
      if (appoints(person.role, body.role)) {
        // Each wish is one of its own: the approval decides, and takes the role of the moment.
        const idempotency = { clientId: newId(), key: 'appoint', fingerprint: '0'.repeat(32) }
        const asked = await askForAdministrator(tx, id, `${person.name} as administrator`, { ...order, idempotency })
        if (!asked.ok) return asked
        const staff = (await selectStaffMember(tx, id, order.atMs))!
        return { ok: true, staff, approval: asked.approval, replayed: false }
      }
      const isSame = person.role === body.role && person.store_id === (storeId ?? null)
      if (!isSame) {
        const seat = body.role === 'administrator' ? (person.administrator_seat ?? undefined) : undefined
        const { role } = body
        // Who changes their own role does not make themselves forget whose hand they came by.
        const placed = order.by.id === id ? undefined : { by: [order.by.id], atMs: order.atMs }
        await place(tx, id, { role, storeId, status: person.status, seat, placed })
        await endSessions(tx, { personId: id, kind: 'staff' }, order.atMs)
      }
      return { ok: true, staff: (await selectStaffMember(tx, id, order.atMs))!, replayed: isSame }
    }),
  )
}

export async function deactivateStaff(room: StaffRoom, id: Uuid, { by, atMs }: StaffOrder): Promise<StaffOutcome> {
  return orLastOne(() =>
    room.db.transaction(async tx => {
      const person = await lockStaff(tx, id)
      if (!person) return { ok: false, code: 'not_found' }
      const { role, store_id: storeId, status } = person
      if (status !== 'inactive') {
        await place(tx, id, { role, storeId: storeId ?? undefined, status: 'inactive', seat: undefined })
        await endSessions(tx, { personId: id, kind: 'staff' }, atMs)
        await removeCredentials(tx, id)
        const asked = await closeApprovalsOf(tx, id, by, atMs)
        for (const approval of asked) if (approval.kind === 'administrator') await dropProposed(tx, approval)
      }
      return { ok: true, staff: (await selectStaffMember(tx, id, atMs))!, replayed: status === 'inactive' }
    }),
  )
}

export async function inviteAgain(room: StaffRoom, id: Uuid, { atMs }: StaffOrder): Promise<StaffOutcome> {
  return room.db.transaction(async tx => {
    const person = await lockStaff(tx, id)
    if (!person?.sealed_email || !['invited', 'active'].includes(person.status)) return { ok: false, code: 'not_found' }
    if (
      !(await sendInvitation(
        tx,
        room.masterKey,
        { ...person, email: openEmail(room.masterKey, person.sealed_email) },
        atMs,
      ))
    ) {
      return { ok: false, code: 'resend_limit_reached' }
    }
    return { ok: true, staff: (await selectStaffMember(tx, id, atMs))!, replayed: false }
  })
}

/** A second person has agreed: the seat, and for somebody new the invitation. */
export function administratorKind({ masterKey }: Pick<StaffRoom, 'masterKey'>): ApprovalKind {
  return {
    approvers: ['administrator'],
    execute: async (tx, approval, by, nowMs) => {
      const id = fromTypeId('stf', approval.subject)!
      const person = await lockStaff(tx, id)
      if (!person || person.status === 'inactive') return { ok: false, code: 'not_found' }
      if (person.administrator_seat !== null) return { ok: true }
      const seat = await takeSeat(tx)
      if (seat === undefined) return { ok: false, code: 'too_many_administrators' }
      const isNew = person.status === 'proposed'
      const status = isNew ? 'invited' : person.status
      const placed = { by: [approval.requested_by, by.id], atMs: nowMs }
      await place(tx, id, { role: 'administrator', storeId: undefined, status, seat, placed })
      await endSessions(tx, { personId: id, kind: 'staff' }, nowMs)
      if (isNew) {
        const email = openEmail(masterKey, person.sealed_email!)
        await sendInvitation(tx, masterKey, { ...person, email }, nowMs)
      }
      return { ok: true, result: approval.subject }
    },
    drop: dropProposed,
  }
}

async function dropProposed(tx: Transaction, approval: ApprovalRow): Promise<void> {
  const id = fromTypeId('stf', approval.subject)!
  const person = await lockStaff(tx, id)
  if (person?.status !== 'proposed') return
  const { role, store_id: storeId } = person
  await place(tx, id, { role, storeId: storeId ?? undefined, status: 'inactive', seat: undefined })
}

async function place(tx: Transaction, id: Uuid, position: Parameters<typeof updatePosition>[2]): Promise<void> {
  if (!(await updatePosition(tx, id, position))) throw new NobodyLeft()
}

async function orLastOne(work: () => Promise<StaffOutcome>): Promise<StaffOutcome> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof NobodyLeft) return lastOne
    throw error
  }
}
