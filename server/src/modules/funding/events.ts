/** What listeners may know about loads: the rows behind an outbox entry. */
import type { Uuid } from '../../kernel/ids.ts'
import type { Queryable } from '../../platform/database.ts'
import { selectNotices } from './auto-top-up/store.ts'
import { selectDisputeEvents } from './disputes/store.ts'
import { selectRefundEvents } from './refunds/store.ts'
import { type LoadTender, selectLoads } from './store.ts'

export interface LoadEvent {
  readonly id: Uuid
  readonly accountId: Uuid
  readonly storeId: Uuid | null
  readonly terminalId: Uuid | null
  readonly tender: LoadTender
  readonly amount: bigint
  readonly currency: string
  readonly at: Date
}

export async function readLoadEvents(db: Queryable, lane: number, ids: readonly Uuid[]): Promise<LoadEvent[]> {
  return (await selectLoads(db, lane, ids)).map(
    ({ id, account_id, store_id, terminal_id, tender, amount, currency, at }) => ({
      id,
      accountId: account_id,
      storeId: store_id,
      terminalId: terminal_id,
      tender,
      amount,
      currency,
      at,
    }),
  )
}

type AccountEvent = Pick<LoadEvent, 'id' | 'accountId' | 'storeId' | 'terminalId' | 'amount' | 'currency' | 'at'>
const nowhere = { storeId: null, terminalId: null }

/** Loads that go back to their card; each is named by its refund. */
export async function readLoadRefundEvents(db: Queryable, lane: number, ids: readonly Uuid[]): Promise<AccountEvent[]> {
  return (await selectRefundEvents(db, lane, ids)).map(({ id, account_id: accountId, amount, currency, at }) => ({
    id,
    accountId,
    ...nowhere,
    amount,
    currency,
    at,
  }))
}

/** Disputes that were opened or won. */
export async function readDisputeEvents(db: Queryable, lane: number, ids: readonly Uuid[]): Promise<AccountEvent[]> {
  return (await selectDisputeEvents(db, lane, ids)).map(({ id, account_id: accountId, amount, currency, ...row }) => ({
    id,
    accountId,
    ...nowhere,
    amount,
    currency,
    at: row.given_back_at ?? row.opened_at,
  }))
}

/** Notices to customers about their standing rule; each is named by its account, whose rule has changed. */
export async function readAutoTopUpEvents(db: Queryable, lane: number, ids: readonly Uuid[]): Promise<AccountEvent[]> {
  return (await selectNotices(db, lane, ids)).map(({ account_id, amount, currency, at }) => ({
    id: account_id,
    accountId: account_id,
    storeId: null,
    terminalId: null,
    amount,
    currency,
    at,
  }))
}
