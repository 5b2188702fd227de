import type { SplitTender } from '@ringfence/contract'
import { afterAll, expect, test } from 'vitest'
import { balanceOf, expectSoundBooks } from '../../../test/books.ts'
import { addTestCustomer, addTestStore, currency } from '../../../test/brand.ts'
import { testDatabase } from '../../../test/database.ts'
import { addTestGiftCard, addTestLot, type TestGiftCard } from '../../../test/gift-card.ts'
import { testNow, testTill } from '../../../test/till.ts'
import { fromTypeId, newId } from '../../kernel/ids.ts'
import { openDatabase } from '../../platform/database.ts'
import { drawsOf, ownAccountId, setFrozen } from '../ledger/index.ts'

const db = await testDatabase()
const store = await addTestStore(db)
const till = testTill(db, store)
afterAll(() => till.close())
const day = 86_400_000

const giftCard = ({ number }: TestGiftCard): SplitTender => ({ type: 'giftCard', number })
const cash = (amount: number): SplitTender => ({ type: 'cash', amount })
const card = (amount: number, days?: number) =>
  addTestGiftCard(db, store, {
    amount: BigInt(amount),
    ...(days === undefined ? {} : { expiresMs: testNow + days * day }),
  })

async function soldFor(kind: 'cash_in_tills' | 'card_at_tills'): Promise<bigint> {
  const [row] = await db.query<{ sum: bigint }>(
    `SELECT coalesce(sum(CASE WHEN debit_account = $1 THEN amount ELSE -amount END), 0)::bigint AS sum FROM ledger.transfers
      WHERE (debit_account = $1 OR credit_account = $1) AND kind IN (2, 3)`,
    [ownAccountId(kind, currency, store.id)],
  )
  return row!.sum
}

test('two gift cards, the account, cash and a card pay one basket, all or nothing [2.4]', async () => {
  const maya = await addTestCustomer(db, { balance: 400n, store })
  const [late, soon] = [await card(200, 90), await card(300, 3)]
  const before = { cash: await soldFor('cash_in_tills'), card: await soldFor('card_at_tills') }
  const tenders = [giftCard(late), giftCard(soon), cash(80), { type: 'card' as const, amount: 20 }]
  const outcome = await till.pay(maya, { amount: 1_000, tenders, key: 'split' })
  expect(outcome).toMatchObject({
    ok: true,
    value: {
      status: 'captured',
      approved: 900,
      remaining: 100,
      customerName: 'Maya',
      tenders: [
        { type: 'giftCard', amount: 300, lastDigits: soon.number.slice(-4) },
        { type: 'giftCard', amount: 200, lastDigits: late.number.slice(-4) },
        { type: 'storedValue', amount: 400, lastDigits: null },
        { type: 'cash', amount: 80 },
        { type: 'card', amount: 20 },
      ],
    },
  })
  for (const { accountId } of [maya, late, soon]) expect(await balanceOf(db, accountId)).toBe(0n)
  expect(await soldFor('cash_in_tills')).toBe(before.cash + 80n)
  expect(await soldFor('card_at_tills')).toBe(before.card + 20n)
  expect(await till.pay(maya, { amount: 1_000, tenders, key: 'split' })).toEqual({ ...outcome, replayed: true })
  expect(await till.pay(maya, { amount: 1_001, tenders, key: 'split' })).toMatchObject({
    code: 'idempotency_key_reused',
  })
  await expectSoundBooks(db)
})

test('what expires first is spent first, over all cards, and no card more than is needed [4.4]', async () => {
  const maya = await addTestCustomer(db, { balance: 5_000n, store })
  const cards = [await card(500), await card(500, 9), await card(500, 2)]
  const outcome = await till.pay(maya, { amount: 700, tenders: cards.map(giftCard) })
  expect(outcome).toMatchObject({ ok: true, value: { approved: 700 } })
  expect(await Promise.all(cards.map(one => balanceOf(db, one.accountId)))).toEqual([500n, 300n, 0n])
  expect(await balanceOf(db, maya.accountId)).toBe(5_000n)
})

test('draining all of a customer’s gift cards for one small basket is impossible [4.4] [A30]', async () => {
  const maya = await addTestCustomer(db, { balance: 100n, store })
  const cards = await Promise.all(Array.from({ length: 6 }, () => card(2_000, 30)))
  const twice = [...cards, ...cards].map(giftCard)
  expect(await till.pay(maya, { amount: 450, tenders: twice })).toMatchObject({ ok: true, value: { approved: 450 } })
  const left = await Promise.all(cards.map(one => balanceOf(db, one.accountId)))
  expect(left.reduce((sum, balance) => sum + balance, 0n)).toBe(12_000n - 450n)
  expect(left.filter(balance => balance === 2_000n)).toHaveLength(5)
})

test('a gift card pays alone, by its number in place of a pay code [2.4]', async () => {
  const gift = await card(500)
  const maya = await addTestCustomer(db)
  expect(await till.pay(maya, { amount: 450, code: gift.number })).toMatchObject({
    ok: true,
    value: { approved: 450, customerName: null, tenders: [{ type: 'giftCard', amount: 450 }] },
  })
  expect(await till.pay(maya, { amount: 100, code: gift.number })).toMatchObject({ code: 'insufficient_funds' })
  expect(await till.pay(maya, { amount: 100, code: gift.number, tenders: [cash(50)] })).toMatchObject({ ok: true })
  expect(await balanceOf(db, gift.accountId)).toBe(0n)
  await expectSoundBooks(db)
})

test('a dry run says what is covered and what remains, and writes nothing', async () => {
  const maya = await addTestCustomer(db, { balance: 400n, store })
  const gift = await card(300, 3)
  const state = () =>
    db.query(`SELECT (SELECT count(*) FROM payments.payments), (SELECT count(*) FROM ledger.transfers),
                     (SELECT count(*) FROM payments.presented_codes), (SELECT seq FROM ringfence.outbox_heads)`)
  const before = await state()
  expect(await till.pay(maya, { amount: 1_000, tenders: [giftCard(gift)], dryRun: true })).toMatchObject({
    ok: true,
    value: {
      id: null,
      status: 'dryRun',
      approved: 700,
      remaining: 300,
      tenders: [
        { type: 'giftCard', amount: 300, lastDigits: gift.number.slice(-4) },
        { type: 'storedValue', amount: 400 },
      ],
    },
  })
  const plain = await till.pay(maya, { amount: 400, dryRun: true })
  expect(plain).toMatchObject({ ok: true, value: { approved: 400 } })
  expect(plain.ok && plain.value.remaining).toBeUndefined()
  expect(await state()).toEqual(before)
  // The code that was tried out still pays.
  expect(await till.pay(maya, { amount: 1_000, tenders: [giftCard(gift), cash(300)] })).toMatchObject({ ok: true })
})

test('whoever asks for too much from the till is told so, and nothing happens', async () => {
  const maya = await addTestCustomer(db, { balance: 400n, store })
  expect(await till.pay(maya, { amount: 100, tenders: [cash(100)] })).toEqual({ ok: false, code: 'amount_too_high' })
  expect(await till.pay(maya, { amount: 100, tenders: [cash(101)], dryRun: true })).toMatchObject({
    code: 'amount_too_high',
  })
  expect(await balanceOf(db, maya.accountId)).toBe(400n)
})

test('a missing cent, a frozen card, an unknown number: nothing at all is taken [2.4]', async () => {
  const maya = await addTestCustomer(db, { balance: 400n, store })
  const [one, frozen] = [await card(100), await card(100)]
  await db.transaction(tx => setFrozen(tx, frozen.accountId, true))
  const pay = (amount: number, ...tenders: SplitTender[]) => till.pay(maya, { amount, tenders, atMs: testNow + 30_000 })
  expect(await pay(601, giftCard(one), cash(100))).toMatchObject({ code: 'insufficient_funds' })
  expect(await pay(550, giftCard(one), giftCard(frozen))).toMatchObject({ code: 'account_frozen' })
  expect(await pay(450, giftCard(one), { type: 'giftCard', number: 'ABCD EFGH JKMN PQRS TVWX' })).toEqual({
    ok: false,
    code: 'code_invalid',
    pointers: ['/tenders/1/number'],
  })
  expect(await balanceOf(db, maya.accountId)).toBe(400n)
  expect(await balanceOf(db, one.accountId)).toBe(100n)
  // A declined code is bound to this till, and still good at it.
  expect(await till.pay(maya, { amount: 500, tenders: [giftCard(one)], terminalId: newId() })).toMatchObject({
    ok: true,
  })
  await expectSoundBooks(db)
})

test('value that has expired pays nothing, though its card was scanned [A31]', async () => {
  const gift = await card(500, 1)
  const maya = await addTestCustomer(db, { balance: 100n, store })
  const atMs = testNow + day
  expect(await till.pay(maya, { amount: 450, tenders: [giftCard(gift)], atMs })).toMatchObject({
    code: 'insufficient_funds',
  })
  expect(await balanceOf(db, gift.accountId)).toBe(0n)
  await expectSoundBooks(db)
})

test('50 split payments at once over two pools, of cards that suffice for five: exactly five are taken [1.2]', async () => {
  const cards = [await card(250, 5), await card(250, 6)]
  const customers = await Promise.all(Array.from({ length: 50 }, () => addTestCustomer(db, { balance: 50n, store })))
  const elsewhere = openDatabase(db.url)
  const otherTill = testTill(elsewhere, store)
  const tenders = [...cards.map(giftCard), cash(10)]
  const outcomes = await Promise.all(
    customers.map((customer, i) => (i % 2 ? till : otherTill).pay(customer, { amount: 110, tenders })),
  )
  await otherTill.close()
  await elsewhere.end()
  expect(outcomes.filter(outcome => outcome.ok)).toHaveLength(5)
  for (const outcome of outcomes) if (!outcome.ok) expect(outcome.code).toBe('insufficient_funds')
  const left = await Promise.all(
    [...cards.map(one => one.accountId), ...customers.map(one => one.accountId)].map(id => balanceOf(db, id)),
  )
  expect(left.reduce((sum, balance) => sum + balance, 0n)).toBe(500n + 2_500n - 500n)
  await expectSoundBooks(db)
})

test('one split payment sent 50 times at once is taken once, and everyone hears of that one', async () => {
  const maya = await addTestCustomer(db, { balance: 5_000n, store })
  const gift = await card(5_000, 5)
  const outcomes = await Promise.all(
    Array.from({ length: 50 }, () => till.pay(maya, { amount: 6_000, tenders: [giftCard(gift)], key: 'raced split' })),
  )
  expect(new Set(outcomes.map(outcome => (outcome.ok ? outcome.value.id : outcome.code))).size).toBe(1)
  expect(outcomes.filter(outcome => outcome.ok && !outcome.replayed)).toHaveLength(1)
  expect(await balanceOf(db, maya.accountId)).toBe(4_000n)
})

test('within an account promotional value is spent before what was paid for', async () => {
  const maya = await addTestCustomer(db, { balance: 400n, store })
  const promotional = { kind: 'promotional' as const, tender: 'promotion', expiresMs: testNow + day }
  const lotId = await db.transaction(tx => addTestLot(tx, store, maya.accountId, 100n, promotional))
  const outcome = await till.pay(maya, { amount: 150, tenders: [cash(10)] })
  const id = fromTypeId('pay', outcome.ok ? outcome.value.id! : '')!
  const draws = (await drawsOf(db, [id])).get(id)!
  expect(draws.map(draw => draw.amount)).toEqual([100n, 40n])
  expect(draws[0]!.lotId).toBe(lotId)
})
