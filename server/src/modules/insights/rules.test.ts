import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type CardFee, cardCost, changeOf, feesSaved, loadsCost, localTime, monthsBack, soFar } from './rules.ts'

const fee: CardFee = { basisPoints: 290n, fixed: 30n }

test('what card payments cost is a share of the amount, rounded half up, and a fixed part of each', () => {
  expect(cardCost(fee, 10_000n, 1n)).toBe(320n)
  expect(cardCost(fee, 10_000n, 7n)).toBe(290n + 210n)
  expect(cardCost({ basisPoints: 1n, fixed: 0n }, 4_999n, 9n)).toBe(0n)
  expect(cardCost({ basisPoints: 1n, fixed: 0n }, 5_000n, 9n)).toBe(1n)
  expect(cardCost(fee, 0n, 0n)).toBe(0n)
})

test('fees are saved where many small purchases are paid from few large loads', () => {
  const month = { sales_amount: 50_000n, sales_count: 100n, card_amount: 50_000n, card_count: 20n }
  expect(feesSaved(fee, month)).toBe(80n * 30n)
  expect(feesSaved(fee, { ...month, card_amount: 0n, card_count: 0n })).toBe(1_450n + 3_000n)
  expect(feesSaved(fee, { ...month, sales_amount: 0n, sales_count: 0n })).toBe(-1_450n - 600n)
})

test('the fees that the provider told count as told, those of other loads as assumed', () => {
  const loads = { amount: 20_000n, count: 4n }
  expect(loadsCost(fee, loads, { fees: 0n, amount: 0n, count: 0n })).toBe(580n + 120n)
  expect(loadsCost(fee, loads, { fees: 333n, amount: 10_000n, count: 1n })).toBe(333n + 290n + 90n)
  expect(loadsCost(fee, loads, { fees: 777n, amount: 20_000n, count: 4n })).toBe(777n)
})

test('a provider that tells of more than was loaded makes no fee negative', () => {
  const loads = { amount: 20_000n, count: 4n }
  expect(loadsCost(fee, loads, { fees: 900n, amount: 90_000n, count: 4n })).toBe(900n)
  expect(loadsCost(fee, loads, { fees: 900n, amount: 20_000n, count: 9n })).toBe(900n)
  expect(loadsCost(fee, loads, { fees: 900n, amount: 90_000n, count: 3n })).toBe(930n)
})

test('months go back over new year, newest first', () => {
  expect(monthsBack('2026-02', 4)).toEqual(['2026-02', '2026-01', '2025-12', '2025-11'])
  expect(monthsBack('2026-12', 1)).toEqual(['2026-12'])
  expect(monthsBack('2026-10', 0)).toEqual([])
  fc.assert(
    fc.property(fc.integer({ min: 2000, max: 2100 }), fc.integer({ min: 1, max: 12 }), (year, month) => {
      const months = monthsBack(`${year}-${String(month).padStart(2, '0')}`, 13)
      expect(months).toHaveLength(13)
      expect([...months].sort().reverse()).toEqual(months)
      expect(months[12]).toBe(`${year - 1}${months[0]!.slice(4)}`)
      for (const one of months) expect(one).toMatch(/^\d{4}-(0[1-9]|1[0-2])$/)
    }),
  )
})

test('a change is a ratio, and nothing to compare with is no change', () => {
  expect([changeOf(150n, 100n), changeOf(50n, 100n), changeOf(0n, 3n), changeOf(4n, 3n)]).toEqual([
    0.5, -0.5, -1, 0.3333,
  ])
  expect([changeOf(5n, 0n), changeOf(5n, -5n)]).toEqual([null, null])
})

test('an hour that is going on is compared with the part of it that has passed', () => {
  const hours = [
    { today: true, hour: 9, amount: 100n, count: 1n },
    { today: false, hour: 9, amount: 120n, count: 1n },
  ]
  expect(soFar(hours, { hour: 9, minute: 0 }).change).toBeNull()
  expect(soFar(hours, { hour: 9, minute: 15 }).change).toBe(2.3333)
  expect(soFar(hours, { hour: 10, minute: 0 }).change).toBe(-0.1666)
})

test('today so far is told in amount and number, and compared with nothing that was later a week ago', () => {
  const hours = [
    { today: true, hour: 8, amount: 100n, count: 2n },
    { today: true, hour: 9, amount: 50n, count: 1n },
    { today: false, hour: 8, amount: 60n, count: 9n },
    { today: false, hour: 9, amount: 120n, count: 9n },
    { today: false, hour: 10, amount: 999n, count: 9n },
  ]
  expect(soFar(hours, { hour: 9, minute: 30 })).toEqual({ amount: 150n, count: 3n, change: 0.25 })
  expect(soFar([], { hour: 9, minute: 30 })).toEqual({ amount: 0n, count: 0n, change: null })
})

test('local time follows the time zone, over midnight and into summer time', () => {
  const at = (text: string, timeZone: string) => localTime(Date.parse(text), timeZone)
  expect(at('2026-11-22T04:59:00Z', 'America/New_York')).toEqual({ date: '2026-11-21', hour: 23, minute: 59 })
  expect(at('2026-11-22T05:00:00Z', 'America/New_York')).toEqual({ date: '2026-11-22', hour: 0, minute: 0 })
  expect(at('2026-03-29T01:00:00Z', 'Europe/Berlin')).toEqual({ date: '2026-03-29', hour: 3, minute: 0 })
  expect(at('2026-12-31T18:45:00Z', 'Asia/Kolkata')).toEqual({ date: '2027-01-01', hour: 0, minute: 15 })
})
