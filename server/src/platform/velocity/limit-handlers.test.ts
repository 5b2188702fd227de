import { expect, test } from 'vitest'
import { callOf, cashierOf } from '../../../test/calls.ts'
import { appDatabase } from '../../../test/database.ts'
import { manualClock } from '../../kernel/clock.ts'
import { newId } from '../../kernel/ids.ts'
import type { Call } from '../http.ts'
import { limitVelocity } from './limit-handlers.ts'

const db = await appDatabase()
const clock = manualClock(Date.parse('2026-11-22T12:00:00Z'))
await db.query(
  `INSERT INTO ringfence.settings (name, value) VALUES ('velocity', '{"refunds": 5, "refused codes of a till": 4, "refused codes of a device": 3}')`,
)

function till(
  answer: () => { ok: true; value: string } | { ok: false; code: 'code_invalid' } = () => ({ ok: true, value: '' }),
) {
  const reached: string[] = []
  const taken = new Set<string>()
  const handler = async (call: Call<'takeRefund'>) => {
    reached.push(call.idempotency!.key)
    return answer()
  }
  const options = { db, clock, isTaken: async ({ key }: { key: string }) => taken.has(key) }
  const handlers = limitVelocity(options, {
    takeRefund: handler,
    voidPayment: handler,
    takePayment: handler,
    getPayment: handler,
  })
  const caller = cashierOf({ id: newId(), terminalId: newId(), cashierId: newId() })
  const send = (id: keyof typeof handlers, { key = newId(), code = '0A1B2C3D00000000', as = caller } = {}) =>
    handlers[id]({ ...callOf<'takeRefund'>(as, { body: { code }, key }), nowMs: clock.now() })
  return { send, reached, taken, caller }
}
const tooFast = { ok: false, code: 'limit_exceeded' }

test('a cashier who refunds too often is stopped, exactly, over requests at once; the next hour is another [S8]', async () => {
  const { send, reached } = till()
  const outcomes = await Promise.all(Array.from({ length: 20 }, () => send('takeRefund')))
  expect(outcomes.filter(outcome => outcome.ok)).toHaveLength(5)
  expect(outcomes.filter(outcome => !outcome.ok)).toEqual(Array.from({ length: 15 }, () => tooFast))
  expect(reached).toHaveLength(5)
  clock.advance(3_600_000)
  expect((await send('takeRefund')).ok).toBe(true)
})

test('a repeat of a refund that was let through gets its answer, however many there were since', async () => {
  const { send, reached } = till()
  const key = newId()
  for (let i = 0; i < 5; i++) await send('takeRefund', i === 0 ? { key } : {})
  expect(await send('takeRefund')).toEqual(tooFast)
  expect((await send('takeRefund', { key })).ok).toBe(true)
  expect(reached.filter(one => one === key)).toHaveLength(2)
})

test('a refund that was stopped is no repeat when it comes again', async () => {
  const { send } = till()
  for (let i = 0; i < 5; i++) await send('takeRefund')
  const key = newId()
  for (let i = 0; i < 3; i++) expect(await send('takeRefund', { key })).toEqual(tooFast)
})

test('one key does not let many through: with another content, or for another deed, it is no repeat [A18] [S8]', async () => {
  const { send, reached } = till()
  const key = newId()
  for (let i = 0; i < 5; i++) await send('takeRefund', { key, code: `0A1B2C3D0000000${i}` })
  expect(await send('takeRefund', { key, code: '0A1B2C3D00000009' })).toEqual(tooFast)
  expect(await send('voidPayment', { key })).toEqual(tooFast)
  expect(reached).toHaveLength(5)
})

test('others are not stopped with one, nor is another operation', async () => {
  const one = till()
  for (let i = 0; i < 6; i++) await one.send('takeRefund')
  expect((await one.send('getPayment')).ok).toBe(true)
  expect((await till().send('takeRefund')).ok).toBe(true)
})

test('a till that guesses codes of many devices is stopped; a payment that it took is still told [A4] [S8]', async () => {
  const { send, reached, taken } = till(() => ({ ok: false, code: 'code_invalid' }))
  const guess = (i: number) => send('takePayment', { code: `ALIAS0${String(i).padStart(2, '0')}12345678` })
  for (let i = 0; i < 5; i++) expect(await guess(i)).toEqual({ ok: false, code: 'code_invalid' })
  expect(await guess(5)).toEqual(tooFast)
  expect(reached).toHaveLength(5)
  const key = newId()
  taken.add(key)
  await send('takePayment', { key })
  expect(reached.at(-1)).toBe(key)
  clock.advance(600_000)
  expect(await guess(6)).toEqual({ ok: false, code: 'code_invalid' })
})

test('codes of one device that are guessed at many tills stop that device alone [A4] [S8]', async () => {
  const { send } = till(() => ({ ok: false, code: 'code_invalid' }))
  const elsewhere = () => cashierOf({ id: newId(), terminalId: newId(), cashierId: newId() })
  for (let i = 0; i < 4; i++)
    await send('takePayment', { code: `GUESSED0${String(i).padStart(8, '0')}`, as: elsewhere() })
  expect(await send('takePayment', { code: 'GUESSED099999999', as: elsewhere() })).toEqual(tooFast)
  expect(await send('takePayment', { code: 'ANOTHER199999999', as: elsewhere() })).toEqual({
    ok: false,
    code: 'code_invalid',
  })
})

test('a payment that is taken writes no count', async () => {
  const before = await db.query('SELECT * FROM ringfence.tries')
  const { send } = till()
  for (let i = 0; i < 10; i++) await send('takePayment')
  expect(await db.query('SELECT * FROM ringfence.tries')).toHaveLength(before.length)
})
