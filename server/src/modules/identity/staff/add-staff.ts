/** Somebody new: invited at once, or, as an administrator, when a second person has approved it. */
import type { CreateStaff } from '@ringfence/contract'
import { fromTypeId, newId, toTypeId, type Uuid } from '../../../kernel/ids.ts'
import type { Transaction } from '../../../platform/database.ts'
import type { Idempotency } from '../../../platform/http.ts'
import { type ApprovalRow, requestApproval } from '../../approvals/index.ts'
import { sealEmail } from './email.ts'
import type { StaffRoom } from './room.ts'
import { fitsStore } from './rules.ts'
import { sendInvitation } from './send-invitation.ts'
import { insertNewcomer, type StaffRow, selectStaffByKey, selectStaffMember } from './staff-store.ts'

export interface StaffOrder {
  readonly by: { readonly id: Uuid; readonly name: string }
  readonly atMs: number
}

export type StaffOutcome =
  | { ok: true; staff: StaffRow; approval?: ApprovalRow | undefined; replayed: boolean }
  | {
      ok: false
      code: 'not_found' | 'staff_exists' | 'idempotency_key_reused' | 'last_administrator' | 'resend_limit_reached'
    }
  | { ok: false; code: 'validation_failed'; pointers: readonly string[] }

export async function addStaff(
  room: StaffRoom,
  body: CreateStaff,
  order: StaffOrder & { readonly idempotency: Idempotency },
): Promise<StaffOutcome> {
  const storeId = await readStore(room, body)
  if (storeId === null) return { ok: false, code: 'validation_failed', pointers: ['/storeId'] }
  return room.db.transaction(tx => addInTransaction(tx, room, { ...body, storeId }, order))
}

async function addInTransaction(
  tx: Transaction,
  room: StaffRoom,
  wish: Omit<CreateStaff, 'storeId'> & { storeId: Uuid | undefined },
  { by, atMs, idempotency }: StaffOrder & { idempotency: Idempotency },
): Promise<StaffOutcome> {
  const id = newId(atMs)
  const needsApproval = wish.role === 'administrator'
  const added = await insertNewcomer(tx, {
    ...wish,
    id,
    email: sealEmail(room.masterKey, wish.email),
    status: needsApproval ? 'proposed' : 'invited',
    placed: { by: [by.id], atMs },
    idempotency,
  })
  if (added === 'taken') return { ok: false, code: 'staff_exists' }
  if (added === 'known') {
    const known = (await selectStaffByKey(tx, idempotency, atMs))!
    if (known.fingerprint !== idempotency.fingerprint) return { ok: false, code: 'idempotency_key_reused' }
    return { ok: true, staff: known, replayed: true }
  }
  const asked = needsApproval
    ? await askForAdministrator(tx, id, 'A new administrator', { by, atMs, idempotency })
    : undefined
  if (asked?.ok === false) return asked
  if (!needsApproval) await sendInvitation(tx, room.masterKey, { ...wish, id }, atMs)
  return { ok: true, staff: (await selectStaffMember(tx, id, atMs))!, approval: asked?.approval, replayed: false }
}

export function askForAdministrator(
  tx: Transaction,
  id: Uuid,
  reason: string,
  { by, atMs, idempotency }: StaffOrder & { readonly idempotency: Idempotency },
) {
  return requestApproval(tx, {
    kind: 'administrator',
    subject: toTypeId('stf', id),
    reason,
    payload: {},
    by,
    atMs,
    idempotency,
  })
}

/** Undefined: of no store, as it should be. Null: of a store that is not there, or of one or none where it should be otherwise. */
export async function readStore(
  room: StaffRoom,
  { role, storeId }: Pick<CreateStaff, 'role' | 'storeId'>,
): Promise<Uuid | undefined | null> {
  if (!fitsStore(role, storeId !== undefined)) return null
  if (storeId === undefined) return undefined
  const id = fromTypeId('sto', storeId)
  return (await room.stores()).find(store => store.id === id)?.id ?? null
}
