/** Who works at Harbor & Rye. */
import type { PersonRole } from '@ringfence/contract'
import { namedId, type Uuid } from '../kernel/ids.ts'

export interface DemoStaff {
  readonly id: Uuid
  readonly name: string
  readonly role: Exclude<PersonRole, 'customer'>
  /** Undefined for people of the whole brand. */
  readonly storeName: string | undefined
  readonly about: string
  readonly email: string
}

type Line = [name: string, role: DemoStaff['role'], storeName: string | undefined, about: string]
const people: Line[] = [
  ['Jonas Weber', 'cashier', 'Pier 4', 'Opens at Pier 4: the first coffee of the day is his.'],
  ['Aisha Bello', 'cashier', 'Pier 4', 'Afternoons at Pier 4.'],
  ['Nora Quinn', 'shiftLead', 'Pier 4', 'Leads the shift at Pier 4, refunds and counts the till.'],
  ['Daniel Okoye', 'storeManager', 'Pier 4', 'Runs Pier 4.'],
  ['Lucía Ferrer', 'cashier', 'Old Town', 'Mornings in Old Town.'],
  ['Ben Castellano', 'cashier', 'Old Town', 'Afternoons and weekends in Old Town.'],
  ['Grace Lin', 'shiftLead', 'Old Town', 'Leads the shift in Old Town.'],
  ['Henrik Dahl', 'storeManager', 'Old Town', 'Runs Old Town.'],
  ['Marcus Reed', 'cashier', 'Station', 'The commuters of Station know him.'],
  ['Yuki Tanaka', 'cashier', 'Station', 'Evenings at Station.'],
  ['Rosa Delgado', 'shiftLead', 'Station', 'Leads the shift at Station.'],
  ['Peter Novak', 'storeManager', 'Station', 'Runs Station.'],
  ['Hannah Brooks', 'support', undefined, 'Helps customers: finds payments, gives refunds.'],
  ['Vikram Shah', 'finance', undefined, 'Closes the books.'],
  ['Ingrid Solberg', 'auditor', undefined, 'Reads everything, changes nothing.'],
  ['Chloe Martin', 'marketing', undefined, 'Looks after the customers as a whole.'],
  ['Amara Osei', 'administrator', undefined, 'Sets Harbor & Rye up and sees all of it.'],
  ['Sofia Marsh', 'administrator', undefined, 'The second pair of eyes for what Amara asks for.'],
]

export const demoStaff: readonly DemoStaff[] = people.map(([name, role, storeName, about]) => ({
  id: namedId('demo staff', name),
  name,
  role,
  storeName,
  about,
  email: `${name
    .toLowerCase()
    .normalize('NFD')
    .replace(/[^a-z ]/g, '')
    .replace(' ', '.')}@harbor-rye.example`,
}))

/** Ids of a store's two cashiers: the morning's and the afternoon's. */
export function cashiersOf(storeName: string): [Uuid, Uuid] {
  const [morning, afternoon] = demoStaff.filter(person => person.storeName === storeName && person.role === 'cashier')
  return [morning!.id, afternoon!.id]
}

export function shiftLeadOf(storeName: string): Uuid {
  return demoStaff.find(person => person.storeName === storeName && person.role === 'shiftLead')!.id
}
