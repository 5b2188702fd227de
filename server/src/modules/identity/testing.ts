/** People, a till and an identity for tests. */
import { randomBytes } from 'node:crypto'
import { type Clock, manualClock } from '../../kernel/clock.ts'
import { newId } from '../../kernel/ids.ts'
import { type MasterKey, masterKeyOf } from '../../platform/crypto.ts'
import type { Database } from '../../platform/database.ts'
import { createIdentity, type Identity } from './identity.ts'
import { insertSandboxCustomer, insertStaff, insertTerminal } from './store.ts'

export const issuer = 'https://pay.example'
export const audience = 'https://pay.example/v1'
export const masterKey = masterKeyOf(randomBytes(32), 'test')

export function testIdentity(db: Database, clock: Clock, key: MasterKey = masterKey): Promise<Identity> {
  return createIdentity({ db, clock, masterKey: key, issuer, audience, sandbox: true })
}

export function testClock() {
  return manualClock(1_800_000_000_000)
}

/** A store with a till and a cashier, and a customer and an auditor beside it. */
export async function addPeople(db: Database) {
  const storeId = newId()
  const ids = { cashier: newId(), manager: newId(), auditor: newId(), customer: newId(), terminal: newId(), storeId }
  await db.transaction(async tx => {
    await insertStaff(tx, { id: ids.cashier, name: 'Ana', role: 'cashier', storeId, about: 'Works mornings' })
    await insertStaff(tx, { id: ids.manager, name: 'Max', role: 'storeManager', storeId, about: 'Runs the store' })
    await insertStaff(tx, { id: ids.auditor, name: 'Ida', role: 'auditor', about: 'Reads only' })
    await insertSandboxCustomer(tx, { id: ids.customer, name: 'Maya', about: 'Loads every Monday' })
    await insertTerminal(tx, { id: ids.terminal, name: 'Till 1', storeId, storeName: 'Harbour' })
  })
  return ids
}
