/** Decisions about staff, without a database. */
import type { StaffMember } from '@ringfence/contract'

export type StaffRole = StaffMember['role']

/** An emergency lasts an hour, its last token included. */
export const emergencyMs = 3_600_000

const storeRoles: readonly StaffRole[] = ['cashier', 'shiftLead', 'storeManager']

/** People at tills belong to a store, everybody else to none. */
export function fitsStore(role: StaffRole, hasStore: boolean): boolean {
  return storeRoles.includes(role) === hasStore
}

/** Whether a change makes an administrator of somebody who is none: that takes two people. */
export function appoints(before: StaffRole, after: StaffRole): boolean {
  return after === 'administrator' && before !== 'administrator'
}
