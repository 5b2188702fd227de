/** Opens customers with an account and a virtual card each, at once for as many as are given. */
import { newId, type Uuid } from '../../kernel/ids.ts'
import type { MasterKey } from '../../platform/crypto.ts'
import type { Transaction } from '../../platform/database.ts'
import { openStoredValue } from '../ledger/index.ts'
import { drawPrintedNumber, hideNumber } from './card-numbers.ts'
import { insertAccounts, insertCustomers, type NewCustomer } from './store.ts'

export type CustomerToOpen = Omit<NewCustomer, 'id'> & { readonly id?: Uuid; readonly accountId?: Uuid }

export interface OpenedCustomer {
  readonly customerId: Uuid
  readonly accountId: Uuid
}

/**
 * Undefined in the place of a customer whose e-mail or import number is known already: nothing is written for that one.
 * `ceiling`: the most an account may hold, in minor units; undefined: no limit. `masterKey` hides the cards' numbers.
 */
export async function openCustomers(
  tx: Transaction,
  customers: readonly CustomerToOpen[],
  programme: { currency: string; ceiling: bigint | undefined; masterKey: MasterKey },
): Promise<(OpenedCustomer | undefined)[]> {
  const wanted = customers.map(customer => ({ ...customer, id: customer.id ?? newId(customer.joinedMs) }))
  const fresh = await insertCustomers(tx, programme.masterKey, wanted)
  const accounts = wanted
    .filter(customer => fresh.has(customer.id))
    .map(customer => ({
      id: customer.accountId ?? newId(),
      customerId: customer.id,
      currency: programme.currency,
      openedMs: customer.joinedMs,
      cardId: newId(),
      ...hideNumber(programme.masterKey, drawPrintedNumber()),
      design: 'classic',
    }))
  await insertAccounts(tx, accounts)
  await openStoredValue(
    tx,
    accounts.map(account => ({
      id: account.id,
      currency: account.currency,
      ceiling: programme.ceiling,
      atMs: account.openedMs,
    })),
  )
  const accountOf = new Map(accounts.map(account => [account.customerId, account.id]))
  return wanted.map(({ id }) => {
    const accountId = accountOf.get(id)
    return accountId === undefined ? undefined : { customerId: id, accountId }
  })
}
