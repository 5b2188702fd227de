/** Which tills and people the start of work offers. */
import type { SandboxPerson, Terminal } from '@ringfence/contract'

interface StoreTills {
  readonly id: string
  readonly name: string
  readonly terminals: readonly Terminal[]
}

export function storesOf(terminals: readonly Terminal[]): StoreTills[] {
  const byName = (a: { name: string }, b: { name: string }) =>
    a.name.localeCompare(b.name, undefined, { numeric: true })
  const stores = Map.groupBy(terminals, terminal => terminal.storeId)
  return [...stores].map(([id, own]) => ({ id, name: own[0]!.storeName, terminals: own.toSorted(byName) })).sort(byName)
}

const tillRoles: readonly string[] = ['cashier', 'shiftLead', 'storeManager']

/** Those who may work at a till of the store, cashiers first. */
export function workersOf(people: readonly SandboxPerson[], storeId: string): SandboxPerson[] {
  const rank = ({ role }: SandboxPerson) => tillRoles.indexOf(role)
  return people.filter(person => person.storeId === storeId && rank(person) >= 0).sort((a, b) => rank(a) - rank(b))
}
