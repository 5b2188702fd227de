/** What listeners may know about loads: the rows behind an outbox entry. */
import type { Uuid } from '../../kernel/ids.ts'
import type { Queryable } from '../../platform/database.ts'
import { selectNotices } from './auto-top-up/store.ts'
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

/** Notices to customers about their standing rule; each is named by its account, whose rule has changed. */
export async function readAutoTopUpEvents(
  db: Queryable,
  lane: number,
  ids: readonly Uuid[],
): Promise<Pick<LoadEvent, 'id' | 'accountId' | 'storeId' | 'terminalId' | 'amount' | 'currency' | 'at'>[]> {
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
