/** Fees saved, month by month: purchases by roll-ups, loads by what the provider told of their fees, the rest by the brand's card fee. */
import type { FeesSaved } from '@ringfence/contract'
import { utcOf } from '../../kernel/local-time.ts'
import { toJson } from '../../kernel/money.ts'
import type { Queryable } from '../../platform/database.ts'
import { feeText } from './overview.ts'
import { type CardFee, cardCost, loadsCost, localTime, monthsBack } from './rules.ts'
import { selectMonths } from './store.ts'

/** What the provider kept in a month, and the charges that it is known for. */
export interface KnownFees {
  readonly month: string
  readonly fees: bigint
  readonly amount: bigint
  readonly count: bigint
}

export interface FeesSavedRoom {
  readonly db: Queryable
  readonly currency: string
  readonly timeZone: string
  readonly cardFee: CardFee
  readonly knownFees: (where: { timeZone: string; currency: string; fromMs: number }) => Promise<readonly KnownFees[]>
}

export async function readFeesSaved(room: FeesSavedRoom, count: number, nowMs: number): Promise<FeesSaved> {
  const { db, currency, timeZone, cardFee } = room
  const months = monthsBack(localTime(nowMs, timeZone).date.slice(0, 7), count)
  const first = months.at(-1)!
  const fromMs = utcOf(Date.parse(`${first}-01T00:00:00Z`), timeZone)
  const [volumes, known] = await Promise.all([
    selectMonths(db, timeZone, fromMs),
    room.knownFees({ timeZone, currency, fromMs }),
  ])
  return {
    currency,
    timeZone,
    assumption: feeText(cardFee, currency),
    months: months.map(month => {
      const volume = volumes.find(row => row.month === month) ?? nothing
      const fees = known.find(row => row.month === month) ?? nothingKnown
      const purchasesByCardCost = cardCost(cardFee, volume.sales_amount, volume.sales_count)
      const cost = loadsCost(cardFee, { amount: volume.card_amount, count: volume.card_count }, fees)
      return {
        month,
        purchases: { amount: toJson(volume.sales_amount), count: toJson(volume.sales_count) },
        purchasesByCardCost: toJson(purchasesByCardCost),
        cardLoads: { amount: toJson(volume.card_amount), count: toJson(volume.card_count) },
        cardLoadsCost: toJson(cost),
        feesKnown: toJson(fees.count),
        saved: toJson(purchasesByCardCost - cost),
      }
    }),
  }
}

const nothing = { sales_amount: 0n, sales_count: 0n, card_amount: 0n, card_count: 0n }
const nothingKnown = { fees: 0n, amount: 0n, count: 0n }
