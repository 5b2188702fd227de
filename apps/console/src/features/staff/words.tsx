import { type StaffMember, staffRoles } from '@ringfence/contract'
import { Badge } from '@ringfence/ui'
import { stores } from '../../data/stores.ts'
import { roleNames } from '../../roles.ts'

export type StaffRole = StaffMember['role']

const atTill: readonly StaffRole[] = ['cashier', 'shiftLead', 'storeManager']

/** People at tills belong to a store, everybody else to none. */
export function needsStore(role: StaffRole): boolean {
  return atTill.includes(role)
}

export const roleOptions = staffRoles.map(role => ({ value: role, label: roleNames[role] }))

export function storeName(storeId: string | null): string {
  return storeId === null ? 'All stores' : (stores.value.find(({ id }) => id === storeId)?.name ?? '–')
}

const statuses = {
  proposed: ['warn', 'Waits for approval'],
  invited: ['accent', 'Invited'],
  active: ['good', 'Active'],
  inactive: ['plain', 'No access'],
} as const

export function StaffStatus({ member }: { member: StaffMember }) {
  if (member.emergencyUntil) return <Badge tone="bad">Emergency access</Badge>
  const [tone, text] = statuses[member.status]
  return (
    <>
      <Badge tone={tone}>{text}</Badge>{' '}
      {member.roleAsked && member.status !== 'proposed' && <Badge tone="warn">Asked to be administrator</Badge>}
    </>
  )
}
