/** Opens a wallet for who signs up: joins identity, which knows nothing of wallets, to the wallet's own function. */
import { assert } from './kernel/assert.ts'
import type { Uuid } from './kernel/ids.ts'
import type { PersonName } from './modules/identity/index.ts'
import { customerByEmail, openCustomers } from './modules/wallet/index.ts'
import type { BrandSettings } from './platform/brand.ts'
import type { MasterKey } from './platform/crypto.ts'
import type { Transaction } from './platform/database.ts'

/** A customer with an account in the brand's currency, under its limits; the one who has the address already, if somebody was faster. */
export function customerOpener(
  masterKey: MasterKey,
  { currency, balanceMaximum }: Pick<BrandSettings, 'currency' | 'balanceMaximum'>,
) {
  const programme = { currency, ceiling: BigInt(balanceMaximum), masterKey }
  return async (tx: Transaction, { atMs, ...person }: PersonName & { email: string; atMs: number }): Promise<Uuid> => {
    const [opened] = await openCustomers(tx, [{ ...person, joinedMs: atMs }], programme)
    const customerId = opened?.customerId ?? (await customerByEmail(tx, masterKey, person.email))
    assert(customerId !== undefined, 'an address that could not be taken is somebody’s')
    return customerId
  }
}
