/**
 * Whose request the statements are made for. Follows the call by itself, so that no handler can forget it: inside `asCustomer` every
 * transaction sets `ringfence.customer`, and the policies of migration 0026 show and take rows of that customer alone.
 * What serves several requests at once (group commit, group read) runs outside.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { validate } from 'uuid'
import { assert } from '../kernel/assert.ts'
import type { Uuid } from '../kernel/ids.ts'

const customers = new AsyncLocalStorage<Uuid | undefined>()

/** Everything that `work` reads and writes is this customer's. */
export function asCustomer<T>(customerId: Uuid, work: () => T): T {
  assert(validate(customerId), 'a customer is known by a UUID') // it becomes part of a statement
  return customers.run(customerId, work)
}

/** For what is not one customer's alone: work shared by requests, and things that are proved by a code instead of by whose they are. */
export function beyondOwnRows<T>(work: () => T): T {
  return customers.run(undefined, work)
}

export function currentCustomer(): Uuid | undefined {
  return customers.getStore()
}
