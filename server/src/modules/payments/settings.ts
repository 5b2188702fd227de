/** What the brand has decided about tips, holds and refunds. One row of the settings; sensible defaults until it is written. */
import type { PaymentSettings } from '@ringfence/contract'
import type { Queryable, Transaction } from '../../platform/database.ts'

export type { PaymentSettings } from '@ringfence/contract'

export const defaultPaymentSettings: PaymentSettings = {
  tip: { percent: 30, amount: 1_000, hours: 24 },
  holdHours: 24,
  refundOrder: 'lastFirst',
  cashierRefundMaximum: 5_000,
  staffRefundMaximum: 20_000,
  refundTermDays: 90,
}

export async function readPaymentSettings(db: Queryable): Promise<PaymentSettings> {
  const [row] = await db.query<{ value: Partial<PaymentSettings> }>(
    `SELECT value FROM ringfence.settings WHERE name = 'payments'`,
  )
  return { ...defaultPaymentSettings, ...row?.value }
}

export async function writePaymentSettings(tx: Transaction, settings: PaymentSettings): Promise<void> {
  await tx.query(
    `INSERT INTO ringfence.settings (name, value) VALUES ('payments', $1)
     ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
    [JSON.stringify(settings)],
  )
}

/** For the way of every payment: read again when what is known is older than this. */
const rememberedMs = 5_000

export function settingsReader(db: Queryable): (nowMs: number) => Promise<PaymentSettings> {
  let known: { readonly settings: Promise<PaymentSettings>; readonly readMs: number } | undefined
  return nowMs => {
    if (known && nowMs >= known.readMs && nowMs < known.readMs + rememberedMs) return known.settings
    const settings = readPaymentSettings(db)
    known = { settings, readMs: nowMs }
    settings.catch(() => {
      known = undefined
    })
    return settings
  }
}
