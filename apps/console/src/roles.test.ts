import { operations, type Role, roles } from '@ringfence/contract'
import { expect, test } from 'vitest'
import { deskRoles, mayCall, mayRefundHere, pagesFor } from './roles.ts'

const labels = (role: Role) => pagesFor(role).map(page => page.label)
const money = ['Disputes', 'Payouts', 'Fees saved', 'Ledger']
const control = ['Staff', 'Tills', 'Machine clients', 'Webhooks', 'Audit', 'Firewall', 'API use']
const books = [
  'Overview',
  'Approvals',
  'Payments',
  'Shifts',
  'Late declines',
  'Stores & tills',
  'Customers',
  'Bulk loads',
]

test.each([
  [
    'storeManager',
    [
      'Overview',
      'Approvals',
      'Payments',
      'Shifts',
      'Late declines',
      'Payment codes',
      'Stores & tills',
      'Customers',
      'Staff',
      'Tills',
    ],
  ],
  ['support', ['Overview', 'Approvals', 'Payments', 'Stores & tills', 'Customers', 'Find a gift card', 'Disputes']],
  ['marketing', ['Overview', 'Bulk loads', 'Fees saved']],
  ['finance', [...books, 'Card batches', ...money]],
  ['auditor', [...books, 'Card batches', ...money, ...control]],
  [
    'administrator',
    [
      'Overview',
      'Approvals',
      'Payments',
      'Shifts',
      'Late declines',
      'Payment codes',
      'Stores & tills',
      'Customers',
      'Find a gift card',
      'Bulk loads',
      'Card batches',
      ...money,
      ...control,
    ],
  ],
] as const)('%s sees these pages and no others', (role, expected) => {
  expect(labels(role)).toEqual(expected)
})

test('everyone with a desk has a first screen', () => {
  for (const role of deskRoles) expect(labels(role)[0]).toBe('Overview')
})

test('no page is shown whose operations the role may not call', () => {
  for (const role of roles) {
    for (const page of pagesFor(role)) {
      for (const operation of page.needs) expect(operations[operation].callers).toContain(role)
    }
  }
})

test('customers and cashiers have no page here, even where they may call the operation', () => {
  expect(labels('customer')).toEqual([])
  expect(labels('cashier')).toEqual([])
})

test('whoever has a desk here and may refund is offered it, and nobody else', () => {
  const callers: readonly Role[] = operations.takeRefund.callers
  for (const role of deskRoles) expect(mayRefundHere(role)).toBe(callers.includes(role))
  expect(roles.filter(mayRefundHere)).toEqual(['storeManager', 'support'])
})

test('public operations are open to every role', () => {
  expect(roles.every(role => mayCall(role, 'getBrand'))).toBe(true)
})
