import { expect, test } from 'vitest'
import { addTestCustomer, addTestStore, currency } from '../../../test/brand.ts'
import { asCustomer, callOf, cashierOf } from '../../../test/calls.ts'
import { testDatabase } from '../../../test/database.ts'
import { finance, must, shiftTill, storeIdOf } from '../../../test/shift-till.ts'
import { testNow, tillOf } from '../../../test/till.ts'
import { newId } from '../../kernel/ids.ts'
import type { Call } from '../../platform/http.ts'
import { requireShift } from './require-shift.ts'

const db = await testDatabase()
const store = await addTestStore(db)
const maya = await addTestCustomer(db, { balance: 10_000n, store })
const shifts = shiftTill(db, store)
const refused = { ok: false, code: 'shift_required' }

function guarded(till: ReturnType<typeof tillOf>) {
  return requireShift(db, {
    takePayment: (call: Call<'takePayment'>) =>
      till.take({
        ...call.body,
        storeId: store.id,
        terminalId: store.terminalId,
        staffId: store.cashierId,
        idempotency: call.idempotency!,
        atMs: call.nowMs,
      }),
    takeLoad: async (_call: Call<'takeLoad'>) => ({ ok: true as const, value: 'loaded' }),
  })
}

test('where the brand wants it, a till takes money only while a shift is open, and answers what it took before [2.7]', async () => {
  const till = tillOf(db)
  const routes = guarded(till)
  const pay = (step: number, key = newId()) => {
    const code = maya.codeAt(testNow + step * 30_000)
    const call = callOf<'takePayment'>(cashierOf(store), {
      body: { code, amount: 100, currency, storeId: storeIdOf(store) },
      key,
    })
    return routes.takePayment({ ...call, nowMs: testNow + step * 30_000 })
  }
  expect((await pay(0)).ok).toBe(true) // not required: outside of every shift
  await shifts.routes.putShiftSettings(callOf(finance, { body: { required: true, blind: true } }))
  expect(await pay(1)).toEqual(refused)
  expect(await routes.takeLoad(callOf(cashierOf(store), { body: {} }))).toEqual(refused)
  expect((await routes.takeLoad(callOf(asCustomer(maya), { body: {} }))).ok).toBe(true)

  const shift = must(await shifts.open(0, testNow))
  expect(must(await shifts.current())).toMatchObject({ required: true })
  const key = newId()
  const taken = await pay(2, key)
  expect(taken.ok).toBe(true)
  must(await shifts.close(shift.id, 0, testNow + 120_000))
  expect(await pay(2, key)).toEqual({ ...taken, replayed: true })
  expect(await pay(3)).toEqual(refused)
  await till.close()
})
