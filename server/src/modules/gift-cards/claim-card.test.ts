import { expect, test } from 'vitest'
import { balanceOf, expectSoundBooks } from '../../../test/books.ts'
import { addTestCustomer, addTestStore, type TestCustomer, testKey } from '../../../test/brand.ts'
import { testDatabase } from '../../../test/database.ts'
import { testGifts } from '../../../test/gifts.ts'
import { testNow } from '../../../test/till.ts'
import { mailStates } from '../../platform/mail/index.ts'
import { lotsOf } from '../ledger/index.ts'
import { activateCard } from './activate-card.ts'
import { claimCard } from './claim-card.ts'
import { cancelGift } from './close-gift.ts'
import { findCard } from './find-card.ts'
import { replaceGiftCard } from './replace-card.ts'
import { activationOf, printTestCard, testIdempotency } from './testing.ts'

const db = await testDatabase()
const store = await addTestStore(db)
const gifts = testGifts(db)
const { room } = gifts
const maya = await addTestCustomer(db)
const noah = await addTestCustomer(db)
const zoe = await addTestCustomer(db)
const claim = (who: TestCustomer, code: string, pin?: string) =>
  claimCard(room, { customerId: who.customerId, code, pin, atMs: testNow })

test('the recipient claims a gift into the wallet; its value, lot and dates stay as they were [4.3]', async () => {
  const gift = await gifts.buy(maya)
  const lots = await lotsOf(db, [gift.account_id])
  const code = await gifts.codeOf(gift)
  expect(await claim(noah, code)).toMatchObject({ ok: true, card: { id: gift.account_id }, replayed: false })
  expect(await balanceOf(db, gift.account_id)).toBe(2500n)
  expect(await lotsOf(db, [gift.account_id])).toEqual(lots)
})

test('a code claimed by 50 at once belongs to one of them', async () => {
  const gift = await gifts.buy(maya)
  const code = await gifts.codeOf(gift)
  const people = await Promise.all(Array.from({ length: 50 }, () => addTestCustomer(db)))
  const outcomes = await Promise.all(people.map(who => claim(who, code)))
  expect(outcomes.filter(outcome => outcome.ok)).toHaveLength(1)
  expect(new Set(outcomes.filter(outcome => !outcome.ok).map(outcome => outcome.code))).toEqual(
    new Set(['gift_claimed']),
  )
})

test('the same person claiming 50 times at once has one card', async () => {
  const gift = await gifts.buy(maya)
  const code = await gifts.codeOf(gift)
  const outcomes = await Promise.all(Array.from({ length: 50 }, () => claim(noah, code)))
  expect(outcomes.every(outcome => outcome.ok)).toBe(true)
  expect(outcomes.filter(outcome => outcome.ok && !outcome.replayed)).toHaveLength(1)
})

test('once claimed, the code in the mail is dead at every till; the holder has a new one', async () => {
  const gift = await gifts.buy(maya)
  const mailed = await gifts.codeOf(gift)
  expect(await findCard(db, testKey, mailed)).toBeDefined()
  await claim(noah, mailed)
  const shown = await gifts.codeOf(gift)
  expect(shown).not.toBe(mailed)
  expect(await findCard(db, testKey, mailed)).toBeUndefined()
  expect(await findCard(db, testKey, shown)).toMatchObject({ id: gift.account_id, customer_id: noah.customerId })
})

test('opening the link again is fine for its holder, and tells anybody else that it is claimed', async () => {
  const gift = await gifts.buy(maya)
  const code = await gifts.codeOf(gift)
  await claim(noah, code)
  expect(await claim(noah, code.toLowerCase().match(/.{4}/g)!.join('-'))).toMatchObject({ ok: true, replayed: true })
  expect(await claim(zoe, code)).toEqual({ ok: false, code: 'gift_claimed' })
  expect(await claim(zoe, await gifts.codeOf(gift))).toEqual({ ok: false, code: 'gift_claimed' })
})

test('a scheduled gift that is claimed early is not mailed any more', async () => {
  const gift = await gifts.buy(maya, { deliverMs: testNow + 86_400_000 })
  await claim(noah, await gifts.codeOf(gift))
  expect((await mailStates(db, [gift.id])).get(gift.id)).toMatchObject([{ state: 'withdrawn' }])
})

test('claim and cancel at once: the gift is claimed or taken back, never both', async () => {
  for (let i = 0; i < 10; i++) {
    const buyer = await addTestCustomer(db)
    const gift = await gifts.buy(buyer)
    const code = await gifts.codeOf(gift)
    const people = await Promise.all(Array.from({ length: 4 }, () => addTestCustomer(db)))
    const cancel = () => cancelGift(room, { giftId: gift.id, buyerId: buyer.customerId, atMs: testNow })
    const [cancelled, again, ...claims] = await Promise.all([
      cancel(),
      cancel(),
      ...people.map(who => claim(who, code)),
    ])
    const isClaimed = claims.filter(outcome => outcome.ok).length
    expect(isClaimed + (cancelled!.ok ? 1 : 0)).toBe(1)
    expect(again!.ok).toBe(cancelled!.ok)
    expect(await balanceOf(db, gift.account_id)).toBe(isClaimed === 1 ? 2500n : 0n)
  }
})

test('a gift that was taken back tells so, and can’t be claimed', async () => {
  const gift = await gifts.buy(maya)
  const code = await gifts.codeOf(gift)
  await cancelGift(room, { giftId: gift.id, buyerId: maya.customerId, atMs: testNow })
  expect(await claim(noah, code)).toEqual({ ok: false, code: 'gift_closed' })
})

test('a physical card is claimed with its PIN, and its number stays as it is printed', async () => {
  const till = { storeId: store.id, terminalId: store.terminalId, staffId: store.cashierId }
  const card = await printTestCard(db)
  expect(await claim(noah, card.number, card.pin)).toEqual({ ok: false, code: 'code_invalid' })
  await activateCard(db, testKey, activationOf(till, card))
  expect(await claim(noah, card.number)).toEqual({ ok: false, code: 'code_invalid' })
  expect(await claim(noah, card.number, card.pin === '000000' ? '000001' : '000000')).toEqual({
    ok: false,
    code: 'code_invalid',
  })
  expect(await claim(noah, card.number, card.pin)).toMatchObject({ ok: true, replayed: false })
  expect(await findCard(db, testKey, card.number)).toMatchObject({ customer_id: noah.customerId })
  expect(await claim(zoe, card.number, card.pin)).toEqual({ ok: false, code: 'gift_claimed' })
})

test('a claimed card that is replaced shows its new code in its holder’s wallet', async () => {
  const holder = await addTestCustomer(db)
  const gift = await gifts.buy(maya)
  expect(await claim(holder, await gifts.codeOf(gift))).toMatchObject({ ok: true })
  const old = await gifts.codeOf(gift)
  const idempotency = testIdempotency(holder.customerId)
  const acting = { as: 'holder', customerId: holder.customerId } as const
  const replacement = { cardId: gift.account_id, acting, idempotency, atMs: testNow }
  expect(await replaceGiftCard(db, testKey, replacement)).toMatchObject({ ok: true })
  const shown = await gifts.codeOf(gift)
  expect(shown).not.toBe(old)
  expect(await findCard(db, testKey, old)).toBeUndefined()
  expect(await findCard(db, testKey, shown)).toMatchObject({ customer_id: holder.customerId })
})

test('guessing codes: no hit, one answer, and an end to it [A5]', async () => {
  const guesser = await addTestCustomer(db)
  const codes = new Set<string>()
  for (let i = 0; i < 70; i++) {
    const outcome = await claim(guesser, `GVESS${String(i).padStart(15, '0')}`)
    codes.add(outcome.ok ? 'hit' : outcome.code)
  }
  expect(codes).toEqual(new Set(['code_invalid', 'limit_exceeded']))
})

test('the books are sound after all of this', () => expectSoundBooks(db))
