/** A small brand for tests: one store, one till, customers with devices, made through the modules' own functions. */

import { payCodeStep } from '@ringfence/contract'
import { newId, type Uuid } from '../src/kernel/ids.ts'
import { addStore } from '../src/modules/catalogue/index.ts'
import { loadRecorder } from '../src/modules/funding/index.ts'
import { addStaff, addTerminal } from '../src/modules/identity/index.ts'
import { laneOf, ownAccountId } from '../src/modules/ledger/index.ts'
import { enrolDevice, openCustomers } from '../src/modules/wallet/index.ts'
import { digitsAt } from '../src/modules/wallet/rules.ts'
import { type MasterKey, masterKeyOf } from '../src/platform/crypto.ts'
import type { Database } from '../src/platform/database.ts'

export const testKey = masterKeyOf(Buffer.alloc(32, 7), 'tests')
export const currency = 'USD'

export interface TestStore {
  readonly id: Uuid
  readonly terminalId: Uuid
  readonly cashierId: Uuid
}

export async function addTestStore(db: Database, name = `Store ${newId().slice(-6)}`): Promise<TestStore> {
  const store = { id: newId(), name, address: '1 Pier', time_zone: 'America/New_York', currency, position: 1 }
  const terminalId = newId()
  const cashierId = newId()
  await db.transaction(async tx => {
    await addStore(tx, store, 0)
    await addTerminal(tx, { id: terminalId, name: 'Till 1', storeId: store.id, storeName: name })
    await addStaff(tx, { id: cashierId, name: 'Jonas Weber', role: 'cashier', storeId: store.id, about: 'Cashier' })
  })
  return { id: store.id, terminalId, cashierId }
}

export interface TestCustomer {
  readonly customerId: Uuid
  readonly accountId: Uuid
  readonly deviceId: Uuid
  /** The pay code of a moment. */
  codeAt(ms: number): string
}

/** A customer with a device and, when given, cash loaded at a store. */
export async function addTestCustomer(
  db: Database,
  options: { balance?: bigint; store?: TestStore; ceiling?: bigint; masterKey?: MasterKey } = {},
): Promise<TestCustomer> {
  const { masterKey = testKey } = options
  const { opened, device } = await db.transaction(async tx => {
    const email = `${newId()}@example.test`
    const [opened] = await openCustomers(tx, [{ firstName: 'Maya', lastName: 'Test', email, joinedMs: 0 }], {
      currency,
      ceiling: options.ceiling,
      masterKey,
    })
    const device = await enrolDevice(tx, masterKey, { accountId: opened!.accountId, name: 'Phone', atMs: 0 })
    return { opened: opened!, device }
  })
  if (options.balance !== undefined) await loadTestCash(db, options.store!, opened.accountId, options.balance)
  const codeAt = (ms: number) => device.alias + digitsAt(device.secret, payCodeStep(ms))
  return { ...opened, deviceId: device.deviceId, codeAt }
}

export async function loadTestCash(db: Database, store: TestStore, accountId: Uuid, amount: bigint): Promise<void> {
  const recorder = loadRecorder(db)
  const outcome = await recorder.submit({
    lane: laneOf(accountId),
    id: newId(),
    accountId,
    sourceId: ownAccountId('cash_in_tills', currency, store.id),
    amount,
    currency,
    tender: 'cash',
    storeId: store.id,
    terminalId: store.terminalId,
    staffId: store.cashierId,
    idempotency: { clientId: store.terminalId, key: newId(), fingerprint: '0'.repeat(32) },
    atMs: 0,
  })
  await recorder.close()
  if (!outcome.ok) throw new Error(outcome.code)
}
