/** Opens a store: its place in the catalogue, and its accounts in the books. */
import type { Transaction } from '../../platform/database.ts'
import { openOwnAccount } from '../ledger/index.ts'
import { insertStore, type StoreRow } from './store.ts'

export async function addStore(tx: Transaction, store: StoreRow & { position: number }, atMs: number): Promise<void> {
  await insertStore(tx, store)
  const { currency, id: storeId, name } = store
  await openOwnAccount(tx, { kind: 'store_sales', currency, storeId, name: `Sales, ${name}`, atMs })
  await openOwnAccount(tx, { kind: 'cash_in_tills', currency, storeId, name: `Cash in tills, ${name}`, atMs })
}
