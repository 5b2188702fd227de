/** How payments show themselves: summaries for lists, receipts for one. */
import type { Payment, PaymentSummary, Refund } from '@ringfence/contract'
import { toTypeId, type Uuid } from '../../kernel/ids.ts'
import { toJson } from '../../kernel/money.ts'
import type { Queryable } from '../../platform/database.ts'
import { type StoreRow, selectStores } from '../catalogue/index.ts'
import { terminalNames } from '../identity/index.ts'
import { type RefundRow, selectRefundsOf } from './refund-store.ts'
import { statusOf, titleOf } from './rules.ts'
import type { PaymentRow } from './store.ts'

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
    amount: toJson(row.amount),
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

export async function receiptOf(db: Queryable, row: PaymentRow): Promise<Payment> {
  const { terminals, stores } = await placesOf(db, [row])
  const store = stores.get(row.store_id)
  return {
    id: toTypeId('pay', row.id),
    status: statusOf(row),
    amount: toJson(row.amount),
    currency: row.currency,
    subtotal: toJson(row.amount - row.tax - row.tip),
    tax: toJson(row.tax),
    tip: toJson(row.tip),
    refunded: toJson(row.refunded),
    at: row.at.toISOString(),
    storeId: toTypeId('sto', row.store_id),
    storeName: store?.name ?? '',
    timeZone: store?.time_zone ?? 'UTC',
    terminalName: row.terminal_id === null ? null : (terminals.get(row.terminal_id) ?? null),
    customerName: row.customer_name,
    items: row.items,
    tenders: [
      {
        type: 'storedValue',
        amount: toJson(row.amount),
        refunded: toJson(row.refunded),
        lastDigits: null,
        tip: false,
      },
    ],
    refunds: (await selectRefundsOf(db, row.id)).map(refundView),
    hold: null,
    voidedAt: null,
    scanToPay: null,
    tippable: null,
  }
}

export function refundView(refund: RefundRow): Refund {
  return {
    id: toTypeId('ref', refund.id),
    paymentId: toTypeId('pay', refund.payment_id),
    amount: toJson(refund.amount),
    currency: refund.currency,
    at: refund.at.toISOString(),
    reason: refund.reason,
    tenders: [{ type: 'storedValue', amount: toJson(refund.amount) }],
    ...(refund.lines === null ? {} : { lines: [...refund.lines] }),
  }
}
