/** The accounts of the books: which exist, how they are named, how they are opened. */
import { namedId, type Uuid } from '../../kernel/ids.ts'
import type { Transaction } from '../../platform/database.ts'
import { laneCount, laneOf } from './lanes.ts'
import { insertAccounts } from './store.ts'

/** The brand's own accounts; one of each kind for each currency, `store_sales` and `cash_in_tills` for each store too. */
export type OwnKind = 'store_sales' | 'psp_clearing' | 'cash_in_tills' | 'import_clearing' | 'adjustments'

/** The id of one of the brand's own accounts: always the same for the same words. */
export function ownAccountId(kind: OwnKind, currency: string, storeId?: Uuid): Uuid {
  const name = `${kind} ${currency} ${storeId ?? ''}`
  const known = ownIds.get(name)
  if (known !== undefined) return known
  const id = namedId('ledger account', kind, currency, storeId ?? '')
  ownIds.set(name, id)
  return id
}
const ownIds = new Map<string, Uuid>() // every payment asks; there are only as many as stores

/** Opens one of the brand's own accounts in every lane, if it isn't open yet. */
export async function openOwnAccount(
  tx: Transaction,
  account: { kind: OwnKind; currency: string; storeId?: Uuid; name: string; atMs: number },
): Promise<void> {
  const id = ownAccountId(account.kind, account.currency, account.storeId)
  await insertAccounts(
    tx,
    Array.from({ length: laneCount }, (_, lane) => ({ ...account, lane, id, guarded: undefined })),
  )
}

/** Opens customers' accounts at zero, guarded: never below zero, never above the programme's maximum (undefined: no maximum). */
export async function openStoredValue(
  tx: Transaction,
  accounts: readonly { id: Uuid; currency: string; ceiling: bigint | undefined; atMs: number }[],
): Promise<void> {
  await insertAccounts(
    tx,
    accounts.map(account => ({
      lane: laneOf(account.id),
      id: account.id,
      kind: 'stored_value' as const,
      name: 'Stored value',
      currency: account.currency,
      atMs: account.atMs,
      guarded: { floor: 0n, ceiling: account.ceiling },
    })),
  )
}
