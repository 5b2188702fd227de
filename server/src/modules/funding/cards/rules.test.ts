import { expect, test } from 'vitest'
import { blockAfterDecline, dayMs, mayCharge, maySetUp } from './rules.ts'

const none = { setups: 0, declined: 0, pending: 0 }

test('20 declines in a day are the last: then no card is charged', () => {
  expect(mayCharge({ ...none, declined: 19 }, undefined, 0)).toBe(true)
  expect(mayCharge({ ...none, declined: 20 }, undefined, 0)).toBe(false)
  expect(mayCharge({ ...none, setups: 1000 }, undefined, 0)).toBe(true)
})

test('charges under way count as declines that may come', () => {
  expect(mayCharge({ ...none, declined: 10, pending: 9 }, undefined, 0)).toBe(true)
  expect(mayCharge({ ...none, declined: 10, pending: 10 }, undefined, 0)).toBe(false)
})

test('a block ends when its day is over', () => {
  const until = blockAfterDecline({ ...none, declined: 20 }, 5_000)!
  expect(until).toBe(5_000 + dayMs)
  expect(blockAfterDecline({ ...none, declined: 19 }, 5_000)).toBeUndefined()
  expect(mayCharge(none, until, until - 1)).toBe(false)
  expect(mayCharge(none, until, until)).toBe(true)
  expect(maySetUp(none, until, until - 1)).toBe(false)
  expect(maySetUp(none, until, until)).toBe(true)
})

test('20 forms in a day are the last, and after 20 declines there is none', () => {
  expect(maySetUp({ ...none, setups: 19 }, undefined, 0)).toBe(true)
  expect(maySetUp({ ...none, setups: 20 }, undefined, 0)).toBe(false)
  expect(maySetUp({ ...none, declined: 19 }, undefined, 0)).toBe(true)
  expect(maySetUp({ ...none, declined: 20 }, undefined, 0)).toBe(false)
})
