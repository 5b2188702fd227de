/** Takings that no shift has counted: while none was open at the till, or booked after its report was made. */
import type { OutsideTakings } from '@ringfence/contract'
import { toTypeId, type Uuid } from '../../kernel/ids.ts'
import type { Queryable } from '../../platform/database.ts'
import { selectStores } from '../catalogue/index.ts'
import { listTerminals } from '../identity/index.ts'
import { type Taking, totalTakings } from './rules.ts'
import { selectCounted } from './store.ts'
import { gatherTakings, type Window } from './takings.ts'

/** Of one store's tills, or of all; by till and currency, in the order of stores and tills. */
export async function readOutside(
  db: Queryable,
  { storeId, fromMs, toMs }: { storeId: Uuid | undefined; fromMs: number; toMs: number },
): Promise<OutsideTakings['data']> {
  const terminals = await listTerminals(db, storeId)
  const window = { terminalIds: terminals.map(terminal => terminal.id), fromMs, toMs }
  const outside = Map.groupBy(await uncounted(db, window), taking => `${taking.terminalId} ${taking.currency}`)
  const stores = new Map((await selectStores(db)).map(store => [store.id, store.name]))
  return terminals.flatMap(terminal =>
    [...outside]
      .filter(([place]) => place.startsWith(terminal.id))
      .map(([, takings]) => ({
        storeId: toTypeId('sto', terminal.store_id),
        storeName: stores.get(terminal.store_id) ?? terminal.store_name,
        terminalId: toTypeId('trm', terminal.id),
        terminalName: terminal.name,
        currency: takings[0]!.currency,
        takings: totalTakings(takings),
      })),
  )
}

async function uncounted(db: Queryable, window: Window): Promise<Taking[]> {
  const takings = await gatherTakings(db, window)
  const shifts = await selectCounted(db, window)
  const counted = new Set(shifts.flatMap(shift => shift.takings ?? []))
  const openSince = new Map(
    shifts.flatMap(shift => (shift.takings === null ? [[shift.terminal_id, shift.opened_at.getTime()] as const] : [])),
  )
  return takings.filter(
    taking => !counted.has(taking.id) && taking.atMs < (openSince.get(taking.terminalId) ?? Number.POSITIVE_INFINITY),
  )
}
