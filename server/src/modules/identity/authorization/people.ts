/** Accounts of the authorization server are our customers and staff, by their TypeIDs. */
import { fromTypeId, type Uuid } from '../../../kernel/ids.ts'
import type { Queryable } from '../../../platform/database.ts'
import { mayWorkAt, type Person, personPrefix } from '../rules.ts'
import { findLiveKey, findPerson, findTerminal } from '../store.ts'

/** By TypeID (`cus_…`, `stf_…`); undefined when there is no such person any more. */
export type FindPerson = (accountId: string) => Promise<Person | undefined>

/** What a customer is called, by their id; undefined for nobody. Told by whoever keeps customers. */
export type CustomerName = (id: Uuid) => Promise<string | undefined>

export function personFinder(db: Queryable, customerName: CustomerName = async () => undefined): FindPerson {
  const findCustomer = async (id: Uuid): Promise<Person | undefined> => {
    const name = await customerName(id)
    return name === undefined ? undefined : { id, role: 'customer', name, storeId: undefined }
  }
  return async accountId => {
    const customerId = fromTypeId('cus', accountId)
    const id = customerId ?? fromTypeId('stf', accountId)
    const person = id && ((await findPerson(db, id)) ?? (customerId && (await findCustomer(customerId))))
    return person && accountId.startsWith(`${personPrefix(person.role)}_`) ? person : undefined
  }
}

/** Customers use the customer app and nothing else; people of a store the till, too; all staff the console. */
export function fitsApp({ role, storeId }: Person, clientId: string): boolean {
  if (clientId === 'app.customer') return role === 'customer'
  if (clientId === 'app.till') return role !== 'customer' && storeId !== undefined
  return clientId === 'app.console' && role !== 'customer'
}

/** At a till the device's key is the till's own: whoever signs in there works at that till. Undefined when they don't. */
export async function terminalOf(db: Queryable, person: Person, keyId: string): Promise<Uuid | undefined> {
  const key = await findLiveKey(db, keyId)
  const terminal = key && (await findTerminal(db, key.terminalId))
  return terminal && mayWorkAt(person, terminal) ? key?.terminalId : undefined
}
