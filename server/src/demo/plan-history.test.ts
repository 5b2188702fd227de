import { expect, test } from 'vitest'
import { demoCustomers } from './customers.ts'
import { planHistory } from './plan-history.ts'

const moments = [
  '2026-11-22T20:15:00Z',
  '2026-03-08T07:30:00Z', // clocks go forward
  '2025-11-02T06:30:00Z', // clocks go back
  '2026-07-04T04:00:00Z', // closed everywhere
  '2028-02-29T23:59:59Z',
].map(Date.parse)

test.each(moments)('whenever the demo starts, its history is in order, paid for and past (%d)', nowMs => {
  const customers = demoCustomers(nowMs)
  for (const customer of customers) {
    let balance = 0
    let lastMs = customer.joinedMs
    for (const event of planHistory(customer, nowMs)) {
      expect(event.atMs).toBeGreaterThanOrEqual(lastMs)
      lastMs = event.atMs
      balance += event.kind === 'load' ? event.amount : -event.total
      expect(balance).toBeGreaterThanOrEqual(0)
      expect(balance).toBeLessThan(50_000)
    }
    expect(lastMs).toBeLessThanOrEqual(nowMs)
  }
  expect(new Set(customers.map(customer => customer.email)).size).toBe(customers.length)
})

test('the same moment has the same history', () => {
  const [customer] = demoCustomers(moments[0]!)
  expect(planHistory(customer!, moments[0]!)).toEqual(planHistory(customer!, moments[0]!))
})
