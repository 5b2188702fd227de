import { expect, test } from 'vitest'
import { balanceOf, expectSoundBooks } from '../../../test/books.ts'
import { addTestCustomer, addTestStore, currency, type TestCustomer, testKey } from '../../../test/brand.ts'
import { testDatabase } from '../../../test/database.ts'
import { giftRequest, testGifts } from '../../../test/gifts.ts'
import { testFingerprint, testNow } from '../../../test/till.ts'
import { newId, type Uuid } from '../../kernel/ids.ts'
import { mailStates } from '../../platform/mail/index.ts'
import { ownAccountId, postTransfers, setFrozen } from '../ledger/index.ts'
import { claimCard } from './claim-card.ts'
import { cancelGift, refundDueGifts } from './close-gift.ts'
import { findCard } from './find-card.ts'
import type { GiftRoom } from './gift-room.ts'
import { type GiftRow, selectGift } from './gift-store.ts'
import { type GiftSaleRefundRequest, refundGiftSale } from './refund-gift-sale.ts'
import { sellGift } from './sell-gift.ts'

const db = await testDatabase()
const store = await addTestStore(db)
const otherStore = await addTestStore(db)
const gifts = testGifts(db)
const { room } = gifts
const maya = await addTestCustomer(db)
const noah = await addTestCustomer(db)

const cancel = (gift: GiftRow, who: TestCustomer = maya, on: GiftRoom = room) =>
  cancelGift(on, { giftId: gift.id, buyerId: who.customerId, atMs: testNow })
const pspRefunds = async (giftId: Uuid) =>
  (await db.query(`SELECT 1 FROM sandbox_psp.records WHERE kind = 'refund' AND value::text LIKE $1`, [`%${giftId}%`]))
    .length

/** Somebody spends some of a gift at a store. */
async function spend(gift: GiftRow, amount: bigint) {
  const debit = { id: gift.account_id, guarded: true }
  const credit = { id: ownAccountId('store_sales', currency, store.id), guarded: false }
  const transfer = { id: newId(), kind: 'adjustment', debit, credit, amount, currency, atMs: testNow } as const
  await db.transaction(tx => postTransfers(tx, [transfer]))
}

test('a buyer cancels an unclaimed gift: the card is dead, the mail withdrawn, the money back on the card [4.3]', async () => {
  const gift = await gifts.buy(maya, { deliverMs: testNow + 86_400_000 })
  const code = await gifts.codeOf(gift)
  expect(await cancel(gift)).toMatchObject({ ok: true, gift: { status: 'cancelled' } })
  expect(await balanceOf(db, gift.account_id)).toBe(0n)
  expect(await findCard(db, testKey, code)).toBeUndefined()
  expect((await mailStates(db, [gift.id])).get(gift.id)).toMatchObject([{ state: 'withdrawn' }])
  expect(await selectGift(db, gift.id)).toMatchObject({ status: 'cancelled', psp_refund_due: false })
  expect(await pspRefunds(gift.id)).toBe(1)
})

test('50 cancellations at once give the money back once, and all say so', async () => {
  const gift = await gifts.buy(maya)
  const outcomes = await Promise.all(Array.from({ length: 50 }, () => cancel(gift)))
  expect(outcomes.every(outcome => outcome.ok)).toBe(true)
  expect(await pspRefunds(gift.id)).toBe(1)
})

test('a claimed gift can’t be cancelled, nor can one that is partly spent', async () => {
  const claimed = await gifts.buy(maya)
  await claimCard(room, {
    customerId: noah.customerId,
    code: await gifts.codeOf(claimed),
    pin: undefined,
    atMs: testNow,
  })
  expect(await cancel(claimed)).toEqual({ ok: false, code: 'gift_claimed' })
  const spent = await gifts.buy(maya)
  await spend(spent, 1n)
  expect(await cancel(spent)).toEqual({ ok: false, code: 'gift_card_used' })
  expect(await selectGift(db, spent.id)).toMatchObject({ status: 'open' })
  expect(await balanceOf(db, spent.account_id)).toBe(2499n)
  expect(await pspRefunds(spent.id)).toBe(0)
})

test('cancel raced with a payment: the gift is spent or taken back, never both', async () => {
  for (let i = 0; i < 8; i++) {
    const buyer = await addTestCustomer(db)
    const gift = await gifts.buy(buyer)
    const [spent, cancelled] = await Promise.allSettled([spend(gift, 100n), cancel(gift, buyer)])
    const isCancelled = cancelled.status === 'fulfilled' && cancelled.value.ok
    expect(isCancelled).toBe(spent.status === 'rejected')
    expect(await balanceOf(db, gift.account_id)).toBe(isCancelled ? 0n : 2400n)
  }
})

test('a frozen card is not taken back', async () => {
  const gift = await gifts.buy(maya)
  await db.transaction(tx => setFrozen(tx, gift.account_id, true))
  expect(await cancel(gift)).toEqual({ ok: false, code: 'account_frozen' })
})

test('somebody else’s gift is as good as absent', async () => {
  const gift = await gifts.buy(maya)
  expect(await cancel(gift, noah)).toEqual({ ok: false, code: 'not_found' })
  await cancel(gift)
  expect(await cancel(gift, noah)).toEqual({ ok: false, code: 'not_found' })
})

test('a provider that is away: the gift is cancelled all the same, and the money goes back later, once', async () => {
  const gift = await gifts.buy(maya)
  const away: GiftRoom = {
    ...room,
    charges: { ...room.charges, refund: () => Promise.reject(new Error('no answer')) },
  }
  expect(await cancel(gift, maya, away)).toMatchObject({ ok: true, gift: { status: 'cancelled' } })
  expect(await selectGift(db, gift.id)).toMatchObject({ psp_refund_due: true })
  expect(await refundDueGifts(away)).toBe(0)
  await Promise.all([refundDueGifts(room), refundDueGifts(room)])
  expect(await refundDueGifts(room)).toBe(0)
  expect(await pspRefunds(gift.id)).toBe(1)
})

async function sold(recipient: { name: string; email: string } | null = null) {
  const outcome = await sellGift(room, {
    ...giftRequest,
    wishes: { fromName: null, recipient, message: '' },
    tender: 'cash',
    storeId: store.id,
    terminalId: store.terminalId,
    staffId: store.cashierId,
    idempotency: { clientId: store.terminalId, key: newId(), fingerprint: testFingerprint('sale') },
  })
  if (!outcome.ok) throw new Error(outcome.code)
  return outcome
}

function refundOf(given: Partial<GiftSaleRefundRequest>, content: unknown = given): GiftSaleRefundRequest {
  return {
    giftId: undefined,
    code: undefined,
    storeId: store.id,
    terminalId: store.terminalId,
    staffId: store.cashierId,
    idempotency: { clientId: store.terminalId, key: newId(), fingerprint: testFingerprint(JSON.stringify(content)) },
    atMs: testNow,
    ...given,
  }
}

test('a refund of the sale voids the unspent card, by its gift or by the card itself [4.3]', async () => {
  const first = await sold()
  expect(await refundGiftSale(room, refundOf({ giftId: first.gift.id }))).toMatchObject({ ok: true, replayed: false })
  expect(await findCard(db, testKey, first.code!)).toBeUndefined()
  const second = await sold()
  expect(await refundGiftSale(room, refundOf({ code: second.code! }))).toMatchObject({ ok: true })
  expect(await balanceOf(db, second.gift.account_id)).toBe(0n)
  expect(await refundGiftSale(room, refundOf({ code: second.code! }))).toEqual({ ok: false, code: 'gift_closed' })
})

test('one refund sent 50 times at once gives back once and answers the same; 50 others are refused', async () => {
  const { gift } = await sold()
  const request = refundOf({ giftId: gift.id })
  const same = await Promise.all(Array.from({ length: 50 }, () => refundGiftSale(room, request)))
  expect(same.every(outcome => outcome.ok)).toBe(true)
  const others = await Promise.all(
    Array.from({ length: 50 }, () => refundGiftSale(room, refundOf({ giftId: gift.id }))),
  )
  expect(others.every(outcome => !outcome.ok && outcome.code === 'gift_closed')).toBe(true)
  const undone = await db.query('SELECT id FROM ledger.transfers WHERE reverses = $1', [gift.id])
  expect(undone).toHaveLength(1)
})

test('the same key for another gift is an error', async () => {
  const [one, other] = [await sold(), await sold()]
  const request = refundOf({ giftId: one.gift.id })
  expect(await refundGiftSale(room, request)).toMatchObject({ ok: true })
  const { key, clientId } = request.idempotency
  const reused = { ...refundOf({ giftId: other.gift.id }), idempotency: { key, clientId, fingerprint: 'f'.repeat(32) } }
  expect(await refundGiftSale(room, reused)).toEqual({ ok: false, code: 'idempotency_key_reused' })
  expect(await balanceOf(db, other.gift.account_id)).toBe(2500n)
})

test('a partly spent card is not refunded', async () => {
  const { gift } = await sold()
  await spend(gift, 100n)
  expect(await refundGiftSale(room, refundOf({ giftId: gift.id }))).toEqual({ ok: false, code: 'gift_card_used' })
})

test('another store, and support for cash, find no such sale; a card’s money goes back by support alone', async () => {
  const { gift } = await sold()
  const bought = await gifts.buy(maya)
  const elsewhere = { storeId: otherStore.id, terminalId: otherStore.terminalId }
  const support = { storeId: undefined, terminalId: undefined }
  const refused = { ok: false, code: 'not_found' }
  expect(await refundGiftSale(room, refundOf({ giftId: gift.id, ...elsewhere }))).toEqual(refused)
  expect(await refundGiftSale(room, refundOf({ giftId: gift.id, ...support }))).toEqual(refused)
  expect(await refundGiftSale(room, refundOf({ giftId: bought.id }))).toEqual(refused)
  expect(await refundGiftSale(room, refundOf({ giftId: newId() }))).toEqual(refused)
  expect(await refundGiftSale(room, refundOf({ code: '0'.repeat(20) }))).toEqual(refused)
  expect(await refundGiftSale(room, refundOf({ giftId: bought.id, ...support }))).toMatchObject({ ok: true })
  expect(await pspRefunds(bought.id)).toBe(1)
})

test('a till’s sale sent 50 times at once is one card, whose code is told to the same request only', async () => {
  const order = {
    ...giftRequest,
    wishes: { fromName: null, recipient: null, message: '' },
    tender: 'cardAtTill',
    storeId: store.id,
    terminalId: store.terminalId,
    staffId: store.cashierId,
    idempotency: { clientId: store.terminalId, key: newId(), fingerprint: testFingerprint('x') },
  } as const
  const outcomes = await Promise.all(Array.from({ length: 50 }, () => sellGift(room, order)))
  expect(new Set(outcomes.map(outcome => outcome.ok && outcome.code)).size).toBe(1)
  const [first] = outcomes
  if (!first?.ok) throw new Error('not sold')
  await claimCard(room, { customerId: noah.customerId, code: first.code!, pin: undefined, atMs: testNow })
  expect(await sellGift(room, order)).toMatchObject({ ok: true, code: null, replayed: true })
  const other = { ...order, idempotency: { ...order.idempotency, fingerprint: 'f'.repeat(32) } }
  expect(await sellGift(room, other)).toEqual({ ok: false, code: 'idempotency_key_reused' })
})

test('a mailed gift from the till shows its code to nobody there', async () => {
  const outcome = await sold({ name: 'Noah', email: 'noah@example.test' })
  expect(outcome.code).toBeNull()
  expect((await mailStates(db, [outcome.gift.id])).get(outcome.gift.id)).toHaveLength(1)
})

test('the books are sound after all of this', () => expectSoundBooks(db))
