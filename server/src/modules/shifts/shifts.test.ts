import { afterAll, describe, expect, test } from 'vitest'
import { expectSoundBooks } from '../../../test/books.ts'
import { addTestCustomer, addTestStore } from '../../../test/brand.ts'
import { asCustomer, callOf, cashierOf } from '../../../test/calls.ts'
import { testDatabase } from '../../../test/database.ts'
import { at, bookedOn, finance, loadCash, managerOf, must, shiftTill, storeIdOf } from '../../../test/shift-till.ts'
import { testNow, testTill } from '../../../test/till.ts'
import { fromTypeId, newId, toTypeId } from '../../kernel/ids.ts'
import { refundPayment } from '../payments/index.ts'

const db = await testDatabase()
afterAll(() => expectSoundBooks(db))
const minute = 60_000
const absent = { ok: false, code: 'not_found' }

describe('a shift from float to count', async () => {
  const store = await addTestStore(db, 'Harbour')
  const maya = await addTestCustomer(db, { balance: 10_000n, store })
  const till = shiftTill(db, store)
  const online = testTill(db, store)
  afterAll(() => online.close())
  const overBefore = await bookedOn(db, 'over_short')
  const shift = must(await till.open(10_000, testNow))
  await loadCash(db, store, { accountId: maya.accountId, amount: 2_500n, atMs: testNow + minute })
  const paid = must(await online.pay(maya, { amount: 900, tip: 100, atMs: testNow + 2 * minute }))
  const refund = await refundPayment(db, {
    paymentId: fromTypeId('pay', paid.id!)!,
    amount: 200,
    storeId: store.id,
    terminalId: store.terminalId,
    staffId: store.cashierId,
    role: 'cashier',
    reason: 'cold',
    idempotency: { clientId: store.terminalId, key: newId(), fingerprint: '0'.repeat(32) },
    atMs: testNow + 3 * minute,
  })
  must(await till.move(shift.id, { kind: 'payIn', amount: 300, reason: 'coins' }, testNow + 4 * minute))
  must(await till.move(shift.id, { kind: 'payOut', amount: 50, reason: 'milk' }, testNow + 4 * minute + 1))
  must(await till.move(shift.id, { kind: 'bankDrop', amount: 1_000, reason: 'drop' }, testNow + 4 * minute + 2))
  const expected = 10_000 + 2_500 + 300 - 50 - 1_000

  test('the X report counts what the till took so far, by tender and by cashier [2.7]', async () => {
    expect(refund.ok).toBe(true)
    const x = must(await till.report(shift.id, testNow + 5 * minute))
    expect(x).toMatchObject({ kind: 'X', status: 'open', closedAt: null, counted: null, overShort: null })
    expect(x.report.takings).toEqual({
      payments: { count: 1, amount: 900 },
      tips: 100,
      refunds: { count: 1, amount: 200 },
      loads: { count: 1, amount: 2_500 },
      loadsUndone: { count: 0, amount: 0 },
      giftSales: { count: 0, amount: 0 },
      giftRefunds: { count: 0, amount: 0 },
      tenders: { storedValue: 700, giftCard: 0, cash: 2_500, card: 0 },
    })
    expect(x.report.byCashier).toEqual([{ cashier: 'Jonas Weber', takings: x.report.takings }])
    expect(x.report.cash).toEqual({
      float: 10_000,
      takings: 2_500,
      payIns: 300,
      payOuts: 50,
      bankDrops: 1_000,
      expected,
      counted: null,
      overShort: null,
    })
    expect(x.movements.map(({ kind, amount, by }) => [kind, amount, by])).toEqual([
      ['payIn', 300, 'Jonas Weber'],
      ['payOut', 50, 'Jonas Weber'],
      ['bankDrop', 1_000, 'Jonas Weber'],
    ])
  })

  test('the count is blind: the till is not told what should be there, unless the brand wants it [2.7]', async () => {
    expect(must(await till.current(testNow + 5 * minute))).toMatchObject({
      shift: { id: shift.id, float: 10_000, expected: null },
      blind: true,
      required: false,
    })
    await till.routes.putShiftSettings(callOf(finance, { body: { required: false, blind: false } }))
    expect(must(await till.current(testNow + 5 * minute)).shift?.expected).toBe(expected)
    await till.routes.putShiftSettings(callOf(finance, { body: { required: false, blind: true } }))
  })

  test('closing posts over or short once, keeps the Z report, and says what the count came to [2.7]', async () => {
    const key = newId()
    const closed = await till.close(shift.id, expected - 120, testNow + 10 * minute, key)
    expect(must(closed)).toMatchObject({ counted: expected - 120, expected, overShort: -120 })
    expect((await bookedOn(db, 'over_short')) - overBefore).toBe(-120n)
    const again = await till.close(shift.id, expected - 120, testNow + 20 * minute, key)
    expect(again).toEqual({ ...closed, replayed: true })
    expect(await till.close(shift.id, 1, testNow + 20 * minute, key)).toEqual({
      ok: false,
      code: 'idempotency_key_reused',
    })
    expect(await till.close(shift.id, expected, testNow + 20 * minute)).toEqual({ ok: false, code: 'shift_closed' })
    expect((await bookedOn(db, 'over_short')) - overBefore).toBe(-120n)
  })

  test('the books show the cash that is there beyond the float', async () => {
    expect(await bookedOn(db, 'cash_in_tills', store)).toBe(-(10_000n + BigInt(expected) - 120n - 10_000n))
  })

  test('a closed shift stays as it was, whatever is booked later with an earlier time [2.7]', async () => {
    const before = must(await till.report(shift.id, testNow + 30 * minute))
    expect(before).toMatchObject({ kind: 'Z', status: 'closed', counted: expected - 120, overShort: -120 })
    await loadCash(db, store, { accountId: maya.accountId, amount: 700n, atMs: testNow + 6 * minute })
    expect(must(await till.report(shift.id, testNow + 40 * minute))).toEqual(before)
    const move = { kind: 'payIn', amount: 1, reason: 'late' }
    expect(await till.move(shift.id, move, testNow + 40 * minute)).toEqual({ ok: false, code: 'shift_closed' })
    for (const change of [
      'UPDATE shifts.shifts SET counted = 0',
      'DELETE FROM shifts.shifts',
      'DELETE FROM shifts.cash_movements',
    ]) {
      await expect(db.query(change), change).rejects.toThrow('stays as it was')
    }
  })

  test('what no shift has counted is shown outside of every shift [2.7]', async () => {
    await loadCash(db, store, { accountId: maya.accountId, amount: 40n, atMs: testNow + 15 * minute })
    const next = must(await till.open(500, testNow + 30 * minute))
    await loadCash(db, store, { accountId: maya.accountId, amount: 9n, atMs: testNow + 31 * minute })
    const query = { from: new Date(testNow).toISOString(), to: new Date(testNow + 60 * minute).toISOString() }
    const outside = must(await till.routes.listOutsideTakings(callOf(managerOf(store), { query })))
    expect(outside.data).toMatchObject([
      {
        storeId: storeIdOf(store),
        terminalName: 'Till 1',
        takings: { loads: { count: 2, amount: 740 }, payments: { count: 0, amount: 0 } },
      },
    ])
    expect(must(await till.report(next.id, testNow + 60 * minute)).report.takings.loads).toEqual({
      count: 1,
      amount: 9,
    })
    const elsewhere = await addTestStore(db)
    const theirs = must(
      await till.routes.listOutsideTakings(
        callOf(managerOf(elsewhere), { query: { ...query, storeId: storeIdOf(store) } }),
      ),
    )
    expect(theirs.data).toEqual([])
  })
})

test('a till has one open shift, and a repeated opening is the same one [2.7]', async () => {
  const store = await addTestStore(db)
  const till = shiftTill(db, store)
  const key = newId()
  const first = await till.open(100, testNow, key)
  expect(await till.open(100, testNow, key)).toEqual({ ...first, replayed: true })
  expect(await till.open(200, testNow, key)).toEqual({ ok: false, code: 'idempotency_key_reused' })
  expect(await till.open(100, testNow)).toEqual({ ok: false, code: 'shift_open' })
  must(await till.close(must(first).id, 100, testNow + minute))
  const second = must(await till.open(100, testNow)) // a clock that runs behind
  expect(second.openedAt).toBe(new Date(testNow + minute).toISOString())
})

test('an exact count posts nothing', async () => {
  const store = await addTestStore(db)
  const till = shiftTill(db, store)
  const before = await bookedOn(db, 'over_short')
  const shift = must(await till.open(0, testNow))
  expect(must(await till.close(shift.id, 0, testNow))).toMatchObject({ overShort: 0 })
  expect(await bookedOn(db, 'over_short')).toBe(before)
})

test('cash found over is posted, too [2.7]', async () => {
  const store = await addTestStore(db)
  const till = shiftTill(db, store)
  const before = await bookedOn(db, 'over_short')
  const shift = must(await till.open(1_000, testNow))
  expect(must(await till.close(shift.id, 1_007, testNow + minute))).toMatchObject({ overShort: 7 })
  expect((await bookedOn(db, 'over_short')) - before).toBe(7n)
  expect(await bookedOn(db, 'cash_in_tills', store)).toBe(-7n)
})

test('moved cash is posted against the bank or as an expense, once for each key [2.7]', async () => {
  const store = await addTestStore(db)
  const till = shiftTill(db, store)
  const shift = must(await till.open(5_000, testNow))
  const [bank, expenses] = [await bookedOn(db, 'bank'), await bookedOn(db, 'adjustments')]
  const key = newId()
  const drop = { kind: 'bankDrop', amount: 2_000, reason: 'evening' }
  const first = await till.move(shift.id, drop, testNow, key)
  expect(await till.move(shift.id, drop, testNow, key)).toEqual({ ...first, replayed: true })
  expect(await till.move(shift.id, { ...drop, amount: 1 }, testNow, key)).toEqual({
    ok: false,
    code: 'idempotency_key_reused',
  })
  must(await till.move(shift.id, { kind: 'payIn', amount: 300, reason: 'coins' }, testNow))
  must(await till.move(shift.id, { kind: 'payOut', amount: 45, reason: 'milk' }, testNow))
  expect((await bookedOn(db, 'bank')) - bank).toBe(-1_700n)
  expect((await bookedOn(db, 'adjustments')) - expenses).toBe(-45n)
  expect(await bookedOn(db, 'cash_in_tills', store)).toBe(1_745n)
})

test('a shift belongs to its till and is seen by its store and by finance [2.7]', async () => {
  const [mine, theirs] = [await addTestStore(db), await addTestStore(db)]
  const till = shiftTill(db, mine)
  const stranger = shiftTill(db, theirs)
  const shift = must(await till.open(100, testNow))
  expect(await stranger.close(shift.id, 100, testNow)).toEqual(absent)
  expect(await stranger.move(shift.id, { kind: 'payIn', amount: 1, reason: 'x' }, testNow)).toEqual(absent)
  expect(await till.report(shift.id, testNow, managerOf(theirs))).toEqual(absent)
  expect(await till.report(toTypeId('shf', newId()), testNow)).toEqual(absent)
  expect(await till.report(toTypeId('pay', newId()), testNow)).toEqual(absent)
  expect(must(await till.report(shift.id, testNow, finance)).id).toBe(shift.id)
  const list = async (caller: typeof finance, query = {}) =>
    must(await till.routes.listShifts(callOf(caller, { query }))).data.map(({ id }) => id)
  expect(await list(managerOf(mine))).toEqual([shift.id])
  expect(await list(managerOf(mine), { storeId: storeIdOf(theirs) })).toEqual([shift.id])
  expect(await list(managerOf(theirs))).toEqual([])
  expect(await list(finance, { storeId: storeIdOf(mine), status: 'open' })).toEqual([shift.id])
  expect(await list(finance, { storeId: storeIdOf(mine), status: 'closed' })).toEqual([])
})

test('shifts are listed newest first, page by page', async () => {
  const store = await addTestStore(db)
  const till = shiftTill(db, store)
  const ids: string[] = []
  for (let i = 0; i < 3; i++) {
    const shift = must(await till.open(0, testNow + i * minute))
    ids.unshift(shift.id)
    must(await till.close(shift.id, 0, testNow + i * minute))
  }
  const page = async (cursor?: string) =>
    must(await till.routes.listShifts(callOf(managerOf(store), { query: { limit: 2, ...(cursor ? { cursor } : {}) } })))
  const first = await page()
  expect(first.data.map(({ id }) => id)).toEqual(ids.slice(0, 2))
  const second = await page(first.nextCursor!)
  expect([second.data.map(({ id }) => id), second.nextCursor]).toEqual([ids.slice(2), null])
  expect(await till.routes.listShifts(callOf(finance, { query: { cursor: 'x' } }))).toMatchObject({
    code: 'validation_failed',
  })
})

test('only who stands at a till has a shift; the float is in the currency of the store', async () => {
  const store = await addTestStore(db)
  const till = shiftTill(db, store)
  const nowhere = [managerOf(store), asCustomer(await addTestCustomer(db))]
  for (const caller of nowhere) {
    expect(await till.routes.openShift(at(caller, { body: { float: 0, currency: 'USD' } }))).toEqual({
      ok: false,
      code: 'forbidden',
    })
    expect(await till.routes.getCurrentShift(at(caller, {}))).toEqual({ ok: false, code: 'forbidden' })
  }
  const euros = at<'openShift'>(cashierOf(store), { body: { float: 0, currency: 'EUR' } })
  expect(await till.routes.openShift(euros)).toEqual({ ok: false, code: 'currency_mismatch' })
  expect(must(await till.current()).shift).toBeNull()
})
