/** What the brand has decided about tips, holds and refunds. One row of the settings; sensible defaults until it is written. */
import type { RefundOrder } from '@ringfence/contract'
import type { Queryable, Transaction } from '../../platform/database.ts'

/** Amounts are minor units of the brand's currency. */
export interface PaymentSettings {
  /** A tip may be up to `percent` of the payment or up to `amount`, whichever is more; afterwards only for `hours`. */
  readonly tip: { readonly percent: number; readonly amount: number; readonly hours: number }
  /** How long a hold lasts. */
  readonly holdHours: number
  /** Which of several tenders and lots is given back first, unless a refund says otherwise. */
  readonly refundOrder: RefundOrder
  /** What a cashier may give back of one payment alone, all refunds together; above, a shift lead or the store manager. */
  readonly cashierRefundMaximum: number
  /** How long value lasts that is given back after its lot has expired. */
  readonly refundTermDays: number
}

export const defaultPaymentSettings: PaymentSettings = {
  tip: { percent: 30, amount: 1_000, hours: 24 },
  holdHours: 24,
  refundOrder: 'lastFirst',
  cashierRefundMaximum: 5_000,
  refundTermDays: 90,
}

export async function readPaymentSettings(db: Queryable): Promise<PaymentSettings> {
  const [row] = await db.query<{ value: PaymentSettings }>(
    `SELECT value FROM ringfence.settings WHERE name = 'payments'`,
  )
  return row?.value ?? defaultPaymentSettings
}

export async function writePaymentSettings(tx: Transaction, settings: PaymentSettings): Promise<void> {
  await tx.query(
    `INSERT INTO ringfence.settings (name, value) VALUES ('payments', $1)
     ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
    [JSON.stringify(settings)],
  )
}
