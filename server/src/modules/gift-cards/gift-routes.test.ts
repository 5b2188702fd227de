import { expect, test } from 'vitest'
import { addTestCustomer, addTestStore, currency, testKey } from '../../../test/brand.ts'
import { asCustomer, asSupport, callOf, cashierOf, shaped } from '../../../test/calls.ts'
import { appDatabase } from '../../../test/database.ts'
import { testGifts } from '../../../test/gifts.ts'
import { testNow } from '../../../test/till.ts'
import { newId, toTypeId } from '../../kernel/ids.ts'
import { keptMails, sandboxTransport, sendMails } from '../../platform/mail/index.ts'
import { giftRoutes } from './gift-routes.ts'

const db = await appDatabase()
const store = await addTestStore(db)
const gifts = testGifts(db)
const routes = shaped(giftRoutes(gifts.room))
const maya = await addTestCustomer(db)
const noah = await addTestCustomer(db)
const card = toTypeId('pmt', await gifts.saveCard(maya))
const context = { brandName: 'Harbor & Rye', brandColor: '#123c4a', origin: 'https://pay.example' }
const deliver = () =>
  sendMails(
    { db, masterKey: testKey, transport: sandboxTransport(db), context, from: 'a@pay.example', onError: () => {} },
    testNow,
  )

const wish = { amount: 2500, currency, design: 'classic', tender: { type: 'card', paymentMethodId: card } }
const absent = { ok: false, code: 'not_found' }
type Value<T> = T extends { ok: true; value: infer V } ? V : never
async function good<T extends { ok: boolean }>(outcome: Promise<T>): Promise<Value<T>> {
  const settled = await outcome
  expect(settled).toMatchObject({ ok: true })
  return (settled as unknown as { value: Value<T> }).value
}
const send = (email: string, more: object = {}) => {
  const body = { ...wish, recipient: { name: 'Noah', email }, ...more }
  return good(routes.sendMyGift(callOf(asCustomer(maya), { body })))
}
/** The code in the link of the mail that somebody got. */
const mailedCode = async (email: string) => {
  await deliver()
  return /\/app\/claim#(\w+)/.exec((await keptMails(db, email))[0]!.text)![1]!
}

test('from sale to balance: bought, delivered, claimed, added to the balance; the buyer sees each step [4.3]', async () => {
  const email = `${newId()}@example.test`
  const gift = await send(email, { message: '<script>alert(1)</script>', fromName: 'Maya' })
  const params = { id: gift.id }
  const asBuyer = () => good(routes.getMyGift(callOf(asCustomer(maya), { params })))
  expect(gift).toMatchObject({ status: 'sending', cancellable: true, resendsLeft: 3, action: null })
  expect(JSON.stringify(gift)).not.toMatch(/[0-9A-HJKMNP-TV-Z]{20}/)
  const code = await mailedCode(email)
  expect((await keptMails(db, email))[0]!.html).not.toContain('<script')
  expect(await asBuyer()).toMatchObject({ status: 'delivered', deliveredAt: new Date(testNow).toISOString() })

  const claimed = await good(routes.claimMyGiftCard(callOf(asCustomer(noah), { body: { code } })))
  expect(claimed).toMatchObject({
    state: 'active',
    balance: 2500,
    fromName: 'Maya',
    message: '<script>alert(1)</script>',
  })
  expect(claimed.code).not.toBe(code)
  expect(await asBuyer()).toMatchObject({ status: 'claimed', cancellable: false, resendsLeft: 0 })
  expect(await good(routes.listMyGiftCards(callOf(asCustomer(noah), {})))).toEqual({ data: [claimed] })

  const account = { id: toTypeId('acc', noah.accountId) }
  const body = { cards: [{ giftCardId: claimed.id }] }
  const moved = await good(routes.consolidateMyGiftCards(callOf(asCustomer(noah), { params: account, body })))
  expect(moved).toMatchObject({ amount: 2500, balance: 2500, cards: [{ giftCardId: claimed.id, amount: 2500 }] })
  expect(await good(routes.listMyGiftCards(callOf(asCustomer(noah), {})))).toMatchObject({ data: [{ state: 'spent' }] })
})

test('a gift of somebody else is as good as absent on every route', async () => {
  const gift = await send('noah@example.test')
  const foreign = callOf<'getMyGift'>(asCustomer(noah), { params: { id: gift.id } })
  const nothing = callOf<'getMyGift'>(asCustomer(maya), { params: { id: toTypeId('gft', newId()) } })
  for (const call of [foreign, nothing]) {
    expect(await routes.getMyGift(call)).toEqual(absent)
    expect(await routes.confirmMyGift(call as never)).toEqual(absent)
    expect(await routes.resendMyGift(call as never)).toEqual(absent)
    expect(await routes.cancelMyGift(call as never)).toEqual(absent)
  }
  const own = await good(routes.listMyGifts(callOf(asCustomer(noah), {})))
  expect(own.data).toEqual([])
})

test('a buyer’s gifts come newest first, page by page', async () => {
  const buyer = await addTestCustomer(db)
  for (const amount of [1000n, 1100n, 1200n]) await gifts.buy(buyer, { amount })
  const first = await good(routes.listMyGifts(callOf(asCustomer(buyer), { query: { limit: 2 } })))
  expect(first.data.map(gift => gift.amount)).toEqual([1200, 1100])
  const cursor = first.nextCursor!
  const second = await good(routes.listMyGifts(callOf(asCustomer(buyer), { query: { limit: 2, cursor } })))
  expect(second).toMatchObject({ data: [{ amount: 1000 }], nextCursor: null })
  expect(await routes.listMyGifts(callOf(asCustomer(buyer), { query: { cursor: 'x' } }))).toMatchObject({
    ok: false,
    code: 'validation_failed',
  })
})

test('resend and cancel answer with the gift as it is then', async () => {
  const email = `${newId()}@example.test`
  const gift = await send(email)
  await deliver()
  const params = { id: gift.id }
  expect(await good(routes.resendMyGift(callOf(asCustomer(maya), { params })))).toMatchObject({ resendsLeft: 2 })
  await deliver()
  expect(await keptMails(db, email)).toHaveLength(2)
  expect(await good(routes.cancelMyGift(callOf(asCustomer(maya), { params })))).toMatchObject({ status: 'cancelled' })
  expect(await good(routes.cancelMyGift(callOf(asCustomer(maya), { params })))).toMatchObject({
    status: 'cancelled',
    cancellable: false,
  })
})

test('the link of a cancelled gift says that it is closed', async () => {
  const email = `${newId()}@example.test`
  const gift = await send(email)
  const code = await mailedCode(email)
  await good(routes.cancelMyGift(callOf(asCustomer(maya), { params: { id: gift.id } })))
  expect(await routes.claimMyGiftCard(callOf(asCustomer(noah), { body: { code } }))).toEqual({
    ok: false,
    code: 'gift_closed',
  })
})

test('a till sells an e-gift, shows its code, and gives the sale back', async () => {
  const body = { amount: 1500, currency, design: 'classic', tender: { type: 'cash' } }
  const sold = await good(routes.sellGift(callOf(cashierOf(store), { body })))
  expect(sold.code).toMatch(/^[0-9A-HJKMNP-TV-Z]{20}$/)
  const refund = callOf<'refundGiftSale'>(cashierOf(store), { body: { giftId: sold.id } })
  expect(await good(routes.refundGiftSale(refund))).toMatchObject({ id: sold.id, amount: 1500, tender: 'cash' })
  expect(await routes.claimMyGiftCard(callOf(asCustomer(noah), { body: { code: sold.code } }))).toEqual({
    ok: false,
    code: 'gift_closed',
  })
})

test('whoever is at no till sells nothing', async () => {
  const body = { amount: 1500, currency, design: 'classic', tender: { type: 'cash' } }
  const nowhere = { ...cashierOf(store), terminalId: undefined }
  expect(await routes.sellGift(callOf(nowhere, { body }))).toEqual({ ok: false, code: 'forbidden' })
})

test('a refund names a gift or a code: not both, not none', async () => {
  for (const body of [{}, { giftId: toTypeId('gft', newId()), code: '0'.repeat(20) }]) {
    expect(await routes.refundGiftSale(callOf(asSupport, { body }))).toMatchObject({
      ok: false,
      code: 'validation_failed',
    })
  }
})
