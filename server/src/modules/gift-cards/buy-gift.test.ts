import { SendGift } from '@ringfence/contract'
import { Check } from 'typebox/value'
import { expect, test } from 'vitest'
import { balanceOf, expectSoundBooks } from '../../../test/books.ts'
import { addTestCustomer, addTestStore, testKey } from '../../../test/brand.ts'
import { testDatabase } from '../../../test/database.ts'
import { giftRequest, testGifts } from '../../../test/gifts.ts'
import { testNow } from '../../../test/till.ts'
import { manualClock } from '../../kernel/clock.ts'
import { newId } from '../../kernel/ids.ts'
import { mailStates } from '../../platform/mail/index.ts'
import { lotsOf } from '../ledger/index.ts'
import { buyGift, confirmGift, settlePendingGifts } from './buy-gift.ts'
import type { GiftCharges } from './gift-room.ts'
import { selectGift } from './gift-store.ts'

const db = await testDatabase()
await addTestStore(db)
const clock = manualClock(testNow)
const gifts = testGifts(db, clock)
const { room } = gifts
const later = testNow + 61_000
const charged = (amount: bigint) =>
  db.query<{ n: bigint }>(`SELECT count(*) AS n FROM ledger.transfers WHERE kind = 1 AND amount = $1`, [amount])

test('a paid gift is a guarded account with one gift lot, and a mail that tells of it [4.3]', async () => {
  const maya = await addTestCustomer(db)
  const gift = await gifts.buy(maya)
  const lots = (await lotsOf(db, [gift.account_id])).get(gift.account_id)!
  expect(lots).toMatchObject([{ id: gift.id, kind: 'gift', tender: 'card', amount: 2500n, expiresAt: null }])
  expect((await mailStates(db, [gift.id])).get(gift.id)).toMatchObject([{ state: 'queued' }])
  expect(await gifts.codeOf(gift)).toMatch(/^[0-9A-HJKMNP-TV-Z]{20}$/)
})

test('a gift for later is mailed on its day [4.3]', async () => {
  const maya = await addTestCustomer(db)
  const deliverMs = testNow + 86_400_000
  const gift = await gifts.buy(maya, { deliverMs })
  expect((await mailStates(db, [gift.id])).get(gift.id)![0]!.dueAt.getTime()).toBe(deliverMs)
})

test('one order sent 50 times at once is charged and booked once', async () => {
  const maya = await addTestCustomer(db)
  const order = gifts.order(maya, await gifts.saveCard(maya), { amount: 2020n })
  const outcomes = await Promise.all(Array.from({ length: 50 }, () => buyGift(room, order)))
  expect(new Set(outcomes.map(outcome => outcome.ok && outcome.gift.id)).size).toBe(1)
  expect(await charged(2020n)).toEqual([{ n: 1n }])
  const gift = (outcomes[0] as { gift: { id: string; account_id: string } }).gift
  expect(await balanceOf(db, gift.account_id)).toBe(2020n)
  expect((await mailStates(db, [gift.id])).get(gift.id)).toHaveLength(1)
})

test('the same key with another order is an error', async () => {
  const maya = await addTestCustomer(db)
  const order = gifts.order(maya, await gifts.saveCard(maya))
  expect(await buyGift(room, order)).toMatchObject({ ok: true, replayed: false })
  expect(await buyGift(room, order)).toMatchObject({ ok: true, replayed: true })
  const other = { ...order, idempotency: { ...order.idempotency, fingerprint: 'f'.repeat(32) } }
  expect(await buyGift(room, other)).toEqual({ ok: false, code: 'idempotency_key_reused' })
})

test('a declined card is an answer that stays: no card, no value, no mail', async () => {
  const maya = await addTestCustomer(db)
  const order = gifts.order(maya, await gifts.saveCard(maya, 'sandbox_no_funds'))
  const outcome = await buyGift(room, order)
  expect(outcome).toMatchObject({ ok: true, gift: { status: 'failed' } })
  const { gift } = outcome as { gift: { id: string; account_id: string; decline_reason: string } }
  expect(gift.decline_reason).toBe('There is not enough money on this card.')
  expect(await buyGift(room, order)).toMatchObject({ ok: true, gift: { status: 'failed' }, replayed: true })
  expect(await mailStates(db, [gift.id])).toEqual(new Map())
  expect((await lotsOf(db, [gift.account_id])).get(gift.account_id)).toEqual([])
})

test('a bank that asks for confirmation: the gift waits, and goes on once it is given', async () => {
  const maya = await addTestCustomer(db)
  const outcome = await buyGift(room, gifts.order(maya, await gifts.saveCard(maya, 'sandbox_challenge')))
  expect(outcome).toMatchObject({ ok: true, gift: { status: 'pending' }, action: { provider: 'sandbox' } })
  const { gift, action } = outcome as unknown as { gift: { id: string }; action: { challengeId: string } }
  const pending = (await selectGift(db, gift.id))!
  expect(await confirmGift(room, pending, testNow)).toMatchObject({ ok: true, gift: { status: 'pending' } })
  expect(await gifts.psp.controls.answerChallenge(action.challengeId, true)).toBe(true)
  expect(await confirmGift(room, pending, testNow)).toMatchObject({ ok: true, gift: { status: 'open' }, action: null })
  expect(await confirmGift(room, (await selectGift(db, gift.id))!, testNow)).toMatchObject({ ok: true })
})

test('a provider whose answer is lost: the gift stays pending and is settled once, later', async () => {
  const maya = await addTestCustomer(db)
  const order = gifts.order(maya, await gifts.saveCard(maya, 'sandbox_answer_lost'), { amount: 2060n })
  expect(await buyGift(room, order)).toEqual({ ok: false, code: 'psp_unavailable' })
  expect(await settlePendingGifts(room, testNow + 59_000)).toBe(0)
  const settled = await Promise.all(Array.from({ length: 10 }, () => settlePendingGifts(room, later)))
  expect(settled.some(count => count > 0)).toBe(true)
  expect(await settlePendingGifts(room, later)).toBe(0)
  expect(await charged(2060n)).toEqual([{ n: 1n }])
  expect(await buyGift(room, order)).toMatchObject({ ok: true, gift: { status: 'open' }, replayed: true })
})

test('who never confirms is given up after an hour, and money that comes after that goes back', async () => {
  const maya = await addTestCustomer(db)
  const outcome = await buyGift(room, gifts.order(maya, await gifts.saveCard(maya, 'sandbox_challenge')))
  const { gift } = outcome as { gift: { id: string } }
  expect(await settlePendingGifts(room, testNow + 3_500_000)).toBe(0)
  expect(await settlePendingGifts(room, testNow + 3_601_000)).toBe(1)
  const failed = (await selectGift(db, gift.id))!
  expect(failed.status).toBe('failed')

  const refunded: string[] = []
  const charges: GiftCharges = {
    ...room.charges,
    find: async () => ({ status: 'succeeded' }),
    refund: async ({ key }) => void refunded.push(key),
  }
  await confirmGift({ ...room, charges }, { ...failed, status: 'pending' }, later)
  expect(refunded).toEqual([gift.id])
  expect((await lotsOf(db, [failed.account_id])).get(failed.account_id)).toEqual([])
})

test.each([
  ['too little', { amount: 499n }, { code: 'validation_failed', pointers: ['/amount'] }],
  ['too much', { amount: 20_001n }, { code: 'validation_failed', pointers: ['/amount'] }],
  ['another currency', { currency: 'EUR' }, { code: 'currency_mismatch' }],
  ['a design that is none', { design: 'none' }, { code: 'validation_failed', pointers: ['/design'] }],
  [
    'a link in the message',
    { wishes: { ...giftRequest.wishes, message: 'https://evil.example' } },
    { code: 'validation_failed', pointers: ['/message'] },
  ],
  ['a card of nobody', { paymentMethodId: newId() }, { code: 'not_found' }],
])('%s is refused before anything is charged', async (_what, changed, refusal) => {
  const maya = await addTestCustomer(db)
  const order = gifts.order(maya, await gifts.saveCard(maya), { amount: 2098n, ...changed })
  expect(await buyGift(room, order)).toEqual({ ok: false, ...refusal })
  expect(await charged(2098n)).toEqual([{ n: 0n }])
})

test('someone else’s saved card pays nothing', async () => {
  const maya = await addTestCustomer(db)
  const noah = await addTestCustomer(db)
  const order = gifts.order(noah, await gifts.saveCard(maya))
  expect(await buyGift(room, order)).toEqual({ ok: false, code: 'not_found' })
})

test('a gift card can’t buy a gift card, nor can any stored value: only a card pays [4.3]', () => {
  const body = { amount: 2500, currency: 'USD', design: 'classic', recipient: giftRequest.wishes.recipient }
  const paymentMethodId = `pmt_${'0'.repeat(26)}`
  expect(Check(SendGift, { ...body, tender: { type: 'card', paymentMethodId } })).toBe(true)
  for (const type of ['giftCard', 'storedValue', 'cash', 'account']) {
    expect(Check(SendGift, { ...body, tender: { type } })).toBe(false)
    expect(Check(SendGift, { ...body, tender: { type, paymentMethodId } })).toBe(false)
    expect(Check(SendGift, { ...body, tender: { type, number: '0000000000000000' } })).toBe(false)
  }
})

test('a customer buys twenty gifts a day at most, also at once', async () => {
  const maya = await addTestCustomer(db)
  const card = await gifts.saveCard(maya)
  const outcomes = await Promise.all(Array.from({ length: 30 }, () => buyGift(room, gifts.order(maya, card))))
  expect(outcomes.filter(outcome => outcome.ok)).toHaveLength(20)
  expect(outcomes.filter(outcome => !outcome.ok && outcome.code === 'limit_exceeded')).toHaveLength(10)
})

test('card testing by gifts is blocked after twenty declines', async () => {
  const maya = await addTestCustomer(db)
  const card = await gifts.saveCard(maya, 'sandbox_declined')
  for (let i = 0; i < 20; i++) await buyGift(room, gifts.order(maya, card))
  expect(await buyGift(room, gifts.order(maya, card))).toEqual({ ok: false, code: 'limit_exceeded' })
})

test('names, address, message and code are sealed at rest', async () => {
  const maya = await addTestCustomer(db)
  const wishes = {
    fromName: 'canary-from',
    recipient: { name: 'canary-name', email: 'canary@example.test' },
    message: 'canary-text',
  }
  const gift = await gifts.buy(maya, { wishes })
  const code = await gifts.codeOf(gift)
  const dump = JSON.stringify(
    await db.query(
      `SELECT g::text, c::text, k::text, m::text, encode(g.sealed_wishes, 'escape') AS w, encode(m.sealed, 'escape') AS s
         FROM gift_cards.gifts g JOIN gift_cards.cards c ON c.id = g.account_id JOIN gift_cards.codes k ON k.card_id = c.id
         JOIN ringfence.mails m ON m.about = g.id WHERE g.id = $1`,
      [gift.id],
    ),
  )
  expect(dump).toContain(gift.id)
  expect(dump).not.toContain('canary')
  expect(dump).not.toContain(code)
  expect(dump).not.toContain(code.slice(4, 12))
  expect(testKey.bytes).toHaveLength(32)
})

test('the books are sound after all of this', () => expectSoundBooks(db))
