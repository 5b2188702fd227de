/** A brand to pay at: one store with tills and cashiers, and customers with money and a phone each. */
import { newId, toTypeId } from '../../server/src/kernel/ids.ts'
import { addStore } from '../../server/src/modules/catalogue/index.ts'
import { addStaff, addTerminal } from '../../server/src/modules/identity/index.ts'
import { postTransfers } from '../../server/src/modules/ledger/index.ts'
import { enrolDevice, openCustomers } from '../../server/src/modules/wallet/index.ts'
import type { MasterKey } from '../../server/src/platform/crypto.ts'
import type { Database, Transaction } from '../../server/src/platform/database.ts'
import { currency, loadOf } from './accounts.ts'
import type { Phone } from './pay-codes.ts'
import type { TillPlan } from './tills.ts'

const portion = 1_000

export async function openTills(db: Database, count: number, atMs: number): Promise<TillPlan[]> {
  const id = newId()
  const tills = Array.from({ length: count }, () => ({ terminalId: newId(), cashierId: newId() }))
  await db.transaction(async tx => {
    const store = { id, name: 'Harbour', address: '1 Pier', time_zone: 'America/New_York', currency, position: 1 }
    await addStore(tx, store, atMs)
    for (const [i, { terminalId, cashierId }] of tills.entries()) {
      await addTerminal(tx, { id: terminalId, name: `Till ${i + 1}`, storeId: id, storeName: store.name })
      await addStaff(tx, { id: cashierId, name: `Cashier ${i + 1}`, role: 'cashier', storeId: id, about: 'Cashier' })
    }
  })
  return tills.map(({ terminalId, cashierId }) => ({
    terminalId: toTypeId('trm', terminalId),
    cashierId: toTypeId('stf', cashierId),
    storeId: toTypeId('sto', id),
  }))
}

/** Each with `balance`, in minor units. */
export async function openPhones(
  db: Database,
  masterKey: MasterKey,
  count: number,
  { balance, atMs }: { balance: bigint; atMs: number },
): Promise<Phone[]> {
  const sizes = Array.from({ length: Math.ceil(count / portion) }, (_, i) => Math.min(portion, count - i * portion))
  const phones: Phone[] = []
  for (const size of sizes) {
    phones.push(...(await db.transaction(tx => openPortion(tx, masterKey, size, { balance, atMs }))))
  }
  await db.query('VACUUM ANALYZE')
  return phones
}

async function openPortion(
  tx: Transaction,
  masterKey: MasterKey,
  size: number,
  { balance, atMs }: { balance: bigint; atMs: number },
): Promise<Phone[]> {
  const customers = Array.from({ length: size }, () => {
    const id = newId()
    return { id, firstName: 'Maya', lastName: id.slice(-6), email: `${id}@example.test`, joinedMs: atMs }
  })
  const opened = (await openCustomers(tx, customers, { currency, ceiling: undefined, masterKey })).map(
    customer => customer!,
  )
  await postTransfers(
    tx,
    opened.map(({ accountId }) => loadOf(accountId, balance, atMs)),
  )
  const phones: Phone[] = []
  for (const { accountId } of opened) {
    const { alias, secret } = await enrolDevice(tx, masterKey, { accountId, name: 'Phone', atMs })
    phones.push({ alias, secret: secret.toString('base64') })
  }
  return phones
}
