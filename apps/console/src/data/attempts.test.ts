import { expect, test } from 'vitest'
import { Attempts } from './attempts.ts'

const lost = { ok: false, status: 0, code: 'network' } as const

test('a request whose answer was lost is sent again with the same key', () => {
  const attempts = new Attempts()
  const key = attempts.keyFor({ amount: 1 })
  for (const answer of [lost, { ok: false, status: 503, code: 'overloaded' } as const]) {
    attempts.settle(answer)
    expect(attempts.keyFor({ amount: 1 })).toBe(key)
  }
  attempts.settle({ ok: false, status: 409, code: 'request_in_flight' })
  expect(attempts.keyFor({ amount: 1 })).toBe(key)
})

test('other content gets another key', () => {
  const attempts = new Attempts()
  const key = attempts.keyFor({ amount: 1 })
  attempts.settle(lost)
  expect(attempts.keyFor({ amount: 2 })).not.toBe(key)
})

test('what was done, or refused for good, is a new request the next time', () => {
  const attempts = new Attempts()
  const done = attempts.keyFor('undo')
  attempts.settle({ ok: true, status: 200 })
  const next = attempts.keyFor('undo')
  expect(next).not.toBe(done)
  attempts.settle({ ok: false, status: 403, code: 'second_person_required' })
  expect(attempts.keyFor('undo')).not.toBe(next)
})
