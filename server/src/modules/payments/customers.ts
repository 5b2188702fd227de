/** Customers as staff see them: found by name or e-mail, with accounts and what they spent. */
import type { Customer, CustomerHold, CustomerLot, CustomerSummary, CustomerValue } from '@ringfence/contract'
import { fromTypeId, toTypeId, type Uuid } from '../../kernel/ids.ts'
import { toJson } from '../../kernel/money.ts'
import type { MasterKey } from '../../platform/crypto.ts'
import type { Database } from '../../platform/database.ts'
import type { Outcome } from '../../platform/http.ts'
import { type Lot, laneOf, lotsOf, openHoldsOf, spendingOf } from '../ledger/index.ts'
import { accountsOf, searchCustomers, selectCustomer, withoutUuid } from '../wallet/index.ts'
import { type ActivityPage, activityOf } from './activity.ts'

type CustomersRoom = { readonly db: Database; readonly masterKey: MasterKey }

export async function listCustomers(
  { db, masterKey }: CustomersRoom,
  query: { search?: string; cursor?: string; limit?: number },
): Promise<Outcome<{ data: CustomerSummary[]; nextCursor: string | null }>> {
  const before = query.cursor === undefined ? undefined : fromTypeId('cus', query.cursor)
  if (query.cursor !== undefined && before === undefined)
    return { ok: false, code: 'validation_failed', pointers: ['/cursor'] }
  const limit = query.limit ?? 30
  const search = query.search?.trim()
  const rows = await searchCustomers(db, masterKey, search === '' ? undefined : search, { before, limit })
  const accounts = await accountsOf(
    db,
    rows.map(row => row.id),
  )
  const data = rows.map(row => {
    const [account] = accounts.get(row.id)!
    return {
      id: toTypeId('cus', row.id),
      name: `${row.first_name} ${row.last_name}`.trim(),
      email: row.email,
      joinedAt: row.joined_at.toISOString(),
      balance: account?.balance ?? 0,
      currency: account?.currency ?? 'USD',
    }
  })
  const last = rows.length === limit ? rows.at(-1) : undefined
  return { ok: true, value: { data, nextCursor: last ? toTypeId('cus', last.id) : null } }
}

export async function readCustomer({ db, masterKey }: CustomersRoom, id: string): Promise<Outcome<Customer>> {
  const customerId = fromTypeId('cus', id)
  const row = customerId === undefined ? undefined : await selectCustomer(db, masterKey, customerId)
  if (!row) return { ok: false, code: 'not_found' }
  const accounts = (await accountsOf(db, [row.id])).get(row.id)!
  const spending = await spendingOf(
    db,
    accounts.map(account => account.uuid),
  )
  return {
    ok: true,
    value: {
      id,
      name: `${row.first_name} ${row.last_name}`.trim(),
      email: row.email,
      joinedAt: row.joined_at.toISOString(),
      accounts: accounts.map(withoutUuid),
      paymentCount: toJson(spending.count),
      paymentTotal: toJson(spending.total),
      lastPaymentAt: spending.last?.toISOString() ?? null,
    },
  }
}

/** What a customer's accounts hold, by origin and by what is set aside. */
export async function readCustomerValue({ db, masterKey }: CustomersRoom, id: string): Promise<Outcome<CustomerValue>> {
  const customerId = fromTypeId('cus', id)
  const row = customerId === undefined ? undefined : await selectCustomer(db, masterKey, customerId)
  if (!row) return { ok: false, code: 'not_found' }
  const accounts = (await accountsOf(db, [row.id])).get(row.id)!
  const lots = await lotsOf(
    db,
    accounts.map(account => account.uuid),
  )
  const views = await Promise.all(
    accounts.map(async ({ id: accountId, uuid, currency }) => ({
      accountId,
      currency,
      lots: lots.get(uuid)!.map(lotView),
      holds: (await openHoldsOf(db, laneOf(uuid), uuid)).map(holdView),
    })),
  )
  return { ok: true, value: { accounts: views } }
}

function lotView({ kind, tender, amount, openedAt, expiresAt }: Lot): CustomerLot {
  return {
    kind,
    tender,
    amount: toJson(amount),
    openedAt: openedAt.toISOString(),
    expiresAt: expiresAt?.toISOString() ?? null,
  }
}

/** A payment's hold has the payment's id. */
function holdView(hold: Awaited<ReturnType<typeof openHoldsOf>>[number]): CustomerHold {
  return {
    paymentId: toTypeId('pay', hold.id),
    amount: toJson(hold.amount),
    placedAt: hold.placed_at.toISOString(),
    expiresAt: hold.expires_at.toISOString(),
  }
}

/** History of a customer's account; customers hold one account here. */
export async function readCustomerActivity(
  db: Database,
  id: string,
  query: { cursor?: string; limit?: number },
): Promise<Outcome<ActivityPage>> {
  const customerId = fromTypeId('cus', id)
  const accounts = customerId === undefined ? [] : ((await accountsOf(db, [customerId])).get(customerId) ?? [])
  return readActivity(db, accounts[0]?.uuid, query)
}

/** History of an account that the caller may see; undefined answers as absent. */
export async function readActivity(
  db: Database,
  accountId: Uuid | undefined,
  query: { cursor?: string; limit?: number },
): Promise<Outcome<ActivityPage>> {
  if (accountId === undefined) return { ok: false, code: 'not_found' }
  const page = await activityOf(db, accountId, query)
  return page ? { ok: true, value: page } : { ok: false, code: 'validation_failed', pointers: ['/cursor'] }
}
