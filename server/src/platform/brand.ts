/** The brand's settings: its name and look, its limits, its clock. One row; a neutral default until it is written. */
import type { Brand } from '@ringfence/contract'
import type { Queryable, Transaction } from './database.ts'

/** Amounts are minor units of `currency`. */
export interface BrandSettings extends Omit<Brand, 'sandbox'> {
  /** IANA time zone of the brand's business day. */
  readonly timeZone: string
  /** What a card payment would cost: basis points of its amount and a fixed part, in minor units. */
  readonly cardFee: { readonly basisPoints: bigint; readonly fixed: bigint }
}

export const defaultBrand: BrandSettings = {
  name: 'Ringfence',
  currency: 'USD',
  theme: { brand: '#1f2933', brandSecond: '#3e4c59', accent: '#2563eb' },
  loadPresets: [1000, 2500, 5000],
  loadMinimum: 500,
  balanceMaximum: 50_000,
  gifts: {
    amountMinimum: 500,
    amountMaximum: 20_000,
    presets: [1000, 2500, 5000],
  },
  tipPercents: [10, 15, 20],
  timeZone: 'UTC',
  cardFee: { basisPoints: 290n, fixed: 30n },
}

type Stored = Omit<BrandSettings, 'cardFee'> & { cardFee: { basisPoints: number; fixed: number } }

export async function readBrand(db: Queryable): Promise<BrandSettings> {
  const [row] = await db.query<{ value: Stored }>(`SELECT value FROM ringfence.settings WHERE name = 'brand'`)
  if (!row) return defaultBrand
  const { basisPoints, fixed } = row.value.cardFee
  return { ...defaultBrand, ...row.value, cardFee: { basisPoints: BigInt(basisPoints), fixed: BigInt(fixed) } }
}

export async function writeBrand(tx: Transaction, brand: BrandSettings): Promise<void> {
  const { basisPoints, fixed } = brand.cardFee
  const stored: Stored = { ...brand, cardFee: { basisPoints: Number(basisPoints), fixed: Number(fixed) } }
  await tx.query(
    `INSERT INTO ringfence.settings (name, value) VALUES ('brand', $1) ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
    [JSON.stringify(stored)],
  )
}
