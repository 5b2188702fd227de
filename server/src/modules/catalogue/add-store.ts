/** Opens a store: its place in the catalogue, and its accounts in the books. */
import type { Transaction } from '../../platform/database.ts'
import { openBrandAccounts } from '../ledger/index.ts'
import { insertStore, type StoreRow } from './store.ts'

export async function addStore(tx: Transaction, store: StoreRow & { position: number }, atMs: number): Promise<void> {
  await insertStore(tx, store)
  const { currency, id, name } = store
  await openBrandAccounts(tx, { currency, stores: [{ id, name }], atMs })
}
