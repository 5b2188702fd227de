/** How the wallet shows itself: accounts with balance and card. */
import type { Account } from '@ringfence/contract'
import { toTypeId, type Uuid } from '../../kernel/ids.ts'
import { toJson } from '../../kernel/money.ts'
import type { Queryable } from '../../platform/database.ts'
import { accountStates, debtAccountId, type Lot, lotsOf } from '../ledger/index.ts'
import { selectAccounts } from './store.ts'

/** Accounts of customers, in the order they were opened. */
export async function accountsOf(
  db: Queryable,
  customerIds: readonly Uuid[],
): Promise<Map<Uuid, (Account & { uuid: Uuid })[]>> {
  const rows = await selectAccounts(db, customerIds)
  const states = await accountStates(
    db,
    rows.flatMap(row => [row.id, debtAccountId(row.id)]),
  )
  const lots = await lotsOf(
    db,
    rows.flatMap(row => (states.get(row.id)?.next_expiry ? [row.id] : [])),
  )
  const views = rows.map(row => ({
    customerId: row.customer_id,
    account: {
      uuid: row.id,
      id: toTypeId('acc', row.id),
      currency: row.currency,
      balance: toJson(states.get(row.id)?.balance ?? 0n),
      held: toJson(states.get(row.id)?.held ?? 0n),
      expiring: firstToExpire(lots.get(row.id) ?? []),
      owes: toJson(-(states.get(debtAccountId(row.id))?.balance ?? 0n)),
      frozen: states.get(row.id)?.frozen ?? false,
      card: { id: toTypeId('crd', row.card_id), lastDigits: row.last_digits, state: row.state, design: row.design },
    },
  }))
  const byCustomer = Map.groupBy(views, view => view.customerId)
  return new Map(customerIds.map(id => [id, (byCustomer.get(id) ?? []).map(view => view.account)]))
}

/** What expires first: lots that end at the same instant count together. */
function firstToExpire(lots: readonly Lot[]): Account['expiring'] {
  const ends = lots.flatMap(lot => lot.expiresAt?.getTime() ?? [])
  if (ends.length === 0) return null
  const end = Math.min(...ends)
  const amount = lots.reduce((sum, lot) => (lot.expiresAt?.getTime() === end ? sum + lot.amount : sum), 0n)
  return { amount: toJson(amount), at: new Date(end).toISOString() }
}

export function withoutUuid({ uuid: _, ...account }: Account & { uuid: Uuid }): Account {
  return account
}
