/** How payments show themselves: summaries for lists, receipts for one. */
import type { Payment, PaymentSummary, Refund } from '@ringfence/contract'
import { toTypeId, type Uuid } from '../../kernel/ids.ts'
import { toJson } from '../../kernel/money.ts'
import type { Queryable } from '../../platform/database.ts'
import { type StoreRow, selectStores } from '../catalogue/index.ts'
import { terminalNames } from '../identity/index.ts'
import { type RefundPartRow, type RefundRow, selectPartsOf, selectRefundsOf } from './refund-store.ts'
import { selectRequestsOf } from './request-store.ts'
import { statusOf, titleOf } from './rules.ts'
import { type PaymentSettings, readPaymentSettings } from './settings.ts'
import type { PaymentRow } from './store.ts'
import { tenderView } from './taken-view.ts'
import { selectDeedsOf, type TenderRow, tendersOf } from './tender-store.ts'
import { decideTip, tipMaximum, tipUntilMs } from './tip-rules.ts'

/** Names of what payments point at: stores and tills. */
async function placesOf(db: Queryable, rows: readonly PaymentRow[]) {
  const terminals = await terminalNames(db, [...new Set(rows.flatMap(row => row.terminal_id ?? []))])
  const stores = new Map<Uuid, StoreRow>((await selectStores(db)).map(store => [store.id, store]))
  return { terminals, stores }
}

export async function summariesOf(db: Queryable, rows: readonly PaymentRow[]): Promise<PaymentSummary[]> {
  const { terminals, stores } = await placesOf(db, rows)
  return rows.map(row => ({
    id: toTypeId('pay', row.id),
    status: statusOf(row),
    amount: toJson(row.amount + row.tipped),
    currency: row.currency,
    refunded: toJson(row.refunded),
    at: row.at.toISOString(),
    storeId: toTypeId('sto', row.store_id),
    storeName: stores.get(row.store_id)?.name ?? '',
    terminalName: row.terminal_id === null ? null : (terminals.get(row.terminal_id) ?? null),
    customerName: row.customer_name,
    title: titleOf(row.items),
  }))
}

/** With a time also what may still be given as a tip then. */
export async function receiptOf(db: Queryable, row: PaymentRow, nowMs?: number): Promise<Payment> {
  const { terminals, stores } = await placesOf(db, [row])
  const tenders = (await tendersOf(db, [row])).get(row.id)!
  const refunds = await selectRefundsOf(db, row.id)
  const parts = await selectPartsOf(db, row.id)
  const scanned = (await selectRequestsOf(db, [row.id])).get(row.id)
  const { tip: settings } = await readPaymentSettings(db)
  const store = stores.get(row.store_id)
  return {
    id: toTypeId('pay', row.id),
    status: statusOf(row),
    amount: toJson(row.amount + row.tipped),
    currency: row.currency,
    subtotal: toJson(row.amount - row.tax - row.tip),
    tax: toJson(row.tax),
    tip: toJson(row.tip + row.tipped),
    refunded: toJson(row.refunded),
    at: row.at.toISOString(),
    storeId: toTypeId('sto', row.store_id),
    storeName: store?.name ?? '',
    timeZone: store?.time_zone ?? 'UTC',
    terminalName: row.terminal_id === null ? null : (terminals.get(row.terminal_id) ?? null),
    customerName: row.customer_name,
    items: row.items,
    tenders: tenders.map(tender => tenderView(tender, givenBack(parts, tender))),
    refunds: refunds.map(refund => refundView(refund, parts)),
    hold: row.held === null ? null : { amount: toJson(row.held), expiresAt: row.hold_expires_at!.toISOString() },
    voidedAt: row.state === 'voided' ? await voidedAt(db, row, refunds) : null,
    scanToPay: scanned ? { label: scanned.label } : null,
    tippable: nowMs === undefined ? null : tippableOf(row, settings, nowMs),
  }
}

/** What went back of one tender, in all refunds together. */
function givenBack(parts: readonly RefundPartRow[], tender: TenderRow): bigint {
  return parts.filter(part => part.tender_id === tender.id).reduce((sum, part) => sum + part.amount, 0n)
}

async function voidedAt(db: Queryable, { id }: PaymentRow, refunds: readonly RefundRow[]): Promise<string | null> {
  const refund = refunds.find(one => one.void)
  const at = refund?.at ?? (await selectDeedsOf(db, id)).find(deed => deed.type === 'void')?.at
  return at?.toISOString() ?? null
}

/** What may still be given as a tip, and until when. */
function tippableOf(row: PaymentRow, settings: PaymentSettings['tip'], nowMs: number): Payment['tippable'] {
  if (!decideTip(row, 1n, settings, nowMs).ok) return null
  const until = new Date(tipUntilMs(row, settings)).toISOString()
  return { maximum: toJson(tipMaximum(row.amount, settings)), until }
}

const tenderTypes = ['giftCard', 'storedValue', 'cash', 'card'] as const

/** With the parts of all refunds of its payment. */
export function refundView(refund: RefundRow, parts: readonly RefundPartRow[]): Refund {
  const own = parts.filter(part => part.refund_id === refund.id)
  return {
    id: toTypeId('ref', refund.id),
    paymentId: toTypeId('pay', refund.payment_id),
    amount: toJson(refund.amount),
    currency: refund.currency,
    at: refund.at.toISOString(),
    reason: refund.reason,
    tenders: tenderTypes.flatMap(type => {
      const amount = own.filter(part => part.type === type).reduce((sum, part) => sum + part.amount, 0n)
      return amount === 0n ? [] : [{ type, amount: toJson(amount) }]
    }),
    ...(refund.lines === null ? {} : { lines: [...refund.lines] }),
  }
}
