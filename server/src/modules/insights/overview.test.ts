import { describe, expect, test } from 'vitest'
import { currency } from '../../../test/brand.ts'
import { testDatabase } from '../../../test/database.ts'
import { newId, toTypeId, type Uuid } from '../../kernel/ids.ts'
import { readOverview } from './overview.ts'
import { addCustomerDays, addHours, addLoadHours, noStore } from './store.ts'

const db = await testDatabase()
const harbour = { id: newId(), name: 'Harbour', time_zone: 'America/New_York' }
const ginza = { id: newId(), name: 'Ginza', time_zone: 'Asia/Tokyo' }
const room = {
  db,
  currency,
  timeZone: 'America/New_York',
  cardFee: { basisPoints: 290n, fixed: 30n },
  stores: async () => [harbour, ginza],
  float: async () => ({ amount: 12_345n, accounts: 3n }),
}
// Sunday 22 November 2026, 10:30 in New York (UTC − 5); in Tokyo (UTC + 9) it is already Monday, 0:30.
const now = Date.parse('2026-11-22T15:30:00Z')

const hour = (storeId: Uuid, at: string, sales: bigint, count: bigint, refunds = 0n) => ({
  storeId,
  hour: at,
  sales,
  count,
  refunds,
})
await db.transaction(async tx => {
  await addHours(tx, [
    hour(harbour.id, '2026-11-22T04:00:00Z', 900n, 1n), // 23:00 of Saturday in New York
    hour(harbour.id, '2026-11-22T05:00:00Z', 1_000n, 2n), // 0:00 of Sunday
    hour(harbour.id, '2026-11-22T15:00:00Z', 600n, 3n, 250n), // 10:00, this hour
    hour(harbour.id, '2026-11-15T05:00:00Z', 800n, 1n), // a week ago, 0:00
    hour(harbour.id, '2026-11-15T15:00:00Z', 400n, 4n), // a week ago, 10:00: half of it has passed
    hour(harbour.id, '2026-11-15T16:00:00Z', 7_000n, 7n), // a week ago, 11:00: does not count yet
    hour(ginza.id, '2026-11-22T14:00:00Z', 3_000n, 1n), // 23:00 of Sunday in Tokyo
    hour(ginza.id, '2026-11-22T15:00:00Z', 2_000n, 5n), // 0:00 of Monday
    hour(ginza.id, '2026-11-15T15:00:00Z', 1_000n, 1n), // a week ago, 0:00 of Monday
    hour(harbour.id, '2026-11-01T03:00:00Z', 5_000n, 9n), // still October in New York
  ])
  const load = (storeId: Uuid, at: string, amount: bigint, card: boolean) => {
    const cards = card ? { cardAmount: amount, cardCount: 1n } : { cardAmount: 0n, cardCount: 0n }
    return { storeId, hour: at, amount, count: 1n, ...cards }
  }
  await addLoadHours(tx, [
    load(noStore, '2026-11-22T14:00:00Z', 2_500n, true),
    load(harbour.id, '2026-11-22T14:00:00Z', 500n, false),
    load(noStore, '2026-11-15T14:00:00Z', 6_000n, true),
  ])
  await addCustomerDays(tx, [
    { day: '2026-11-22', accountId: newId() },
    { day: '2026-10-24', accountId: newId() },
    { day: '2026-10-23', accountId: newId() },
    { day: '2026-09-24', accountId: newId() },
    { day: '2026-09-23', accountId: newId() },
  ])
})

describe('one hand-made day', () => {
  test("all stores, on the brand's clock: today so far against the same stretch a week before", async () => {
    const overview = await readOverview(room, undefined, now)
    expect(overview).toMatchObject({ date: '2026-11-22', timeZone: 'America/New_York', currency })
    // 1,000 + 600 + 3,000 + 2,000 against 800 + half of 400 + half of 1,000.
    expect(overview.sales).toEqual({ amount: 6_600, count: 11, change: 3.4 })
    expect(overview.loads).toEqual({ amount: 3_000, count: 2, change: -0.5 })
    expect(overview.float).toEqual({ amount: 12_345, accounts: 3 })
    expect(overview.activeCustomers).toEqual({ count: 2, change: 0 })
    expect(overview.hours[10]).toEqual({ hour: 10, amount: 2_600, count: 8, lastWeekAmount: 1_400, lastWeekCount: 5 })
    expect(overview.hours[11]).toEqual({ hour: 11, amount: 0, count: 0, lastWeekAmount: 7_000, lastWeekCount: 7 })
    expect(overview.hours[23]!.amount).toBe(0)
  })

  test('each store has its own day', async () => {
    const { stores } = await readOverview(room, undefined, now)
    expect(stores).toEqual([
      { storeId: toTypeId('sto', harbour.id), name: 'Harbour', amount: 1_600, count: 5, refunded: 250 },
      { storeId: toTypeId('sto', ginza.id), name: 'Ginza', amount: 2_000, count: 5, refunded: 0 },
    ])
  })

  test('one store, on its own clock', async () => {
    const overview = await readOverview(room, ginza, now)
    expect(overview).toMatchObject({ date: '2026-11-23', timeZone: 'Asia/Tokyo' })
    // Half an hour into Monday: 2,000 against half of 1,000.
    expect(overview.sales).toEqual({ amount: 2_000, count: 5, change: 3 })
    expect(overview.loads).toEqual({ amount: 0, count: 0, change: null })
    expect(overview.stores).toHaveLength(1)
    expect(overview.heatmap).toEqual([
      { weekday: 1, hour: 0, count: 1 },
      { weekday: 7, hour: 23, count: 1 },
    ])
  })

  test('fees saved this month: what all purchases would have cost by card, less what the loads by card did', async () => {
    const { feesSaved } = await readOverview(room, harbour, now)
    // 10,700 in 18 purchases, of them none of October: 310.3 + 18 × 30; no load by card stands at a store.
    expect(feesSaved.amount).toBe(310 + 540)
    expect(feesSaved.purchasesPerLoad).toBe(18)
    const all = await readOverview(room, undefined, now)
    // 16,700 in 25 purchases: 484.3 + 750; less 8,500 in 2 loads: 246.5 + 60.
    expect(all.feesSaved.amount).toBe(484 + 750 - (247 + 60))
    expect(all.feesSaved.purchasesPerLoad).toBe(8.3)
  })
})
