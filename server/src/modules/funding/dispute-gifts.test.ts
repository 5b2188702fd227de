import { afterAll, expect, test } from 'vitest'
import { balanceOf, expectSoundBooks } from '../../../test/books.ts'
import {
  addTestCustomer,
  addTestStore,
  currency,
  loadTestCash,
  type TestCustomer,
  testKey,
} from '../../../test/brand.ts'
import { testDatabase } from '../../../test/database.ts'
import { testGifts } from '../../../test/gifts.ts'
import { testFingerprint, testNow, testTill } from '../../../test/till.ts'
import { manualClock } from '../../kernel/clock.ts'
import { newId, type Uuid } from '../../kernel/ids.ts'
import { type Database, openDatabase } from '../../platform/database.ts'
import { mailStates } from '../../platform/mail/index.ts'
import { buyGift, type GiftByCard, settlePendingGifts } from '../gift-cards/buy-gift.ts'
import { claimCard } from '../gift-cards/claim-card.ts'
import { cancelGift } from '../gift-cards/close-gift.ts'
import { type CardToMove, consolidateCards } from '../gift-cards/consolidate-cards.ts'
import { giveBackGifts } from '../gift-cards/dispute-gift.ts'
import { findCard } from '../gift-cards/find-card.ts'
import { type GiftRow, selectGift } from '../gift-cards/gift-store.ts'
import { giftsView } from '../gift-cards/gift-views.ts'
import { refundGiftSale } from '../gift-cards/refund-gift-sale.ts'
import { lotsOf, ownAccountId, PostingRefused, postTransfers, setFrozen } from '../ledger/index.ts'
import { disputeOfGift } from './charge-gifts.ts'
import { selectOwed } from './disputes/store.ts'
import { readPayouts } from './payouts/read-payouts.ts'
import { type Psp, PspUnavailable } from './psp/psp.ts'
import { signed } from './psp/sandbox/webhooks.ts'
import { receiveWebhook } from './receive-webhook.ts'
import { deliverWebhooks, sandboxRoomOf } from './testing.ts'

const db = await testDatabase()
const store = await addTestStore(db)
const clock = manualClock(testNow)
const gifts = testGifts(db, clock)
const { room, psp } = gifts
const till = testTill(db, store)
afterAll(() => till.close())
const day = 86_400_000

/** By a new buyer each time: one may not buy many a day. */
async function bought(given?: Partial<GiftByCard>): Promise<GiftRow> {
  return gifts.buy(await addTestCustomer(db), given)
}

/** Somebody spends some of what an account holds. */
async function spend(accountId: Uuid, amount: bigint): Promise<void> {
  const debit = { id: accountId, guarded: true }
  const credit = { id: ownAccountId('store_sales', currency, store.id), guarded: false }
  const transfer = { id: newId(), kind: 'adjustment', debit, credit, amount, currency, atMs: testNow } as const
  await db.transaction(tx => postTransfers(tx, [transfer]))
}

async function claimed(gift: GiftRow): Promise<TestCustomer> {
  const noah = await addTestCustomer(db)
  const claim = { customerId: noah.customerId, code: await gifts.codeOf(gift), pin: undefined, atMs: testNow }
  expect(await claimCard(room, claim)).toMatchObject({ ok: true })
  return noah
}

async function consolidated(who: TestCustomer, card: CardToMove): Promise<void> {
  const { accountId, customerId } = who
  const idempotency = { clientId: customerId, key: newId(), fingerprint: testFingerprint('move') }
  const moved = await consolidateCards(room, { customerId, accountId, cards: [card], idempotency, atMs: testNow })
  expect(moved).toMatchObject({ ok: true })
}

async function dispute({ id }: GiftRow): Promise<void> {
  expect(await psp.controls.openDispute(id)).toBe(true)
  await deliverWebhooks(db, psp, clock)
}

async function close({ id }: GiftRow, won: boolean): Promise<number> {
  await psp.controls.closeDispute(id, won)
  await deliverWebhooks(db, psp, clock)
  return giveBackGifts(room, clock.now())
}

async function ownBalance(kind: 'disputes' | 'psp_clearing', on: Database = db): Promise<bigint> {
  const [row] = await on.query<{ sum: bigint }>(
    `SELECT coalesce(sum(CASE WHEN debit_account = $1 THEN amount ELSE -amount END), 0)::bigint AS sum
       FROM ledger.transfers WHERE $1 IN (debit_account, credit_account)`,
    [ownAccountId(kind, currency)],
  )
  return row!.sum
}

/** What `work` adds to the brand's loss by disputes, and to what is at the provider. */
async function changes(work: () => Promise<unknown>): Promise<{ loss: bigint; clearing: bigint }> {
  const before = [await ownBalance('disputes'), await ownBalance('psp_clearing')] as const
  await work()
  return {
    loss: (await ownBalance('disputes')) - before[0],
    clearing: (await ownBalance('psp_clearing')) - before[1],
  }
}

const rowsOf = ({ id }: GiftRow) =>
  db.query('SELECT status, amount, taken_back, loss FROM gift_cards.disputes WHERE gift_id = $1', [id])
const shownOf = async (gift: GiftRow) => {
  const showing = { db, masterKey: testKey, nowMs: testNow }
  return (await giftsView(showing, [(await selectGift(db, gift.id))!]))[0]!
}

test('a disputed gift that nobody claimed is closed: its value goes back, its mail is withdrawn, its code is dead [3.4] [4.3]', async () => {
  const gift = await bought({ deliverMs: testNow + day })
  const code = await gifts.codeOf(gift)
  expect(await changes(() => dispute(gift))).toEqual({ loss: 0n, clearing: -2500n })
  expect(await balanceOf(db, gift.account_id)).toBe(0n)
  expect((await mailStates(db, [gift.id])).get(gift.id)).toMatchObject([{ state: 'withdrawn' }])
  expect(await findCard(db, testKey, code)).toBeUndefined()
  const noah = await addTestCustomer(db)
  const claim = { customerId: noah.customerId, code, pin: undefined, atMs: testNow }
  expect(await claimCard(room, claim)).toEqual({ ok: false, code: 'gift_closed' })
  expect(await shownOf(gift)).toMatchObject({ status: 'disputed', cancellable: false, resendsLeft: 0 })
  const cancel = { giftId: gift.id, buyerId: gift.buyer_id!, atMs: testNow }
  expect(await cancelGift(room, cancel)).toEqual({ ok: false, code: 'gift_closed' })
})

test('what was spent of a disputed gift is the brand’s loss, never a debt of who got it, nor taken from their other value [3.4]', async () => {
  const gift = await bought()
  const noah = await claimed(gift)
  await loadTestCash(db, store, noah.accountId, 700n)
  await spend(gift.account_id, 1600n)
  expect(await changes(() => dispute(gift))).toEqual({ loss: 1600n, clearing: -2500n })
  expect(await balanceOf(db, gift.account_id)).toBe(0n)
  expect(await balanceOf(db, noah.accountId)).toBe(700n)
  expect(await selectOwed(db, [noah.accountId, gift.account_id])).toEqual(new Map())
  expect(await shownOf(gift)).toMatchObject({ status: 'claimed' })
  expect(await rowsOf(gift)).toEqual([{ status: 'open', amount: 2500n, taken_back: 900n, loss: 1600n }])
})

test('a dispute finds the gift’s own lot in the account that it was consolidated into, and takes nothing else [3.4] [4.4]', async () => {
  const gift = await bought()
  const noah = await addTestCustomer(db)
  await loadTestCash(db, store, noah.accountId, 700n)
  await consolidated(noah, { code: await gifts.codeOf(gift), pin: undefined })
  await spend(noah.accountId, 1000n) // gift value is spent before what was paid in
  expect(await changes(() => dispute(gift))).toEqual({ loss: 1000n, clearing: -2500n })
  expect(await balanceOf(db, noah.accountId)).toBe(700n)
  expect((await lotsOf(db, [noah.accountId])).get(noah.accountId)!.map(lot => lot.tender)).toEqual(['cash'])
  expect(await changes(() => close(gift, true))).toEqual({ loss: -1000n, clearing: 2500n })
  const lots = (await lotsOf(db, [noah.accountId])).get(noah.accountId)!
  expect(lots.map(lot => [lot.id === gift.id, lot.amount])).toEqual([
    [true, 1500n],
    [false, 700n],
  ])
})

test('a frozen holder’s gift is taken back too, and what is on hold counts as spent', async () => {
  const gift = await bought()
  const noah = await addTestCustomer(db)
  await consolidated(noah, { code: await gifts.codeOf(gift), pin: undefined })
  expect(await till.pay(noah, { amount: 400, captureMode: 'manual' })).toMatchObject({ ok: true })
  await db.transaction(tx => setFrozen(tx, noah.accountId, true))
  expect(await changes(() => dispute(gift))).toEqual({ loss: 400n, clearing: -2500n })
  expect(await balanceOf(db, noah.accountId)).toBe(0n)
})

test('a dispute that is won opens a closed gift again: its code works, and a mail that never went out is queued anew [3.4] [4.3]', async () => {
  const gift = await bought({ deliverMs: testNow + day })
  const code = await gifts.codeOf(gift)
  await dispute(gift)
  expect(await changes(() => close(gift, true))).toEqual({ loss: 0n, clearing: 2500n })
  const mails = (await mailStates(db, [gift.id])).get(gift.id)!
  expect(mails.map(mail => [mail.state, mail.dueAt.getTime()])).toEqual([
    ['withdrawn', testNow + day],
    ['queued', testNow + day],
  ])
  expect(await shownOf(gift)).toMatchObject({ status: 'scheduled', cancellable: true })
  expect((await lotsOf(db, [gift.account_id])).get(gift.account_id)).toMatchObject([{ id: gift.id, amount: 2500n }])
  const noah = await addTestCustomer(db)
  const claim = { customerId: noah.customerId, code, pin: undefined, atMs: testNow }
  expect(await claimCard(room, claim)).toMatchObject({ ok: true })
})

test('a gift card that the brand froze is frozen again when its dispute is won', async () => {
  const gift = await bought()
  const code = await gifts.codeOf(gift)
  await db.transaction(async tx => {
    await setFrozen(tx, gift.account_id, true)
    await tx.query(`UPDATE gift_cards.cards SET state = 'frozen', frozen_by = 'staff' WHERE id = $1`, [gift.account_id])
  })
  await dispute(gift)
  await close(gift, true)
  expect(await findCard(db, testKey, code)).toMatchObject({ state: 'frozen', frozen_by: 'staff' })
})

test('a dispute that is lost changes nothing more; one that is won on appeal gives back even then', async () => {
  const gift = await bought()
  await dispute(gift)
  expect(await changes(() => close(gift, false))).toEqual({ loss: 0n, clearing: 0n })
  expect(await rowsOf(gift)).toMatchObject([{ status: 'lost' }])
  expect(await shownOf(gift)).toMatchObject({ status: 'disputed' })
  const appealed = { ...(await psp.readDispute(`dp_${gift.id}`))!, status: 'won' } as const
  await disputeOfGift(db, psp, appealed, testNow)
  expect(await giveBackGifts(room, testNow)).toBe(1)
  expect(await balanceOf(db, gift.account_id)).toBe(2500n)
  await disputeOfGift(db, psp, { ...appealed, status: 'lost' }, testNow)
  expect(await rowsOf(gift)).toMatchObject([{ status: 'won' }])
})

test('what is won waits while its holder has no room for it', async () => {
  const gift = await bought()
  const noah = await addTestCustomer(db, { ceiling: 3000n })
  await consolidated(noah, { code: await gifts.codeOf(gift), pin: undefined })
  await dispute(gift)
  await loadTestCash(db, store, noah.accountId, 1000n)
  expect(await close(gift, true)).toBe(0)
  expect(await balanceOf(db, noah.accountId)).toBe(1000n)
  await spend(noah.accountId, 500n)
  expect(await giveBackGifts(room, testNow)).toBe(1)
  expect(await balanceOf(db, noah.accountId)).toBe(3000n)
})

test('what is disputed of a gift is not refunded too, though it be whole again', async () => {
  const gift = await bought()
  await claimed(gift)
  const partly = { ...(await disputeStateOf(gift)), amount: 500n }
  await disputeOfGift(db, psp, partly, testNow)
  expect(await balanceOf(db, gift.account_id)).toBe(2000n)
  await giveLot(gift, 500n)
  const idempotency = { clientId: store.cashierId, key: newId(), fingerprint: testFingerprint('refund') }
  const by = { storeId: undefined, terminalId: undefined, staffId: store.cashierId, idempotency, atMs: testNow }
  expect(await refundGiftSale(room, { giftId: gift.id, code: undefined, ...by })).toEqual({
    ok: false,
    code: 'gift_card_used',
  })
  expect(await balanceOf(db, gift.account_id)).toBe(2500n)
})

/** A purchase with the gift comes back to its lot. */
async function giveLot(gift: GiftRow, amount: bigint): Promise<void> {
  const debit = { id: ownAccountId('store_sales', currency, store.id), guarded: false }
  const credit = { id: gift.account_id, guarded: true }
  const base = { id: newId(), kind: 'adjustment', amount, currency, atMs: testNow } as const
  await db.transaction(tx => postTransfers(tx, [{ ...base, debit, credit, lots: [{ lotId: gift.id, amount }] }]))
}

async function disputeStateOf({ id: chargeKey, amount }: GiftRow) {
  const reference = `dp_of_a_part_${chargeKey}`
  return { reference, chargeKey, amount, currency, status: 'open', reason: 'fraudulent', openedMs: testNow } as const
}

test('a dispute of a part leaves the rest of an unclaimed gift alive', async () => {
  const gift = await bought()
  await disputeOfGift(db, psp, { ...(await disputeStateOf(gift)), amount: 500n }, testNow)
  expect(await shownOf(gift)).toMatchObject({ status: 'sending' })
  expect(await balanceOf(db, gift.account_id)).toBe(2000n)
})

test('the news of a dispute that comes before its gift is settled is sent again; that of a gift taken back changes nothing', async () => {
  const buyer = await addTestCustomer(db)
  const silent = { ...gifts.order(buyer, await gifts.saveCard(buyer, 'sandbox_answer_lost'), { amount: 3100n }) }
  expect(await buyGift(room, silent)).toEqual({ ok: false, code: 'psp_unavailable' })
  const [pending] = await db.query<GiftRow>(`SELECT * FROM gift_cards.gifts WHERE status = 'pending'`)
  const state = { ...(await disputeStateOf(pending!)), reference: `dp_early_${pending!.id}` }
  const early: Psp = { ...psp, readDispute: async () => state }
  const webhook = () =>
    signed(sandboxRoomOf(db, clock), { eventId: `early ${pending!.id}`, about: 'dispute', reference: state.reference })
  expect(await receiveWebhook(db, early, webhook(), testNow)).toEqual({ ok: false, code: 'psp_unavailable' })
  await expect(disputeOfGift(db, psp, state, testNow)).rejects.toThrow(PspUnavailable)
  await settlePendingGifts(room, testNow + 61_000)
  expect(await receiveWebhook(db, early, webhook(), testNow)).toEqual({ ok: true })
  expect(await rowsOf(pending!)).toMatchObject([{ amount: 3100n, taken_back: 3100n }])

  const cancelled = await bought()
  await cancelGift(room, { giftId: cancelled.id, buyerId: cancelled.buyer_id!, atMs: testNow })
  const late = await disputeStateOf(cancelled)
  expect(await changes(() => disputeOfGift(db, psp, late, testNow))).toEqual({ loss: 0n, clearing: 0n })
})

test('a dispute told 50 times at once by two processes takes once, and gives back once [3.4]', async () => {
  const gift = await bought()
  await claimed(gift)
  await spend(gift.account_id, 1500n)
  await psp.controls.openDispute(gift.id)
  const elsewhere = openDatabase(db.url)
  const tell = async () => {
    const state = (await psp.readDispute(`dp_${gift.id}`))!
    await Promise.all(Array.from({ length: 50 }, (_, i) => disputeOfGift(i % 2 ? elsewhere : db, psp, state, testNow)))
  }
  expect(await changes(tell)).toEqual({ loss: 1500n, clearing: -2500n })
  await psp.controls.closeDispute(gift.id, true)
  const won = async () => {
    await tell()
    const rooms = Array.from({ length: 50 }, (_, i) => ({ ...room, db: i % 2 ? elsewhere : db }))
    const given = await Promise.all(rooms.map(each => giveBackGifts(each, testNow)))
    expect(given.reduce((sum, count) => sum + count, 0)).toBe(1)
  }
  expect(await changes(won)).toEqual({ loss: -1500n, clearing: 2500n })
  expect(await balanceOf(db, gift.account_id)).toBe(1000n)
  await elsewhere.end()
  await deliverWebhooks(db, psp, clock)
  expect(await rowsOf(gift)).toMatchObject([{ status: 'won' }])
})

test('dispute, claim, consolidation and spending at once: every unit is held, spent, back, or lost once', async () => {
  for (let i = 0; i < 8; i++) {
    const gift = await bought()
    const code = await gifts.codeOf(gift)
    const noah = await addTestCustomer(db)
    await psp.controls.openDispute(gift.id)
    const state = (await psp.readDispute(`dp_${gift.id}`))!
    const idempotency = { clientId: noah.customerId, key: newId(), fingerprint: testFingerprint('race') }
    const moved = { ...noah, cards: [{ code, pin: undefined }], idempotency, atMs: testNow }
    const spendOrNot = async (): Promise<bigint> => {
      try {
        await spend(gift.account_id, 300n)
        return 300n
      } catch (error) {
        if (error instanceof PostingRefused) return 0n
        throw error
      }
    }
    const spends = Array.from({ length: 4 }, spendOrNot)
    const [{ loss }, spent] = await Promise.all([
      changes(() =>
        Promise.all([
          ...Array.from({ length: 5 }, () => disputeOfGift(db, psp, state, testNow)),
          consolidateCards(room, moved),
          claimCard(room, { customerId: noah.customerId, code, pin: undefined, atMs: testNow }),
        ]),
      ),
      Promise.all(spends),
    ])
    const held = (await balanceOf(db, gift.account_id)) + (await balanceOf(db, noah.accountId))
    const [row] = (await rowsOf(gift)) as { taken_back: bigint; loss: bigint }[]
    expect(held).toBe(0n)
    expect(row).toMatchObject({ loss: spent.reduce((sum, part) => sum + part, 0n) })
    expect(loss).toBe(row!.loss)
  }
})

test('webhooks in any order and doubled end the same', async () => {
  const sandbox = sandboxRoomOf(db, clock)
  const orders = [
    [0, 1, 2],
    [2, 1, 0],
    [1, 0, 2, 1, 0],
    [2, 2, 0, 1],
  ]
  for (const order of orders) {
    const gift = await bought()
    await claimed(gift)
    await spend(gift.account_id, 600n)
    await psp.controls.openDispute(gift.id)
    await psp.controls.closeDispute(gift.id, false)
    const events = [
      { eventId: `a ${gift.id}`, about: 'charge', reference: `ch_${gift.id}` },
      { eventId: `b ${gift.id}`, about: 'dispute', reference: `dp_${gift.id}` },
      { eventId: `c ${gift.id}`, about: 'dispute', reference: `dp_${gift.id}` },
    ] as const
    for (const i of order) {
      expect(await receiveWebhook(db, psp, signed(sandbox, events[i]!), testNow)).toEqual({ ok: true })
    }
    expect(await rowsOf(gift)).toEqual([{ status: 'lost', amount: 2500n, taken_back: 1900n, loss: 600n }])
  }
})

test('payouts match a gift’s dispute, and its reversal once it is given back [3.4]', async () => {
  clock.advance(day)
  await deliverWebhooks(db, psp, clock)
  await psp.controls.payOut()
  await readPayouts(db, psp, clock.now())
  clock.advance(day)
  const gift = await bought()
  await dispute(gift)
  await psp.controls.closeDispute(gift.id, true)
  await deliverWebhooks(db, psp, clock)
  await psp.controls.payOut()
  await readPayouts(db, psp, clock.now())
  const lines = () =>
    db.query(
      `SELECT type, problem FROM funding.payout_items
        WHERE payout_id = (SELECT id FROM funding.payouts ORDER BY id DESC LIMIT 1) ORDER BY type`,
    )
  expect(await lines()).toEqual([
    { type: 'charge', problem: null },
    { type: 'dispute', problem: null },
    { type: 'disputeReversal', problem: 'notBooked' },
  ])
  await giveBackGifts(room, clock.now())
  await readPayouts(db, psp, clock.now())
  expect((await lines()).map(line => (line as { problem: string | null }).problem)).toEqual([null, null, null])
})

test('the books are sound after all of this', () => expectSoundBooks(db))
