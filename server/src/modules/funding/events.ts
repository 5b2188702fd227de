/** What listeners may know about loads: the rows behind an outbox entry. */
import type { Uuid } from '../../kernel/ids.ts'
import type { Queryable } from '../../platform/database.ts'
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
