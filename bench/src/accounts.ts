/** A small brand in the books: one store's accounts, and customers' accounts with money in them. */
import { newId, type Uuid } from '../../server/src/kernel/ids.ts'
import {
  openBrandAccounts,
  openStoredValue,
  ownAccountId,
  postTransfers,
} from '../../server/src/modules/ledger/index.ts'
import type { Database } from '../../server/src/platform/database.ts'

export const currency = 'USD'
const portion = 2_000

export interface Books {
  readonly storeId: Uuid
  /** The store's sales account. */
  readonly salesId: Uuid
  readonly accountIds: readonly Uuid[]
}

/** Each account begins with `lots` lots of `balance` each, loaded from the import's clearing account. */
export async function openBooks(db: Database, count: number, balance: bigint, atMs: number, lots = 1): Promise<Books> {
  const storeId = newId()
  await db.transaction(async tx => {
    await openBrandAccounts(tx, { currency, stores: [{ id: storeId, name: 'Bench' }], atMs })
  })
  const accountIds = Array.from({ length: count }, () => newId())
  for (let from = 0; from < count; from += portion) {
    const members = accountIds.slice(from, from + portion)
    await db.transaction(async tx => {
      await openStoredValue(
        tx,
        members.map(id => ({ id, currency, ceiling: undefined, atMs })),
      )
      for (let lot = 0; lot < lots; lot++) {
        await postTransfers(
          tx,
          members.map(id => loadOf(id, balance, atMs + lot)),
        )
      }
    })
  }
  await db.query('VACUUM ANALYZE ledger.accounts, ledger.transfers')
  return { storeId, salesId: ownAccountId('store_sales', currency, storeId), accountIds }
}

export function loadOf(accountId: Uuid, amount: bigint, atMs: number) {
  return {
    id: newId(),
    kind: 'load',
    debit: { id: ownAccountId('import_clearing', currency), guarded: false },
    credit: { id: accountId, guarded: true },
    amount,
    currency,
    atMs,
    opens: { kind: 'paid', tender: 'import' },
  } as const
}
