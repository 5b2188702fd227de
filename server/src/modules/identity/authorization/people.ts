/** Accounts of the authorization server are our customers and staff, by their TypeIDs. */
import { fromTypeId } from '../../../kernel/ids.ts'
import type { Queryable } from '../../../platform/database.ts'
import { type Person, personPrefix } from '../rules.ts'
import { findPerson } from '../store.ts'

/** By TypeID (`cus_…`, `stf_…`); undefined when there is no such person any more. */
export type FindPerson = (accountId: string) => Promise<Person | undefined>

export function personFinder(db: Queryable): FindPerson {
  return async accountId => {
    const id = fromTypeId('cus', accountId) ?? fromTypeId('stf', accountId)
    const person = id && (await findPerson(db, id))
    return person && accountId.startsWith(`${personPrefix(person.role)}_`) ? person : undefined
  }
}

/** Customers use the customer app and nothing else; people of a store the till, too; all staff the console. */
export function fitsApp({ role, storeId }: Person, clientId: string): boolean {
  if (clientId === 'app.customer') return role === 'customer'
  if (clientId === 'app.till') return role !== 'customer' && storeId !== undefined
  return clientId === 'app.console' && role !== 'customer'
}
