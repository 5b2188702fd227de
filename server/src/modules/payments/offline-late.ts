/** Late declines and flags: what the manager sees, and says became of it. */
import type { LateDecline, OfflineFlag } from '@ringfence/contract'
import { toTypeId, type Uuid } from '../../kernel/ids.ts'
import { toJson } from '../../kernel/money.ts'
import type { Database, Queryable } from '../../platform/database.ts'
import type { Outcome } from '../../platform/http.ts'
import { type StoreRow, selectStores } from '../catalogue/index.ts'
import { staffNames, terminalNames } from '../identity/index.ts'
import {
  type FlagRow,
  type LateDeclineRow,
  lockLateDecline,
  type Resolution,
  selectFlag,
  updateResolved,
} from './offline-late-store.ts'
import { lockOfflineTerminal, selectChain, upsertChain } from './offline-store.ts'
import { titleOf } from './rules.ts'

/** Whose decision it is: `storeId` is undefined for people of the whole brand. */
interface Manager {
  readonly storeId: Uuid | undefined
}

/** Once; the same decision again is no error. It moves no money: what was declined was never sold for stored value. */
export async function resolveLateDecline(db: Database, order: Resolution & Manager): Promise<Outcome<LateDecline>> {
  const outcome = await db.transaction<Outcome<LateDeclineRow>>(async tx => {
    const row = await lockLateDecline(tx, order.id)
    if (!row || (order.storeId !== undefined && row.store_id !== order.storeId)) return { ok: false, code: 'not_found' }
    if (row.resolution === null) return { ok: true, value: await updateResolved(tx, order) }
    return row.resolution === order.resolution ? { ok: true, value: row } : { ok: false, code: 'already_resolved' }
  })
  if (!outcome.ok) return outcome
  const [view] = await lateDeclineViews(db, [outcome.value])
  return { ok: true, value: view! }
}

/** The manager gives up what is missing before a flagged payment: the next that comes may leave numbers out. */
export async function acceptGap(db: Database, order: Manager & { readonly flagId: Uuid }): Promise<Outcome<undefined>> {
  return db.transaction<Outcome<undefined>>(async tx => {
    const flag = await selectFlag(tx, order.flagId)
    if (!flag || (order.storeId !== undefined && flag.store_id !== order.storeId)) {
      return { ok: false, code: 'not_found' }
    }
    await lockOfflineTerminal(tx, flag.terminal_id)
    const chain = await selectChain(tx, flag.key_id)
    const isGap = flag.kind === 'missing_before' || flag.kind === 'out_of_order'
    if (isGap && flag.sequence > chain.sequence) {
      await upsertChain(tx, flag.key_id, flag.terminal_id, { ...chain, gapAccepted: true })
    }
    return { ok: true, value: undefined }
  })
}

export async function lateDeclineViews(db: Queryable, rows: readonly LateDeclineRow[]): Promise<LateDecline[]> {
  const placeOf = await placesOf(db, rows)
  const people = await staffNames(db, [
    ...new Set(rows.flatMap(row => [row.staff_id, row.resolved_by ?? row.staff_id])),
  ])
  return rows.map(row => ({
    id: toTypeId('ofp', row.id),
    ...placeOf(row),
    cashier: people.get(row.staff_id) ?? '',
    amount: toJson(row.amount),
    currency: row.currency,
    title: titleOf(row.items),
    takenAt: row.taken_at.toISOString(),
    receivedAt: row.received_at.toISOString(),
    reason: row.reason,
    status: row.resolution ?? 'open',
    resolvedAt: row.resolved_at?.toISOString() ?? null,
    resolvedBy: row.resolved_by && (people.get(row.resolved_by) ?? ''),
    note: row.note,
  }))
}

export async function flagViews(db: Queryable, rows: readonly FlagRow[]): Promise<OfflineFlag[]> {
  const placeOf = await placesOf(db, rows)
  return rows.map(row => ({
    id: toTypeId('off', row.id),
    ...placeOf(row),
    sequence: toJson(row.sequence),
    amount: toJson(row.amount),
    currency: row.currency,
    kind: row.kind,
    at: row.at.toISOString(),
  }))
}

/** Names of the store and the till that a row points at. */
async function placesOf(db: Queryable, rows: readonly { readonly terminal_id: Uuid }[]) {
  const terminals = await terminalNames(db, [...new Set(rows.map(row => row.terminal_id))])
  const stores = new Map<Uuid, StoreRow>((await selectStores(db)).map(store => [store.id, store]))
  return ({ terminal_id, store_id }: { terminal_id: Uuid; store_id: Uuid }) => ({
    storeId: toTypeId('sto', store_id),
    storeName: stores.get(store_id)?.name ?? '',
    timeZone: stores.get(store_id)?.time_zone ?? 'UTC',
    terminalId: toTypeId('trm', terminal_id),
    terminalName: terminals.get(terminal_id) ?? '',
  })
}
