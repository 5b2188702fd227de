import { personRoles, roles } from '@ringfence/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mayWorkAt, type Person, personPrefix } from './rules.ts'

const person = fc.record({
  id: fc.uuid(),
  role: fc.constantFrom(...personRoles),
  name: fc.string(),
  storeId: fc.option(fc.uuid(), { nil: undefined }),
}) satisfies fc.Arbitrary<Person>

test('people work at the tills of their own store, and at no other', () => {
  fc.assert(
    fc.property(person, fc.uuid(), (somebody, elsewhere) => {
      fc.pre(somebody.storeId !== elsewhere)
      expect(mayWorkAt(somebody, { storeId: elsewhere })).toBe(false)
      if (somebody.storeId !== undefined) expect(mayWorkAt(somebody, { storeId: somebody.storeId })).toBe(true)
    }),
  )
})

test('people without a store work at no till, not even at one without a store', () => {
  const terminal = { storeId: undefined } as unknown as { storeId: string }
  expect(mayWorkAt({ id: 'x', role: 'administrator', name: '', storeId: undefined }, terminal)).toBe(false)
})

test('outside, only customers have ids of customers, only machines those of clients', () => {
  expect(roles.filter(role => personPrefix(role) === 'cus')).toEqual(['customer'])
  expect(roles.filter(role => personPrefix(role) === 'cli')).toEqual(['client'])
  expect(roles.filter(role => personPrefix(role) === 'stf')).toHaveLength(roles.length - 2)
})
