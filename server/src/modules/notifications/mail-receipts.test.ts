import { afterAll, beforeEach, expect, test } from 'vitest'
import { addTestCustomer, addTestStore, type TestCustomer, testKey } from '../../../test/brand.ts'
import { asCustomer, callOf, cashierOf, shaped } from '../../../test/calls.ts'
import { appDatabase } from '../../../test/database.ts'
import { testSmtp } from '../../../test/smtp.ts'
import { testNow, testTill } from '../../../test/till.ts'
import { newId, toTypeId } from '../../kernel/ids.ts'
import { sendMails, smtpTransport } from '../../platform/mail/index.ts'
import { readReceipt } from '../payments/index.ts'
import { customersOfAccounts, ownerOfAccount } from '../wallet/index.ts'
import { mailReceiptsAlways } from './mail-receipts.ts'
import { receiptRoutes } from './receipt-routes.ts'

const db = await appDatabase()
const store = await addTestStore(db)
const otherStore = await addTestStore(db)
const till = testTill(db, store)
const smtp = await testSmtp()
const transport = smtpTransport(smtp.url)
afterAll(async () => {
  await till.close()
  transport.close()
  await smtp.close()
})
const room = {
  db,
  masterKey: testKey,
  readReceipt: (id: string) => readReceipt(db, id),
  ownerOf: (accountId: string) => ownerOfAccount(db, testKey, accountId),
  customersOf: (accountIds: readonly string[]) => customersOfAccounts(db, accountIds),
}
const routes = shaped(receiptRoutes(room))
const context = { brandName: 'Harbor & Rye', brandColor: '#123c4a', origin: 'https://pay.example' }
const mails = { db, masterKey: testKey, transport, context, from: 'a@pay.example', onError: () => {} }
let minutes = 0

beforeEach(async () => {
  while ((await sendMails(mails, testNow)) > 0);
  smtp.received.length = 0
})

const items = [{ name: 'Flat white', quantity: 1, unitAmount: 450, tax: 0 }]
/** A payment; each in a minute of its own, for a code is good once. */
async function pay(who: TestCustomer, amount = 450) {
  const atMs = testNow - 3_600_000 + ++minutes * 60_000
  const taken = await till.pay(who, { amount, atMs, ...(amount === 450 ? { items } : {}) })
  if (!taken.ok) throw new Error(taken.code)
  return taken.value.id!
}
const emailOf = async (who: TestCustomer) => (await ownerOfAccount(db, testKey, who.accountId))!.email

test('a customer gets the receipt of an own payment by mail', async () => {
  const maya = await addTestCustomer(db, { balance: 5000n, store })
  const id = await pay(maya)
  const outcome = await routes.mailMyReceipt(callOf(asCustomer(maya), { params: { id } }))
  expect(outcome).toMatchObject({ ok: true, value: { paymentId: id } })
  await sendMails(mails, testNow)
  expect(smtp.received).toHaveLength(1)
  expect(smtp.received[0]!.recipients).toEqual([await emailOf(maya)])
  expect(smtp.received[0]!.mail.subject).toBe('Your receipt')
  expect(smtp.received[0]!.mail.text).toContain('1 × Flat white: $4.50')
})

test('a till has the receipt mailed to who paid, and its answer tells nothing of the address', async () => {
  const maya = await addTestCustomer(db, { balance: 5000n, store })
  const id = await pay(maya)
  const outcome = await routes.mailReceipt(callOf(cashierOf(store), { params: { id } }))
  expect(outcome).toEqual({ ok: true, replayed: false, value: { paymentId: id, at: new Date(testNow).toISOString() } })
  await sendMails(mails, testNow)
  expect(smtp.received.map(({ recipients }) => recipients)).toEqual([[await emailOf(maya)]])
})

test('a foreign payment is as good as absent: another customer’s, another store’s, none', async () => {
  const maya = await addTestCustomer(db, { balance: 5000n, store })
  const noah = await addTestCustomer(db)
  const params = { id: await pay(maya) }
  const absent = { ok: false, code: 'not_found' }
  expect(await routes.mailMyReceipt(callOf(asCustomer(noah), { params }))).toEqual(absent)
  expect(await routes.mailReceipt(callOf(cashierOf(otherStore), { params }))).toEqual(absent)
  const nothing = { id: toTypeId('pay', newId()) }
  expect(await routes.mailMyReceipt(callOf(asCustomer(maya), { params: nothing }))).toEqual(absent)
  expect(await sendMails(mails, testNow)).toBe(0)
})

test('a receipt is mailed three times a day at most, also by 50 requests at once', async () => {
  const maya = await addTestCustomer(db, { balance: 5000n, store })
  const params = { id: await pay(maya) }
  const outcomes = await Promise.all(
    Array.from({ length: 50 }, () => routes.mailReceipt(callOf(cashierOf(store), { params }))),
  )
  expect(outcomes.filter(outcome => outcome.ok)).toHaveLength(3)
  expect(new Set(outcomes.filter(outcome => !outcome.ok).map(outcome => outcome.code))).toEqual(
    new Set(['resend_limit_reached']),
  )
  while ((await sendMails(mails, testNow)) > 0);
  expect(smtp.received).toHaveLength(3)
})

test('one request sent 50 times at once is one mail', async () => {
  const maya = await addTestCustomer(db, { balance: 5000n, store })
  const params = { id: await pay(maya) }
  const call = () => routes.mailMyReceipt(callOf(asCustomer(maya), { params, key: 'once' }))
  const outcomes = await Promise.all(Array.from({ length: 50 }, call))
  expect(outcomes.every(outcome => outcome.ok)).toBe(true)
  expect(await sendMails(mails, testNow)).toBe(1)
  const other = { id: await pay(maya) }
  expect(await routes.mailMyReceipt(callOf(asCustomer(maya), { params: other, key: 'once' }))).toEqual({
    ok: false,
    code: 'idempotency_key_reused',
  })
})

test('who wants receipts always gets one after each payment, once; others none', async () => {
  await mailReceiptsAlways(room, testNow)
  const maya = await addTestCustomer(db, { balance: 5000n, store })
  const noah = await addTestCustomer(db, { balance: 5000n, store })
  const preference = () => routes.getMyMailPreferences(callOf(asCustomer(maya), {}))
  expect(await preference()).toEqual({ ok: true, value: { receipts: 'onRequest' } })
  await routes.setMyMailPreferences(callOf(asCustomer(maya), { body: { receipts: 'always' } }))
  expect(await preference()).toEqual({ ok: true, value: { receipts: 'always' } })
  await pay(maya)
  await pay(noah)
  await Promise.all(Array.from({ length: 8 }, () => mailReceiptsAlways(room, testNow)))
  while (await mailReceiptsAlways(room, testNow));
  expect(await sendMails(mails, testNow)).toBe(1)
  expect(smtp.received.map(({ recipients }) => recipients)).toEqual([[await emailOf(maya)]])
  await routes.setMyMailPreferences(callOf(asCustomer(maya), { body: { receipts: 'onRequest' } }))
  await pay(maya)
  await mailReceiptsAlways(room, testNow)
  expect(await sendMails(mails, testNow)).toBe(0)
})

test('an import of old payments mails nobody', async () => {
  const maya = await addTestCustomer(db, { balance: 5000n, store })
  await routes.setMyMailPreferences(callOf(asCustomer(maya), { body: { receipts: 'always' } }))
  await pay(maya)
  while (await mailReceiptsAlways(room, testNow + 2 * 86_400_000));
  expect(await sendMails(mails, testNow)).toBe(0)
})
