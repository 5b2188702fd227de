import { expect, test } from 'vitest'
import { appDatabase } from '../../../test/database.ts'
import type { AnsweredCall } from '../../platform/answered-call.ts'
import { countUse, forgetOldUse } from './count-use.ts'
import { bucketOf, emptyHistogram, percentileMs } from './latency.ts'
import { apiUseRoutes } from './routes.ts'

const db = await appDatabase()
const nowMs = Date.parse('2026-11-22T12:30:00Z')
const call = (changes: Partial<AnsweredCall> = {}): AnsweredCall => ({
  operation: 'takePayment',
  version: 'v1',
  client: 'app.till',
  role: 'cashier',
  status: 201,
  problem: undefined,
  atMs: nowMs,
  durationMs: 12,
  ...changes,
})
const unexpected = (error: unknown) => {
  throw error
}
const read = async (query: object) => {
  const routes = apiUseRoutes(db, operation => (operation === 'getBrand' ? 'deprecated' : 'active'))
  const outcome = await routes.getApiUse({ query, nowMs } as never)
  if (!outcome.ok) throw new Error(outcome.code)
  return outcome.value
}

test('two processes that count the same calls add up, and a clean stop loses none [S12]', async () => {
  const counters = [0, 1].map(() => countUse({ db, onError: unexpected, everyMs: 3_600_000 }))
  for (const counter of counters) {
    for (let i = 0; i < 50; i += 1) counter.count(call())
    counter.count(call({ status: 402, problem: 'insufficient_funds' }))
    counter.count(call({ operation: 'getBrand', client: 'cli_old', status: 200 }))
  }
  await Promise.all(counters.map(counter => counter.close()))
  const use = await read({})
  expect(use.totals).toMatchObject({ calls: 104, refused: 2, failed: 0 })
  expect(use.clients).toEqual(['app.till', 'cli_old'])
  expect(use.rows[0]).toMatchObject({ client: 'app.till', path: '/v1/payments', version: 'v1', calls: 102, refused: 2 })
  expect(use.hours).toMatchObject([{ hour: '2026-11-22T12:00:00.000Z', calls: 104 }])
})

test('who still calls a deprecated route is told [S12] [S13]', async () => {
  const { rows } = await read({ client: 'cli_old' })
  expect(rows).toMatchObject([{ client: 'cli_old', operation: 'getBrand', lifecycle: 'deprecated', calls: 2 }])
})

test('counts that could not be written are written another time [S12]', async () => {
  const failing = { ...db, query: () => Promise.reject(new Error('away')) }
  const errors: unknown[] = []
  let on = failing as unknown as typeof db
  const counter = countUse({
    db: { ...db, query: (...args) => on.query(...args) },
    onError: error => errors.push(error),
    everyMs: 3_600_000,
  })
  counter.count(call({ client: 'cli_patient' }))
  await expect(counter.flush()).rejects.toThrow('away')
  on = db
  await counter.close()
  expect((await read({ client: 'cli_patient' })).totals.calls).toBe(1)
})

test('percentiles are read from the histogram, within the bucket they fall in', () => {
  const histogram = emptyHistogram()
  for (let i = 0; i < 99; i += 1) histogram[bucketOf(7)]! += 1
  histogram[bucketOf(800)]! += 1
  expect(percentileMs(histogram, 0.5)).toBeGreaterThan(5)
  expect(percentileMs(histogram, 0.5)).toBeLessThanOrEqual(10)
  expect(percentileMs(histogram, 0.995)).toBeGreaterThan(500)
  expect(percentileMs(emptyHistogram(), 0.5)).toBe(0)
})

test('a span that is no span is refused; old counts are forgotten', async () => {
  const routes = apiUseRoutes(db, () => 'active')
  const query = { from: '2026-11-22T12:00:00Z', to: '2026-11-21T12:00:00Z' }
  expect(await routes.getApiUse({ query, nowMs } as never)).toMatchObject({ ok: false, code: 'validation_failed' })
  expect(await forgetOldUse(db, nowMs)).toBe(0)
  expect(await forgetOldUse(db, nowMs + 401 * 86_400_000)).toBeGreaterThan(0)
})
