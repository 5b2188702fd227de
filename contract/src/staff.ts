/** Members of staff: who they are, what they may do, how they come and go. */
import { type Static, Type } from 'typebox'
import { Approval } from './approvals.ts'
import { Closed, Email, Id, Line, List, Nullable, Text, Timestamp } from './common.ts'
import { staffRoles } from './identity.ts'

/**
 * `proposed`: a new administrator whom a second person has yet to approve. `invited`: asked by mail to set up a passkey. `inactive`:
 * may no longer sign in.
 */
export const staffStatuses = ['proposed', 'invited', 'active', 'inactive'] as const
export type StaffStatus = (typeof staffStatuses)[number]

const StaffRole = Type.Enum([...staffRoles])

export const StaffMember = Closed({
  id: Id('staff'),
  name: Type.String(),
  email: Nullable(Type.String()),
  role: StaffRole,
  storeId: Nullable(Id('store')),
  status: Type.Enum([...staffStatuses]),
  /** A role that waits for a second person. */
  roleAsked: Nullable(StaffRole),
  /** Until when an emergency grant makes an administrator of this person. */
  emergencyUntil: Nullable(Timestamp),
})
export type StaffMember = Static<typeof StaffMember>

/** Everybody who works here; with an emergency going on, who acts as administrator until when. */
export const StaffList = List(StaffMember)

const position = {
  role: StaffRole,
  storeId: Type.Optional(Type.Unsafe<string>({ ...Id('store'), description: 'Of people of one store, required.' })),
}
export const CreateStaff = Closed({ name: Line({ minLength: 1, maxLength: 80 }), email: Email, ...position })
export type CreateStaff = Static<typeof CreateStaff>
export const ChangeStaff = Closed(position)
export type ChangeStaff = Static<typeof ChangeStaff>

/** The person as they are now, and what a second person must approve first. */
export const StaffChange = Closed({ staff: StaffMember, approval: Nullable(Approval) })
export type StaffChange = Static<typeof StaffChange>

/** Emergencies that are going on: every console shows them. */
export const Emergency = Closed({
  name: Type.String(),
  reason: Text({ maxLength: 200 }),
  endsAt: Timestamp,
})
export type Emergency = Static<typeof Emergency>
export const EmergencyList = Closed({ data: Type.Array(Emergency) })
