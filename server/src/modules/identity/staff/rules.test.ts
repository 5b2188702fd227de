import { staffRoles } from '@ringfence/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { appoints, fitsStore } from './rules.ts'

test('people at tills belong to a store, everybody else to none', () => {
  expect(staffRoles.filter(role => fitsStore(role, true))).toEqual(['cashier', 'shiftLead', 'storeManager'])
  expect(staffRoles.filter(role => fitsStore(role, false))).toEqual(
    staffRoles.filter(role => !['cashier', 'shiftLead', 'storeManager'].includes(role)),
  )
})

test('whoever is made an administrator takes two people, and no other change does', () => {
  expect(appoints('finance', 'administrator')).toBe(true)
  expect(appoints('administrator', 'administrator')).toBe(false)
  expect(appoints('administrator', 'finance')).toBe(false)
  const role = fc.constantFrom(...staffRoles)
  fc.assert(
    fc.property(role, role, (before, after) => {
      expect(appoints(before, after)).toBe(before !== after && after === 'administrator')
    }),
  )
})
