import { operations } from '@ringfence/contract'
import { expect, test } from 'vitest'
import { limitsOf, subjectOf, velocityRules } from './rules.ts'

const cashier = {
  role: 'cashier',
  personId: 'c1',
  terminalId: 't1',
  body: { code: '0A1B2C3D12345678', accountId: 'acc_1' },
}
const customer = { role: 'customer', personId: 'm1', terminalId: undefined, body: { accountId: 'acc_1' } }

test('rules name operations that are there, have names of their own, and bounds', () => {
  expect(new Set(velocityRules.map(rule => rule.name)).size).toBe(velocityRules.length)
  for (const { operations: ids, triesMax, windowMs } of velocityRules) {
    expect(ids.filter(id => !(id in operations))).toEqual([])
    expect(triesMax).toBeGreaterThan(0)
    expect(86_400_000 % windowMs).toBe(0) // windows begin with the day
  }
})

test.each([
  ['account', cashier, 'acc_1'],
  ['account', { ...cashier, body: {} }, undefined],
  ['account', { ...cashier, body: null }, undefined],
  ['account', { ...cashier, body: undefined }, undefined],
  ['account', { ...cashier, body: { accountId: 5 } }, undefined],
  ['customer', customer, 'm1'],
  ['customer', cashier, undefined],
  ['staff', cashier, 'c1'],
  ['staff', customer, undefined],
  ['terminal', cashier, 't1'],
  ['terminal', customer, undefined],
  ['device', cashier, '0A1B2C3D'],
  ['device', customer, undefined],
] as const)('the %s of a request', (subject, request, asker) => {
  expect(subjectOf(subject, request)).toBe(asker)
})

test('a request counts against the rules of its operation that it has a subject for', () => {
  const names = (
    id: keyof typeof operations,
    counts: 'requests' | 'refusedCodes',
    request: typeof cashier | typeof customer,
  ) => limitsOf(id, counts, request).map(limit => [limit.name, limit.asker])
  expect(names('takeRefund', 'requests', cashier)).toEqual([['velocity refunds', 'c1']])
  expect(names('takeRefund', 'refusedCodes', cashier)).toEqual([])
  expect(names('takeLoad', 'requests', cashier)).toEqual([
    ['velocity loads', 'acc_1'],
    ['velocity loads at the till', 'c1'],
  ])
  expect(names('takeLoad', 'requests', customer)).toEqual([['velocity loads', 'acc_1']])
  expect(names('takePayment', 'requests', cashier)).toEqual([]) // nothing is written for a payment that is taken
  expect(names('takePayment', 'refusedCodes', cashier)).toEqual([
    ['velocity refused codes of a till', 't1'],
    ['velocity refused codes of a device', '0A1B2C3D'],
  ])
})

test('the deployment may set another maximum', () => {
  expect(limitsOf('takeRefund', 'requests', cashier, { refunds: 3 })[0]!.triesMax).toBe(3)
  expect(limitsOf('takeRefund', 'requests', cashier, { loads: 3 })[0]!.triesMax).toBe(60)
})
