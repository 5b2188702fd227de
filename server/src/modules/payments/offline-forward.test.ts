import { signOffline } from '@ringfence/contract'
import { afterAll, expect, test } from 'vitest'
import { balanceOf, expectSoundBooks } from '../../../test/books.ts'
import { addTestCustomer, addTestStore, loadTestCash, testKey } from '../../../test/brand.ts'
import { testDatabase } from '../../../test/database.ts'
import { allowOffline, offlineTill } from '../../../test/offline-till.ts'
import { testNow, testTill } from '../../../test/till.ts'
import { fromTypeId } from '../../kernel/ids.ts'
import { revokeOldKeys } from '../identity/store.ts'
import { codeResolver } from '../wallet/index.ts'
import { offlineForwarder } from './offline-forward.ts'
import { selectPayment } from './store.ts'

const db = await testDatabase()
afterAll(() => expectSoundBooks(db))

async function setUp(balance = 5_000n, limits = {}) {
  const store = await addTestStore(db)
  await allowOffline(db, store, { limits })
  const customer = await addTestCustomer(db, { balance, store })
  return { store, customer, till: await offlineTill(db, store) }
}

const outcomes = (results: { outcome: string; reason: string | null }[]) =>
  results.map(({ outcome, reason }) => (reason === null ? outcome : `${outcome}: ${reason}`))

test('what a till took offline is taken when it comes back, as of the time at which it was taken [2.6]', async () => {
  const { customer, till, store } = await setUp()
  const items = [{ name: 'Flat white', quantity: 1, unitAmount: 450, tax: 40 }]
  const first = await till.take(customer, { amount: 540, tip: 50, items })
  const second = await till.take(customer, { amount: 300, atMs: testNow + 90_000 })
  const { results, sequence } = await till.forward([first, second])
  expect(outcomes(results)).toEqual(['taken', 'taken'])
  expect(sequence).toBe(2)
  expect(await balanceOf(db, customer.accountId)).toBe(5_000n - 840n)
  const payment = (await selectPayment(db, fromTypeId('pay', results[0]!.paymentId!)!))!
  expect(payment).toMatchObject({ amount: 540n, tip: 50n, tax: 40n, items, terminal_id: store.terminalId })
  expect(payment.at.getTime()).toBe(testNow)
  await till.close()
})

test('an answer that was lost is asked for again: nothing is booked twice [2.6]', async () => {
  const { customer, till } = await setUp()
  const payments = [await till.take(customer, { amount: 700 })]
  const first = await till.forward(payments)
  const again = await till.forward(payments, testNow + 86_400_000)
  expect(again).toEqual(first)
  expect(await balanceOf(db, customer.accountId)).toBe(4_300n)
  await till.close()
})

test('a server that dies between the payment and its mark finds the payment again [2.6]', async () => {
  const { customer, till } = await setUp()
  const payments = [
    await till.take(customer, { amount: 700 }),
    await till.take(customer, { amount: 1, atMs: testNow + 60_000 }),
  ]
  const first = await till.forward(payments)
  // As the crash leaves it: received and paid, but not marked; and the phone was replaced meanwhile.
  await db.query(`UPDATE payments.offline_payments SET status = 'received', payment_id = NULL WHERE key_id = $1`, [
    till.key.keyId,
  ])
  await db.query('UPDATE wallet.devices SET revoked_at = now() WHERE id = $1', [customer.deviceId])
  const again = await till.forward(payments)
  expect(again).toEqual(first)
  expect(await balanceOf(db, customer.accountId)).toBe(4_299n)
  await till.close()
})

test('a server that dies before the payment takes it when it is asked again [2.6]', async () => {
  const { customer, till, store } = await setUp()
  const payment = await till.take(customer, { amount: 700 })
  const commitPayment = { submit: () => Promise.reject(new Error('the process ends here')), close: async () => {} }
  const dying = offlineForwarder({ db, commitPayment, resolveCode: codeResolver(db, testKey) })
  const at = { terminalId: store.terminalId, storeId: store.id, keyId: till.key.keyId, nowMs: testNow }
  await expect(dying(at, [payment])).rejects.toThrow('ends here')
  expect(await balanceOf(db, customer.accountId)).toBe(5_000n)
  expect(outcomes((await till.forward([payment])).results)).toEqual(['taken'])
  expect(await balanceOf(db, customer.accountId)).toBe(4_300n)
  await till.close()
})

test('a payment that does not cover is declined late, for good, also when money comes later [2.6]', async () => {
  const { customer, till, store } = await setUp(100n)
  const payment = await till.take(customer, { amount: 700 })
  expect(outcomes((await till.forward([payment])).results)).toEqual(['declined: insufficient_funds'])
  await loadTestCash(db, store, customer.accountId, 2_000n)
  expect(outcomes((await till.forward([payment])).results)).toEqual(['declined: insufficient_funds'])
  expect(await balanceOf(db, customer.accountId)).toBe(2_100n)
  await till.close()
})

test('the digits are checked against the time of the payment: a screenshot and a guess are declined late [2.6] [A3] [A4]', async () => {
  const { customer, till } = await setUp()
  const payments = [
    await till.take(customer, { amount: 100, code: customer.codeAt(testNow - 61_000) }),
    await till.take(customer, {
      amount: 100,
      code: `${customer.codeAt(testNow).slice(0, 8)}00000000`,
      atMs: testNow + 1,
    }),
    await till.take(customer, { amount: 100, code: customer.codeAt(testNow + 30_000), atMs: testNow + 2 }),
  ]
  expect(outcomes((await till.forward(payments)).results)).toEqual([
    'declined: code_expired',
    'declined: code_invalid',
    'taken',
  ])
  await till.close()
})

test('a code pays once, offline or not [2.6]', async () => {
  const { customer, till, store } = await setUp()
  const online = testTill(db, store)
  expect((await online.pay(customer, { amount: 200 })).ok).toBe(true)
  const same = await till.take(customer, { amount: 300 })
  const other = await till.take(customer, { amount: 400, atMs: testNow + 90_000 })
  const otherAgain = await till.take(customer, { amount: 400, atMs: testNow + 90_001 })
  expect(outcomes((await till.forward([same, other, otherAgain])).results)).toEqual([
    'declined: code_used',
    'taken',
    'declined: code_used',
  ])
  expect(await balanceOf(db, customer.accountId)).toBe(4_400n)
  await Promise.all([till.close(), online.close()])
})

test('a payment that was changed after it was signed is refused and flagged, and what hangs on it with it [2.6]', async () => {
  const { customer, till } = await setUp()
  const honest = await till.take(customer, { amount: 500 })
  const next = await till.take(customer, { amount: 100, atMs: testNow + 60_000 })
  const tampered = { ...honest, record: { ...honest.record, amount: 5 } }
  expect(outcomes((await till.forward([tampered, next])).results)).toEqual([
    'refused: signature_invalid',
    'refused: missing_before',
  ])
  expect(await balanceOf(db, customer.accountId)).toBe(5_000n)
  const flags = await db.query('SELECT kind FROM payments.offline_flags WHERE key_id = $1 ORDER BY sequence', [
    till.key.keyId,
  ])
  expect(flags).toEqual([{ kind: 'signature_invalid' }, { kind: 'missing_before' }])
  expect(outcomes((await till.forward([honest, next])).results)).toEqual(['taken', 'taken'])
  await till.close()
})

test('each signed field counts: whatever is changed, the signature no longer fits', async () => {
  const { customer, till } = await setUp()
  const items = [{ name: 'Tea', quantity: 1, unitAmount: 300, tax: 0, note: 'oat' }]
  const { record, ...proof } = await till.take(customer, { amount: 300, items })
  const changes = [
    { amount: 301 },
    { currency: 'EUR' },
    { tip: 1 },
    { code: customer.codeAt(testNow + 30_000) },
    { takenAt: new Date(testNow + 1).toISOString() },
    { staffId: record.staffId.replace(/.$/, last => (last === '0' ? '1' : '0')) },
    { storeId: record.storeId.replace(/.$/, last => (last === '0' ? '1' : '0')) },
    { items: [{ ...items[0]!, name: 'Gold' }] },
    { items: [{ ...items[0]!, quantity: 2 }] },
    { items: [{ ...items[0]!, unitAmount: 1 }] },
    { items: [{ ...items[0]!, note: 'cow' }] },
    { items: [] },
    { sequence: 2 },
    { previous: 'B'.repeat(43) },
  ]
  for (const change of changes) {
    const { results } = await till.forward([{ ...proof, record: { ...record, ...change } }])
    expect(outcomes(results), JSON.stringify(change)).toEqual(['refused: signature_invalid'])
  }
  await till.close()
})

test('reordered payments are refused until their turn; a second one under a used number is refused for good [2.6]', async () => {
  const { customer, till } = await setUp()
  const first = await till.take(customer, { amount: 100 })
  const second = await till.take(customer, { amount: 200, atMs: testNow + 60_000 })
  expect(outcomes((await till.forward([second, first])).results)).toEqual(['refused: missing_before', 'taken'])
  expect(outcomes((await till.forward([second])).results)).toEqual(['taken'])
  const forked = await signOffline({ ...second.record, amount: 1 }, till.key)
  expect(outcomes((await till.forward([forked])).results)).toEqual(['refused: altered'])
  const branched = await signOffline({ ...second.record, sequence: 3, previous: first.record.previous }, till.key)
  expect(outcomes((await till.forward([branched])).results)).toEqual(['refused: out_of_order'])
  expect(await balanceOf(db, customer.accountId)).toBe(4_700n)
  await till.close()
})

test("another till's payment is not this till's, whoever forwards it [2.6]", async () => {
  const mine = await setUp()
  const theirs = await setUp()
  const payment = await theirs.till.take(theirs.customer, { amount: 100 })
  expect(outcomes((await mine.till.forward([payment])).results)).toEqual(['refused: wrong_terminal'])
  const disguised = await signOffline({ ...payment.record }, mine.till.key)
  expect(outcomes((await mine.till.forward([disguised])).results)).toEqual(['refused: wrong_terminal'])
  expect(outcomes((await theirs.till.forward([payment])).results)).toEqual(['taken'])
  await Promise.all([mine.till.close(), theirs.till.close()])
})

test('a key that was revoked still stands for what it signed before, and for nothing later [2.6]', async () => {
  const { customer, till, store } = await setUp()
  const before = await till.take(customer, { amount: 100, atMs: testNow })
  const after = await till.take(customer, { amount: 100, atMs: testNow + 120_000 })
  await db.transaction(async tx => {
    await tx.query('UPDATE identity.terminal_keys SET revoked_at = $2 WHERE key_id = $1', [
      till.key.keyId,
      new Date(testNow + 60_000),
    ])
    expect(await revokeOldKeys(tx, store.terminalId, 'none', testNow)).toEqual([])
  })
  expect(outcomes((await till.forward([before, after])).results)).toEqual(['taken', 'refused: signature_invalid'])
  await till.close()
})

test('a till that was not allowed at the time is declined; switched off later, what it took before is taken [2.6]', async () => {
  const { store, customer, till } = await setUp()
  await allowOffline(db, store, { enabled: false, atMs: testNow + 60_000 })
  const before = await till.take(customer, { amount: 100, atMs: testNow + 30_000 })
  const after = await till.take(customer, { amount: 100, atMs: testNow + 90_000 })
  expect(outcomes((await till.forward([before, after])).results)).toEqual(['taken', 'declined: not_allowed'])
  const never = await addTestStore(db)
  const stray = await offlineTill(db, never)
  expect(outcomes((await stray.forward([await stray.take(customer, { amount: 100 })])).results)).toEqual([
    'declined: not_allowed',
  ])
  await Promise.all([till.close(), stray.close()])
})

test('floor limits hold by the server’s own count, for the device and for the till [2.6]', async () => {
  const { store, customer, till } = await setUp(5_000n, { perAccount: 1_000, terminalSum: 1_500, terminalCount: 3 })
  const other = await addTestCustomer(db, { balance: 5_000n, store })
  const third = await addTestCustomer(db, { balance: 5_000n, store })
  const at = (step: number) => testNow + step * 60_000
  const payments = [
    await till.take(customer, { amount: 700, atMs: at(0) }),
    await till.take(customer, { amount: 301, atMs: at(1) }), // the device would pass 1,000
    await till.take(customer, { amount: 300, atMs: at(2) }),
    await till.take(other, { amount: 501, atMs: at(3) }), // the till would pass 1,500
    await till.take(other, { amount: 400, atMs: at(4) }),
    await till.take(third, { amount: 1, atMs: at(5) }), // the fourth
  ]
  expect(outcomes((await till.forward(payments)).results)).toEqual([
    'taken',
    'declined: limit_exceeded',
    'taken',
    'declined: limit_exceeded',
    'taken',
    'declined: limit_exceeded',
  ])
  await till.close()
})

test('what comes after the offline window is declined late [2.6]', async () => {
  const { customer, till } = await setUp(5_000n, { windowHours: 2 })
  const old = await till.take(customer, { amount: 100, atMs: testNow })
  const fresh = await till.take(customer, { amount: 100, atMs: testNow + 3_600_000 })
  expect(outcomes((await till.forward([old, fresh], testNow + 7_200_001)).results)).toEqual([
    'declined: out_of_window',
    'taken',
  ])
  await till.close()
})

test('a basket that does not add up and another currency are declined late', async () => {
  const { customer, till } = await setUp()
  const items = [{ name: 'Tea', quantity: 1, unitAmount: 300, tax: 0 }]
  const payments = [
    await till.take(customer, { amount: 299, items }),
    await till.take(customer, { amount: 300, currency: 'EUR', atMs: testNow + 60_000 }),
  ]
  expect(outcomes((await till.forward(payments)).results)).toEqual([
    'declined: basket_mismatch',
    'declined: currency_mismatch',
  ])
  await till.close()
})
