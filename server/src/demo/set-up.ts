/** What stands before the first customer comes: brand, stores, menus, tills, staff, accounts. One transaction. */
import { newId, randomText, type Uuid } from '../kernel/ids.ts'
import { addStore, insertItem } from '../modules/catalogue/index.ts'
import { addSandboxCustomer, addStaff, addTerminal, sealEmail } from '../modules/identity/index.ts'
import { enrolDevice, openCustomers, putDesigns } from '../modules/wallet/index.ts'
import { writeBrand } from '../platform/brand.ts'
import type { MasterKey } from '../platform/crypto.ts'
import type { Database, Queryable, Transaction } from '../platform/database.ts'
import { itemIdOf, taxBasisPointsOf } from './basket.ts'
import { type DemoCustomer, demoCustomers } from './customers.ts'
import { demoDesigns } from './designs.ts'
import { deviceSecret } from './device-secret.ts'
import { menu } from './menu.ts'
import { demoStaff } from './staff.ts'
import { demoStores, harborAndRye } from './stores.ts'

/** What must be remembered to go on after an interruption, and to tell the seed again. */
export interface DemoState {
  readonly nowMs: number
  readonly complete: boolean
  /** In the order of `demoCustomers`. */
  readonly accountIds: readonly Uuid[]
  /** Those that can be signed in as. */
  readonly customers: readonly {
    readonly customerId: Uuid
    readonly accountId: Uuid
    readonly name: string
    readonly alias: string
  }[]
}

const yearMs = 365 * 86_400_000

export async function readState(db: Queryable): Promise<DemoState | undefined> {
  const [row] = await db.query<{ value: DemoState }>(`SELECT value FROM ringfence.settings WHERE name = 'demo'`)
  return row?.value
}

export async function markComplete(db: Queryable): Promise<void> {
  await db.query(
    `UPDATE ringfence.settings SET value = value || '{"complete": true}' WHERE name = 'demo' AND value->>'complete' = 'false'`,
  )
}

/** When another process does the same at the same time, one waits and takes over what the other made. */
export async function setUp(db: Database, masterKey: MasterKey, nowMs: number, currency: string): Promise<DemoState> {
  return db.transaction(async tx => {
    const isFirst = await tx.query(
      `INSERT INTO ringfence.settings (name, value) VALUES ('demo', '{}') ON CONFLICT DO NOTHING RETURNING name`,
    )
    if (isFirst.length === 0) return (await readState(tx))!
    const openedMs = nowMs - yearMs
    await writeBrand(tx, { ...harborAndRye, currency })
    await addStores(tx, currency, openedMs)
    await putDesigns(tx, demoDesigns)
    await addPeople(tx, masterKey)
    const state = { nowMs, complete: false, ...(await addCustomers(tx, masterKey, nowMs, currency)) }
    await tx.query(`UPDATE ringfence.settings SET value = $1 WHERE name = 'demo'`, [JSON.stringify(state)])
    return state
  })
}

async function addStores(tx: Transaction, currency: string, openedMs: number): Promise<void> {
  for (const [position, store] of demoStores.entries()) {
    const { id, name, address, timeZone: time_zone } = store
    await addStore(tx, { id, name, address, time_zone, currency, position }, openedMs)
    for (const [place, entry] of menu.entries()) {
      await insertItem(tx, {
        id: itemIdOf(store, entry),
        storeId: id,
        category: entry.category,
        name: entry.name,
        amount: BigInt(entry.amount),
        tax_basis_points: taxBasisPointsOf(store, entry),
        options: entry.options,
        position: place,
      })
    }
    for (const terminal of store.terminals) await addTerminal(tx, { ...terminal, storeId: id, storeName: name })
  }
}

async function addPeople(tx: Transaction, masterKey: MasterKey): Promise<void> {
  for (const { id, name, role, storeName, about, email } of demoStaff) {
    const store = demoStores.find(candidate => candidate.name === storeName)
    const person = { id, name, role, about, email: sealEmail(masterKey, email) }
    await addStaff(tx, { ...person, ...(store ? { storeId: store.id } : {}) })
  }
}

async function addCustomers(tx: Transaction, masterKey: MasterKey, nowMs: number, currency: string) {
  const people = demoCustomers(nowMs)
  const ceiling = BigInt(harborAndRye.balanceMaximum)
  const toOpen = people.map(({ firstName, lastName, email, joinedMs }) => ({
    id: newId(joinedMs),
    firstName,
    lastName,
    email,
    joinedMs,
  }))
  const opened = (await openCustomers(tx, toOpen, { currency, ceiling, masterKey })).map(customer => customer!)
  const customers: DemoState['customers'][number][] = []
  for (const [i, person] of people.entries()) {
    if (person.about !== undefined) customers.push(await addSignIn(tx, masterKey, person, person.about, opened[i]!))
  }
  return { accountIds: opened.map(({ accountId }) => accountId), customers }
}

async function addSignIn(
  tx: Transaction,
  masterKey: MasterKey,
  person: DemoCustomer,
  about: string,
  opened: { customerId: Uuid; accountId: Uuid },
) {
  const name = `${person.firstName} ${person.lastName}`
  const alias = randomText(8)
  await addSandboxCustomer(tx, { id: opened.customerId, name, about })
  await enrolDevice(tx, masterKey, {
    accountId: opened.accountId,
    name: `${person.firstName}'s phone`,
    atMs: person.joinedMs,
    alias,
    secret: deviceSecret(masterKey, alias),
  })
  return { ...opened, name, alias }
}
