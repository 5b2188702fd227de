/** How the wallet shows itself: accounts with balance and card. */
import type { Account } from '@ringfence/contract'
import { toTypeId, type Uuid } from '../../kernel/ids.ts'
import { toJson } from '../../kernel/money.ts'
import type { Queryable } from '../../platform/database.ts'
import { accountStates, debtAccountId } from '../ledger/index.ts'
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
  const views = rows.map(row => ({
    customerId: row.customer_id,
    account: {
      uuid: row.id,
      id: toTypeId('acc', row.id),
      currency: row.currency,
      balance: toJson(states.get(row.id)?.balance ?? 0n),
      owes: toJson(-(states.get(debtAccountId(row.id))?.balance ?? 0n)),
      frozen: states.get(row.id)?.frozen ?? false,
      card: { id: toTypeId('crd', row.card_id), lastDigits: row.last_digits, state: row.state, design: row.design },
    },
  }))
  const byCustomer = Map.groupBy(views, view => view.customerId)
  return new Map(customerIds.map(id => [id, (byCustomer.get(id) ?? []).map(view => view.account)]))
}

export function withoutUuid({ uuid: _, ...account }: Account & { uuid: Uuid }): Account {
  return account
}
