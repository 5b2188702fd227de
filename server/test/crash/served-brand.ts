/** A brand for the server: tills of several stores, and customers with money and phones. */
import { payCodeStep } from '@ringfence/contract'
import type { Uuid } from '../../src/kernel/ids.ts'
import { enrolDevice } from '../../src/modules/wallet/index.ts'
import { digitsAt } from '../../src/modules/wallet/rules.ts'
import type { MasterKey } from '../../src/platform/crypto.ts'
import type { Database } from '../../src/platform/database.ts'
import { addTestCustomer, addTestStore, type TestStore } from '../brand.ts'

export const loaded = 10_000_000n

export interface ServedBrand {
  readonly stores: readonly TestStore[]
  readonly accountIds: readonly Uuid[]
  readonly phones: readonly Phone[]
}

interface Phone {
  readonly accountId: Uuid
  readonly alias: string
  readonly secret: Buffer
}

const storeCount = 8
const customerCount = 400
const phonesEach = 10

export async function addServedBrand(db: Database, masterKey: MasterKey): Promise<ServedBrand> {
  const stores: TestStore[] = []
  for (let i = 0; i < storeCount; i++) stores.push(await addTestStore(db, `Store ${i + 1}`))
  const customers = await Promise.all(
    Array.from({ length: customerCount }, () => addTestCustomer(db, { balance: loaded, store: stores[0]!, masterKey })),
  )
  const phones = await Promise.all(
    customers.map(({ accountId }) =>
      db.transaction(async tx => {
        const phones: Phone[] = []
        for (let i = 0; i < phonesEach; i++) {
          const { alias, secret } = await enrolDevice(tx, masterKey, { accountId, name: `Phone ${i + 1}`, atMs: 0 })
          phones.push({ accountId, alias, secret })
        }
        return phones
      }),
    ),
  )
  return { stores, accountIds: customers.map(customer => customer.accountId), phones: phones.flat() }
}

/** Codes that pay now, each phone and step once; undefined when all are used up for the moment. */
export function codesOf(phones: readonly Phone[]): (nowMs: number) => { accountId: Uuid; code: string } | undefined {
  const usedSteps = new Map<Phone, number>()
  let place = 0
  return nowMs => {
    const present = payCodeStep(nowMs)
    for (let tried = 0; tried < phones.length; tried++) {
      const phone = phones[place++ % phones.length]!
      const step = Math.max(present, (usedSteps.get(phone) ?? 0) + 1)
      if (step > present + 1) continue
      usedSteps.set(phone, step)
      return { accountId: phone.accountId, code: phone.alias + digitsAt(phone.secret, step) }
    }
    return undefined
  }
}
