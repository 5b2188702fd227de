/** Codes on the tables of the demo's stores, so that a newcomer can print one and scan it. */

import { namedId } from '../kernel/ids.ts'
import { askPayment } from '../modules/payments/index.ts'
import type { Database } from '../platform/database.ts'
import { demoStaff } from './staff.ts'
import { demoStores } from './stores.ts'

const tables = 3

/** Each once, however often it runs. */
export async function writePaymentCodes(db: Database, currency: string, atMs: number): Promise<void> {
  for (const store of demoStores) {
    const manager = demoStaff.find(({ storeName, role }) => storeName === store.name && role !== 'cashier')
    for (let table = 1; table <= tables; table++) {
      await askPayment(db, {
        kind: 'table',
        storeId: store.id,
        terminalId: undefined,
        staffId: (manager ?? demoStaff[0]!).id,
        label: `Table ${table}`,
        amount: undefined,
        currency,
        items: [],
        idempotency: {
          clientId: namedId('demo payment codes'),
          key: `${store.id} ${table}`,
          fingerprint: '0'.repeat(32),
        },
        atMs,
      })
    }
  }
}
