/** A customer's history: the account's transfers in the books, with what each was for. */
import { type ActivityEntry, idPrefixes } from '@ringfence/contract'
import { fromTypeId, toTypeId, type Uuid } from '../../kernel/ids.ts'
import { toJson } from '../../kernel/money.ts'
import type { Queryable } from '../../platform/database.ts'
import { selectStores } from '../catalogue/index.ts'
import { selectLoads } from '../funding/index.ts'
import { accountHistory, type HistoryEntry, laneOf } from '../ledger/index.ts'
import { selectRefundParts, selectRefunds } from './refund-store.ts'
import { titleOf } from './rules.ts'
import { type PaymentRow, selectPayments } from './store.ts'
import { selectTenders } from './tender-store.ts'

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
  const idsOf = (...kinds: HistoryEntry['kind'][]) =>
    entries.filter(entry => kinds.includes(entry.kind)).map(entry => entry.id)
  const [loads, deeds, stores] = await Promise.all([
    selectLoads(db, lane, idsOf('load')),
    deedsOf(db, lane, idsOf('payment', 'hold'), idsOf('refund')),
    selectStores(db),
  ])
  const storeOf = new Map(stores.map(store => [store.id, store]))
  const loadOf = new Map(loads.map(load => [load.id, load]))

  return entries.map(entry => {
    const deed = deeds.get(entry.id)
    const load = loadOf.get(entry.id)
    const store = storeOf.get(deed?.payment.store_id ?? load?.store_id ?? '')
    const type = deed?.type ?? typeOf[entry.kind]
    return {
      id: toTypeId(prefixes[type] ?? idPrefixes.transfer, deed?.id ?? entry.id),
      type,
      title: deed
        ? titleOf(deed.payment.items)
        : type === 'load'
          ? loadTitleOf(load)
          : (kindTitles[entry.kind] ?? titles[type]),
      storeName: store?.name ?? null,
      timeZone: store?.time_zone ?? null,
      paymentId: deed ? toTypeId('pay', deed.payment.id) : null,
      amount: toJson(entry.amount),
      currency: entry.currency,
      at: entry.at.toISOString(),
    }
  })
}

interface Deed {
  readonly type: 'payment' | 'hold' | 'tip' | 'refund' | 'void'
  readonly id: Uuid
  readonly payment: PaymentRow
}

/** What transfers belong to: a payment of one tender or several, a hold, a tip, a refund or a void. By the transfer's id. */
async function deedsOf(
  db: Queryable,
  lane: number,
  paid: readonly Uuid[],
  given: readonly Uuid[],
): Promise<Map<Uuid, Deed>> {
  const tenders = new Map((await selectTenders(db, lane, paid)).map(tender => [tender.id, tender]))
  const parts = new Map((await selectRefundParts(db, lane, given)).map(part => [part.id, part]))
  const refundIds = given.map(id => parts.get(id)?.refund_id ?? id)
  const refunds = new Map((await selectRefunds(db, lane, [...new Set(refundIds)])).map(refund => [refund.id, refund]))
  const paymentIds = [
    ...paid.map(id => tenders.get(id)?.payment_id ?? id),
    ...[...refunds.values()].map(refund => refund.payment_id),
  ]
  const payments = new Map(
    (await selectPayments(db, lane, [...new Set(paymentIds)])).map(payment => [payment.id, payment]),
  )
  const deeds = new Map<Uuid, Deed>()
  for (const id of paid) {
    const tender = tenders.get(id)
    const payment = payments.get(tender?.payment_id ?? id)
    if (!payment) continue
    const isHeld = payment.held !== null && payment.state !== 'captured'
    deeds.set(id, { type: tender?.tip ? 'tip' : isHeld ? 'hold' : 'payment', id: payment.id, payment })
  }
  for (const id of given) {
    const refund = refunds.get(parts.get(id)?.refund_id ?? id)
    const payment = payments.get(refund?.payment_id ?? '')
    if (refund && payment) deeds.set(id, { type: refund.void ? 'void' : 'refund', id: refund.id, payment })
  }
  return deeds
}

const typeOf = {
  load: 'load',
  payment: 'payment',
  refund: 'refund',
  reversal: 'adjustment',
  adjustment: 'adjustment',
  hold: 'hold',
  capture: 'payment',
  release: 'release',
  expiry: 'expiry',
  move: 'move',
  recovery: 'recovery',
  chargeback: 'adjustment',
  undo: 'adjustment',
} as const satisfies Record<HistoryEntry['kind'], ActivityEntry['type']>

const prefixes: Partial<Record<ActivityEntry['type'], string>> = {
  payment: idPrefixes.payment,
  tip: idPrefixes.payment,
  hold: idPrefixes.payment,
  refund: idPrefixes.refund,
  void: idPrefixes.refund,
  load: idPrefixes.load,
}

const titles = {
  payment: 'Purchase',
  refund: 'Refund',
  tip: 'Tip',
  void: 'Voided purchase',
  hold: 'On hold',
  release: 'Hold released',
  move: 'Moved between cards',
  expiry: 'Expired',
  recovery: 'Debt paid',
  adjustment: 'Correction',
} as const satisfies Record<Exclude<ActivityEntry['type'], 'load'>, string>

/** Of kinds that say more than their type. */
const kindTitles: Partial<Record<HistoryEntry['kind'], string>> = {
  chargeback: 'Load disputed, taken back',
  undo: 'Load given back',
  reversal: 'Given back',
}

function loadTitleOf(load: { tender: keyof typeof loadTitles; off_session: boolean } | undefined): string {
  return load?.off_session ? 'Auto top-up' : loadTitles[load?.tender ?? 'card']
}

const loadTitles = {
  card: 'Loaded by card',
  cash: 'Loaded with cash',
  import: 'Loaded',
  bulk: 'Loaded for you',
  promotion: 'A present',
} as const
