/**
 * Seeds Harbor & Rye: the brand, its stores, people and customers in one transaction, then a year of history. Interrupted, it goes
 * on where it was; on a database that is seeded it changes nothing.
 */
import { toTypeId } from '../kernel/ids.ts'
import type { MasterKey } from '../platform/crypto.ts'
import type { Database } from '../platform/database.ts'
import { demoCustomers } from './customers.ts'
import { deviceSecret } from './device-secret.ts'
import { planHistory } from './plan-history.ts'
import { type DemoState, markComplete, readState, setUp } from './set-up.ts'
import { demoStaff } from './staff.ts'
import { demoStores } from './stores.ts'
import { demoGiftCards, writeCards } from './write-cards.ts'
import { writeControl } from './write-control.ts'
import { writeGifts } from './write-gifts.ts'
import { writeHistories } from './write-history.ts'
import { writePaymentCodes } from './write-payment-codes.ts'
import { writeShifts } from './write-shifts.ts'
import { writeStandingLoads } from './write-standing-loads.ts'

export interface DemoSeed {
  /** Customers to sign in as, each with a phone that shows pay codes: its alias, and its secret in base64url. */
  readonly customers: readonly {
    readonly personId: string
    readonly accountId: string
    readonly name: string
    readonly device: { readonly alias: string; readonly secret: string }
  }[]
  readonly staff: readonly {
    readonly personId: string
    readonly name: string
    readonly role: string
    readonly storeId: string | null
  }[]
  readonly terminals: readonly {
    readonly terminalId: string
    readonly name: string
    readonly storeId: string
    readonly storeName: string
  }[]
  /** Printed gift cards to try: some are sold, others can be activated at a till. */
  readonly giftCards: readonly { readonly number: string; readonly pin: string; readonly sold: boolean }[]
}

export interface SeedOptions {
  readonly db: Database
  readonly masterKey: MasterKey
  /** The history ends here. */
  readonly nowMs: number
  readonly currency: string
  /** Told in plain sentences how it goes. */
  readonly onProgress?: (line: string) => void
}

export async function seedDemo({ db, masterKey, nowMs, currency, onProgress }: SeedOptions): Promise<DemoSeed> {
  const state = (await readState(db)) ?? (await setUp(db, masterKey, nowMs, currency))
  if (!state.complete) {
    const customers = demoCustomers(state.nowMs)
    const histories = customers.map((customer, i) => ({
      accountId: state.accountIds[i]!,
      firstName: customer.firstName,
      seed: customer.seed,
      events: planHistory(customer, state.nowMs),
    }))
    let told = 0
    await writeHistories(db, histories, currency, (done, all) => {
      if (done < told + 5000 && done < all) return
      told = done
      onProgress?.(`A year of history: ${done} of ${all} loads and payments`)
    })
    await writeCards(db, masterKey, state.nowMs, currency)
    await writeShifts(db, currency, state.nowMs)
    await writeGifts(db, masterKey, state, currency)
    await writeStandingLoads(db, masterKey, state, currency)
    await writePaymentCodes(db, currency, state.nowMs)
    await writeControl(db, state, currency)
    await markComplete(db)
  }
  return seedOf(state, masterKey)
}

function seedOf(state: DemoState, masterKey: MasterKey): DemoSeed {
  const storeIdOf = (name: string) => toTypeId('sto', demoStores.find(store => store.name === name)!.id)
  return {
    customers: state.customers.map(({ customerId, accountId, name, alias }) => ({
      personId: toTypeId('cus', customerId),
      accountId: toTypeId('acc', accountId),
      name,
      device: { alias, secret: deviceSecret(masterKey, alias).toString('base64url') },
    })),
    staff: demoStaff.map(({ id, name, role, storeName }) => ({
      personId: toTypeId('stf', id),
      name,
      role,
      storeId: storeName === undefined ? null : storeIdOf(storeName),
    })),
    terminals: demoStores.flatMap(store =>
      store.terminals.map(({ id, name }) => ({
        terminalId: toTypeId('trm', id),
        name,
        storeId: toTypeId('sto', store.id),
        storeName: store.name,
      })),
    ),
    giftCards: demoGiftCards(masterKey),
  }
}
