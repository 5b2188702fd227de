import { expect, test } from 'vitest'
import { emptyOrder, orderBody, orderTroubles } from './order-draft.ts'

const draft = { ...emptyOrder('tide', 20_000), name: ' Counter ' }

test('a named order can be sent; cards that never expire have no months', () => {
  expect(orderTroubles(draft)).toEqual({})
  expect(orderBody(draft, 'USD')).toEqual({
    name: 'Counter',
    design: 'tide',
    count: 100,
    currency: 'USD',
    ceiling: 20_000,
    validMonths: null,
  })
  expect(orderBody({ ...draft, validMonths: '24' }, 'USD').validMonths).toBe(24)
})

test.each([
  [{ name: ' ' }, 'name'],
  [{ count: '0' }, 'count'],
  [{ count: '10001' }, 'count'],
  [{ count: '1.5' }, 'count'],
  [{ ceiling: 0 }, 'ceiling'],
  [{ validMonths: '0' }, 'validMonths'],
  [{ validMonths: '601' }, 'validMonths'],
  [{ validMonths: 'a year' }, 'validMonths'],
] as const)('%o is told at its field', (part, field) => {
  expect(Object.keys(orderTroubles({ ...draft, ...part }))).toEqual([field])
})

test('the most that can be ordered can be ordered', () => {
  expect(orderTroubles({ ...draft, count: '10000', validMonths: '600' })).toEqual({})
})
