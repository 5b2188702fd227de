/** A customer's history: the account's transfers in the books, with what each was for. */
import type { ActivityEntry } from '@ringfence/contract'
import { fromTypeId, toTypeId, type Uuid } from '../../kernel/ids.ts'
import { toJson } from '../../kernel/money.ts'
import type { Queryable } from '../../platform/database.ts'
import { selectStores } from '../catalogue/index.ts'
import { selectLoads } from '../funding/index.ts'
import { accountHistory, type HistoryEntry, laneOf } from '../ledger/index.ts'
import { selectRefunds } from './refund-store.ts'
import { titleOf } from './rules.ts'
import { selectPayments } from './store.ts'

export interface ActivityPage {
  readonly data: ActivityEntry[]
  readonly nextCursor: string | null
}

/** Newest first; undefined when the cursor is none of ours. */
export async function activityOf(
  db: Queryable,
  accountId: Uuid,
  page: { cursor?: string; limit?: number },
): Promise<ActivityPage | undefined> {
  const before = page.cursor === undefined ? undefined : fromTypeId('trf', page.cursor)
  if (page.cursor !== undefined && before === undefined) return undefined
  const limit = page.limit ?? 30
  const entries = await accountHistory(db, accountId, { before, limit })
  const last = entries.length === limit ? entries.at(-1) : undefined
  return { data: await described(db, accountId, entries), nextCursor: last ? toTypeId('trf', last.id) : null }
}

async function described(db: Queryable, accountId: Uuid, entries: readonly HistoryEntry[]): Promise<ActivityEntry[]> {
  const lane = laneOf(accountId)
  const idsOf = (kind: string) => entries.filter(entry => entry.kind === kind).map(entry => entry.id)
  const [loads, refunds, stores] = await Promise.all([
    selectLoads(db, lane, idsOf('load')),
    selectRefunds(db, lane, idsOf('refund')),
    selectStores(db),
  ])
  const paymentIds = [...idsOf('payment'), ...refunds.map(refund => refund.payment_id)]
  const payments = new Map((await selectPayments(db, lane, paymentIds)).map(payment => [payment.id, payment]))
  const storeOf = new Map(stores.map(store => [store.id, store]))
  const loadOf = new Map(loads.map(load => [load.id, load]))
  const refundOf = new Map(refunds.map(refund => [refund.id, refund]))

  return entries.map(entry => {
    const payment = payments.get(entry.kind === 'refund' ? (refundOf.get(entry.id)?.payment_id ?? '') : entry.id)
    const load = loadOf.get(entry.id)
    const store = storeOf.get(payment?.store_id ?? load?.store_id ?? '')
    const type = entry.kind === 'payment' || entry.kind === 'refund' ? entry.kind : 'load'
    return {
      id: toTypeId({ payment: 'pay', refund: 'ref', load: 'lod' }[type], entry.id),
      type,
      title: payment ? titleOf(payment.items) : loadTitles[load?.tender ?? 'card'],
      storeName: store?.name ?? null,
      timeZone: store?.time_zone ?? null,
      paymentId: payment ? toTypeId('pay', payment.id) : null,
      amount: toJson(entry.amount),
      currency: entry.currency,
      at: entry.at.toISOString(),
    }
  })
}

const loadTitles = { card: 'Loaded by card', cash: 'Loaded with cash', import: 'Loaded' } as const
