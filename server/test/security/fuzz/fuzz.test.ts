import { expect, test } from 'vitest'
import { testDatabase } from '../../database.ts'
import { fuzz } from './fuzz.ts'

const few = { requests: 1_500, seed: 7 }

test('requests drawn from the contract get no 5xx, no answer that it does not name, and put no secret in a log [S18] [S8] [S12]', async () => {
  const report = await fuzz({ db: await testDatabase(), ...few })
  expect(report.violations).toEqual([])
  expect(report.sent).toBeGreaterThanOrEqual(few.requests)
  expect(report.done.length).toBeGreaterThan(70)
  expect(Object.keys(report.statuses)).toEqual(expect.arrayContaining(['200', '201', '400', '401', '403', '404']))
})

test('a planted fault of each kind is seen', async () => {
  const faults = {
    'was answered 500': { status: 500 },
    'tells of the inside': { text: '{"at":"file.ts:12"}' },
    'has the header server': { headers: { server: 'x', 'content-type': 'application/json' } },
    'does not have the promised shape': { text: '{"surprise":1}' },
  }
  const left = Object.entries(faults)
  const report = await fuzz({
    db: await testDatabase(),
    requests: 200,
    seed: 8,
    bend: (request, got) =>
      got.status === 200 && request.url.startsWith('/v1/') ? { ...got, ...left.pop()?.[1] } : got,
  })
  for (const what of Object.keys(faults)) expect(report.violations.some(line => line.includes(what))).toBe(true)
  expect(report.violations).toHaveLength(4)
})
