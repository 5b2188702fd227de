/** The product as the simulation meets it: the real modules over a real database, with customers, cards and a till. */
import { randomBytes } from 'node:crypto'
import pLimit from 'p-limit'
import { newId, type Uuid } from '../../src/kernel/ids.ts'
import { loadRecorder, type RecordLoad } from '../../src/modules/funding/index.ts'
import { type GiftRoom, insertCards } from '../../src/modules/gift-cards/index.ts'
import type { PaymentsRoom } from '../../src/modules/payments/room.ts'
import { drawPrintedNumber, hideNumber } from '../../src/modules/wallet/index.ts'
import type { Database } from '../../src/platform/database.ts'
import { addTestCustomer, addTestStore, currency, type TestCustomer, type TestStore, testKey } from '../brand.ts'
import { testRoom } from '../till.ts'
import type { Purse } from './model.ts'
import { type SimulatedProvider, simulatedProvider } from './provider.ts'

export interface Person {
  readonly customer: TestCustomer
  readonly purse: Purse
  readonly paymentMethodId: Uuid
  /** The gift card that this customer owns now. */
  gift: { readonly cardId: Uuid; readonly number: string; readonly purse: Purse } | undefined
}

export interface World {
  readonly db: Database
  readonly store: TestStore
  readonly till: PaymentsRoom
  readonly recordLoad: RecordLoad
  readonly gifts: GiftRoom
  readonly provider: SimulatedProvider
  readonly people: readonly Person[]
  /** A printed card, not sold yet; for this customer once it is. */
  printCard(person: Person): Promise<{ cardId: Uuid; number: string; purse: Purse }>
  close(): Promise<void>
}

const limit = pLimit(8)

export const newPurse = (id: string, ceiling: bigint | undefined): Purse => {
  return { id, ceiling, parts: [], held: 0n, owed: 0n, frozen: false }
}

export async function buildWorld(db: Database, count: number): Promise<World> {
  const store = await addTestStore(db)
  const provider = simulatedProvider(currency)
  const people = await Promise.all(
    Array.from({ length: count }, (_, i) => limit(() => addPerson(db, provider, i % 4 === 0 ? 12_000n : undefined))),
  )
  const till = testRoom(db)
  const recordLoad = loadRecorder(db)
  const unused = async (): Promise<never> => {
    throw new Error('the simulation has no use for this')
  }
  const charges = { begin: unused, charge: unused, find: unused, cancel: unused, refund: unused }
  const limits = { minimum: 1n, maximum: 1_000_000n } as unknown as GiftRoom['limits']
  return {
    db,
    store,
    till,
    recordLoad,
    provider,
    people,
    gifts: { db, masterKey: testKey, charges, currency, limits },
    printCard: person => printCard(db, person),
    close: async () => {
      await till.commitPayment.close()
      await recordLoad.close()
    },
  }
}

async function addPerson(db: Database, provider: SimulatedProvider, ceiling: bigint | undefined): Promise<Person> {
  const customer = await addTestCustomer(db, ceiling === undefined ? {} : { ceiling })
  const paymentMethodId = await saveCard(db, provider, customer)
  return { customer, purse: newPurse(customer.accountId, ceiling), paymentMethodId, gift: undefined }
}

async function saveCard(db: Database, { psp }: SimulatedProvider, { customerId }: TestCustomer): Promise<Uuid> {
  const id = newId()
  await db.query('INSERT INTO funding.psp_customers (provider, customer_id, reference) VALUES ($1, $2, $3)', [
    psp.provider,
    customerId,
    `cus_${customerId}`,
  ])
  await db.query(
    `INSERT INTO funding.payment_methods (id, customer_id, provider, reference, brand, last_digits, about, is_default, added_at)
     VALUES ($1, $2, $3, $4, 'Visa', '4242', '', true, 'epoch')`,
    [id, customerId, psp.provider, `pm_${id}`],
  )
  return id
}

async function printCard(db: Database, { customer }: Person) {
  const number = drawPrintedNumber()
  const id = newId()
  const card = {
    id,
    accountId: id,
    kind: 'physical',
    state: 'pending',
    design: 'classic',
    currency,
    validMonths: 2,
    pinHash: randomBytes(32),
    customerId: customer.customerId,
    issuedMs: 0,
  } as const
  await db.transaction(tx => insertCards(tx, [{ ...card, ...hideNumber(testKey, number) }]))
  return { cardId: id, number, purse: newPurse(id, undefined) }
}
