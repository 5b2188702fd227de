/** The accounts of the books: which exist, how they are named, how they are opened. */
import { namedId, type Uuid } from '../../kernel/ids.ts'
import type { Transaction } from '../../platform/database.ts'
import { laneCount, laneOf } from './lanes.ts'
import { insertAccounts, type OwnKind } from './store.ts'

/**
 * The id of one of the brand's own accounts (one of each kind for each currency; `store_sales`, `cash_in_tills`, `card_at_tills` for
 * each store too): always the same for the same words.
 */
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

const brandAccounts = {
  psp_clearing: 'Payment provider, to be settled',
  import_clearing: 'Imported balances',
  bulk_clearing: 'Bulk loads, to be paid',
  adjustments: 'Adjustments',
  holds: 'On hold for customers',
  promotions: 'Promotional value',
  breakage: 'Expired value',
  bank: 'Bank',
  psp_fees: 'Fees of the payment provider',
  disputes: 'Lost disputes',
} as const satisfies Partial<Record<OwnKind, string>>
const storeAccounts = {
  store_sales: 'Sales',
  cash_in_tills: 'Cash in tills',
  card_at_tills: 'Cards at tills',
  over_short: 'Over and short',
} as const satisfies Partial<Record<OwnKind, string>>

/** Opens all that a brand keeps books of in a currency, and for each store; what is open stays as it is. */
export async function openBrandAccounts(
  tx: Transaction,
  brand: { currency: string; stores: readonly { id: Uuid; name: string }[]; atMs: number },
): Promise<void> {
  const { currency, atMs } = brand
  for (const [kind, name] of Object.entries(brandAccounts)) {
    await openOwnAccount(tx, { kind: kind as OwnKind, currency, name, atMs })
  }
  for (const { id, name } of brand.stores) {
    for (const [kind, title] of Object.entries(storeAccounts)) {
      await openOwnAccount(tx, { kind: kind as OwnKind, currency, storeId: id, name: `${title}, ${name}`, atMs })
    }
  }
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

/** The least a debt can be; far beyond what all accounts hold. */
const debtFloor = -1_000_000_000_000_000n

/** The account of what a customer owes to the brand: never above zero. Its id follows from the account that it belongs to. */
export function debtAccountId(accountId: Uuid): Uuid {
  return namedId('debt', accountId).slice(0, -4) + accountId.slice(-4) // the end is what puts it into its account's lane
}

/** Opens the debt account of a customer's account, if it isn't open yet. */
export async function openDebt(
  tx: Transaction,
  debt: { accountId: Uuid; currency: string; atMs: number },
): Promise<Uuid> {
  const id = debtAccountId(debt.accountId)
  const account = { lane: laneOf(debt.accountId), id, kind: 'debt' as const, name: 'Owed by customer', ...debt }
  await insertAccounts(tx, [{ ...account, guarded: { floor: debtFloor, ceiling: 0n } }])
  return id
}
