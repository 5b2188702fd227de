/** The simulation in short, and that it would catch what it is there to catch. `npm run simulate` runs it at length. */
import { expect, test } from 'vitest'
import { testDatabase } from '../database.ts'
import { faults } from './faults.ts'
import { simulate } from './simulate.ts'

const usual = await testDatabase()
const eventful = await testDatabase()

test('2,000 steps of business as usual do not violate what must hold (seed 1) [1.2]', {
  timeout: 120_000,
}, async () => {
  const report = await simulate({ db: usual, seed: 1, steps: 2_000, people: 100 })
  expect(report.steps).toBeGreaterThanOrEqual(2_000)
  expect(report.done).toBeGreaterThan(1_000)
})

test('nor do 2,000 eventful ones, with refunds, holds, disputes, gift cards, cut connections (seed 2) [1.3]', {
  timeout: 120_000,
}, async () => {
  const report = await simulate({ db: eventful, seed: 2, steps: 2_000, people: 100, eventful: 15 })
  expect(report.refused).toBeGreaterThan(100)
  expect(report.repeated).toBeGreaterThan(20)
})

/** The seed with which each fault is planted; it must be caught within so many steps. */
const seed = 7
const databases = new Map(await Promise.all(faults.map(async fault => [fault, await testDatabase()] as const)))
test.each(faults)('a planted fault is caught: %s (seed 7)', { timeout: 180_000 }, async fault => {
  const run = simulate({ db: databases.get(fault)!, seed, steps: 8_000, people: 100, eventful: 15, fault })
  await expect(run).rejects.toThrow(/seed 7, step \d+: /)
})
