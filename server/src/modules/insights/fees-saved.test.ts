import { expect, test } from 'vitest'
import { currency } from '../../../test/brand.ts'
import { testDatabase } from '../../../test/database.ts'
import { newId } from '../../kernel/ids.ts'
import { readFeesSaved } from './fees-saved.ts'
import { cardCost, loadsCost, monthsBack } from './rules.ts'
import { addHours, addLoadHours, noStore } from './store.ts'

const db = await testDatabase()
const storeId = newId()
const fee = { basisPoints: 290n, fixed: 30n }
const now = Date.parse('2026-11-22T15:30:00Z')

await db.transaction(async tx => {
  const sales = (hour: string, amount: bigint, count: bigint) => ({ storeId, hour, sales: amount, count, refunds: 0n })
  await addHours(tx, [
    sales('2026-11-10T15:00:00Z', 50_000n, 100n),
    sales('2026-11-01T03:00:00Z', 7_000n, 10n), // still October in New York
  ])
  const load = (hour: string, amount: bigint, count: bigint, cardAmount: bigint, cardCount: bigint) => ({
    storeId: noStore,
    hour,
    amount,
    count,
    cardAmount,
    cardCount,
  })
  await addLoadHours(tx, [load('2026-11-10T15:00:00Z', 30_000n, 12n, 25_000n, 10n)])
})

const room = {
  db,
  currency,
  timeZone: 'America/New_York',
  cardFee: fee,
  knownFees: async () => [{ month: '2026-11', fees: 700n, amount: 20_000n, count: 8n }],
}

test('fees saved by month: purchases by card at the assumed fee, against loads at the fees that are known, the rest assumed [3.5]', async () => {
  const { months, assumption } = await readFeesSaved(room, 3, now)
  expect(months).toEqual([
    {
      month: '2026-11',
      purchases: { amount: 50_000, count: 100 },
      purchasesByCardCost: 1_450 + 3_000,
      cardLoads: { amount: 25_000, count: 10 },
      cardLoadsCost: 700 + 145 + 60,
      feesKnown: 8,
      saved: 4_450 - 905,
    },
    {
      month: '2026-10',
      purchases: { amount: 7_000, count: 10 },
      purchasesByCardCost: 203 + 300,
      cardLoads: { amount: 0, count: 0 },
      cardLoadsCost: 0,
      feesKnown: 0,
      saved: 503,
    },
    {
      month: '2026-09',
      purchases: { amount: 0, count: 0 },
      purchasesByCardCost: 0,
      cardLoads: { amount: 0, count: 0 },
      cardLoadsCost: 0,
      feesKnown: 0,
      saved: 0,
    },
  ])
  expect(assumption).toBe('2.90 % + $0.30 a card payment')
})

test('what is known is not assumed, too, and costs are rounded once', () => {
  expect(cardCost(fee, 172n, 1n)).toBe(35n)
  expect(cardCost(fee, 173n, 1n)).toBe(35n)
  expect(cardCost(fee, 0n, 0n)).toBe(0n)
  expect(loadsCost(fee, { amount: 1_000n, count: 1n }, { fees: 61n, amount: 1_000n, count: 1n })).toBe(61n)
  expect(loadsCost(fee, { amount: 1_000n, count: 1n }, { fees: 99n, amount: 3_000n, count: 2n })).toBe(99n)
  expect(loadsCost(fee, { amount: 2_000n, count: 2n }, { fees: 61n, amount: 1_000n, count: 1n })).toBe(61n + 59n)
})

test('months go back over the turn of the year', () => {
  expect(monthsBack('2026-02', 4)).toEqual(['2026-02', '2026-01', '2025-12', '2025-11'])
  expect(monthsBack('2026-12', 1)).toEqual(['2026-12'])
})
