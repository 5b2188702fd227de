import type { LiveEvent } from '@ringfence/contract'
import { afterAll, expect, test } from 'vitest'
import { addTestCustomer, addTestStore, loadTestCash, type TestCustomer, testKey } from '../../../test/brand.ts'
import { asCustomer, asSupport, cashierOf } from '../../../test/calls.ts'
import { testDatabase } from '../../../test/database.ts'
import { testGifts } from '../../../test/gifts.ts'
import { testFingerprint, testNow } from '../../../test/till.ts'
import { manualClock } from '../../kernel/clock.ts'
import { newId, toTypeId, type Uuid } from '../../kernel/ids.ts'
import type { Caller } from '../../platform/http.ts'
import { sendMails } from '../../platform/mail/send-mails.ts'
import { sandboxTransport } from '../../platform/mail/transport.ts'
import { deliverWebhooks } from '../funding/testing.ts'
import { claimCard } from '../gift-cards/claim-card.ts'
import { type CardToMove, consolidateCards } from '../gift-cards/consolidate-cards.ts'
import { giveBackGifts } from '../gift-cards/dispute-gift.ts'
import { accountStates } from '../ledger/index.ts'
import { accountsOf } from '../wallet/index.ts'
import { followLiveEvents, type PushedEvent } from './live-events.ts'

const db = await testDatabase()
const store = await addTestStore(db)
const clock = manualClock(testNow)
const gifts = testGifts(db, clock)
const { room, psp } = gifts
const errors: unknown[] = []
const onError = (error: unknown) => errors.push(error)
const live = await followLiveEvents({
  db,
  accountIdsOf: async id => (await accountsOf(db, [id])).get(id)!.map(account => account.uuid),
  balancesOf: ids => accountStates(db, ids),
  onError,
})
afterAll(async () => {
  await live.close()
  expect(errors).toEqual([])
})

const context = { brandName: 'Harbor & Rye', brandColor: '#123c4a', origin: 'https://pay.example' }
const mailing = { db, masterKey: testKey, transport: sandboxTransport(db), context, from: 'hello@pay.example', onError }

/** What a caller hears. */
function listen(caller: Caller) {
  const events: PushedEvent[] = []
  const stop = live.subscribe(caller, undefined, event => events.push(event))
  const views = () => events.map(event => JSON.parse(event.data) as LiveEvent)
  return { events, views, types: () => views().map(view => view.type), stop }
}

/** Everybody who could hear something, and an event at the end that they have all waited for. */
async function hearing(buyer: TestCustomer, holder: TestCustomer) {
  const stranger = await addTestCustomer(db)
  const heard = {
    buyer: listen(asCustomer(buyer)),
    holder: listen(asCustomer(holder)),
    stranger: listen(asCustomer(stranger)),
    till: listen(cashierOf(store)),
    console: listen(asSupport),
  }
  let markers = 0
  return {
    heard,
    async told() {
      markers += 1
      for (const { accountId } of [buyer, holder, stranger]) await loadTestCash(db, store, accountId, 1n)
      live.wake()
      const loadsOf = ({ types }: ReturnType<typeof listen>) => types().filter(type => type === 'load.succeeded').length
      for (const each of [heard.buyer, heard.holder, heard.stranger]) {
        await expect.poll(() => loadsOf(each)).toBeGreaterThanOrEqual(markers)
      }
      for (const each of [heard.till, heard.console]) await expect.poll(() => loadsOf(each)).toBe(3 * markers)
      return Object.fromEntries(
        Object.entries(heard).map(([who, { types }]) => [who, types().filter(type => type.startsWith('giftCard.'))]),
      )
    },
    stop: () => Object.values(heard).forEach(each => void each.stop()),
  }
}

async function move(who: TestCustomer, card: CardToMove): Promise<Uuid> {
  const { accountId, customerId } = who
  const idempotency = { clientId: customerId, key: newId(), fingerprint: testFingerprint('move') }
  const moved = await consolidateCards(room, { customerId, accountId, cards: [card], idempotency, atMs: testNow })
  if (!moved.ok) throw new Error(moved.code)
  return moved.consolidation.id
}

test('the buyer, and nobody else, hears that a gift was delivered and claimed, without whose it is now [4.3]', async () => {
  const [maya, noah] = [await addTestCustomer(db), await addTestCustomer(db)]
  const { heard, told, stop } = await hearing(maya, noah)
  const gift = await gifts.buy(maya)
  const code = await gifts.codeOf(gift)
  expect(await sendMails(mailing, testNow)).toBe(1)
  const claim = { customerId: noah.customerId, code, pin: undefined, atMs: testNow + 60_000 }
  for (let i = 0; i < 3; i++) await claimCard(room, claim)
  expect(await told()).toEqual({
    buyer: ['giftCard.delivered', 'giftCard.claimed'],
    holder: [],
    stranger: [],
    till: [],
    console: [],
  })
  const nobody = { accountId: null, storeId: null, terminalId: null }
  const common = { id: toTypeId('gft', gift.id), ...nobody, amount: 2500, currency: 'USD' }
  expect(heard.buyer.views().slice(0, 2)).toEqual([
    { type: 'giftCard.delivered', ...common, at: new Date(testNow).toISOString() },
    { type: 'giftCard.claimed', ...common, at: new Date(testNow + 60_000).toISOString() },
  ])
  stop()
})

test('a mail that is not taken over, or was withdrawn, delivers nothing', async () => {
  const maya = await addTestCustomer(db)
  const { told, stop } = await hearing(maya, maya)
  const gift = await gifts.buy(maya)
  const refusal = Object.assign(new Error('no such mailbox'), { code: 'EENVELOPE', responseCode: 550 })
  const transport = { send: () => Promise.reject(refusal), close: () => undefined }
  expect(await sendMails({ ...mailing, transport, onError: () => undefined }, testNow)).toBe(0)
  expect(await db.query('SELECT state FROM ringfence.mails WHERE about = $1', [gift.id])).toEqual([{ state: 'failed' }])
  expect(await told()).toMatchObject({ buyer: [] })
  stop()
})

test('after a consolidation the holder hears what came in, with the new balance; the buyer that it was claimed [4.3] [4.4]', async () => {
  const [maya, noah] = [await addTestCustomer(db), await addTestCustomer(db)]
  const { heard, told, stop } = await hearing(maya, noah)
  const gift = await gifts.buy(maya)
  const id = await move(noah, { code: await gifts.codeOf(gift), pin: undefined })
  expect(await told()).toEqual({
    buyer: ['giftCard.claimed'],
    holder: ['giftCard.consolidated'],
    stranger: [],
    till: [],
    console: ['giftCard.consolidated'],
  })
  expect(heard.holder.views()[0]).toEqual({
    type: 'giftCard.consolidated',
    id: toTypeId('cns', id),
    accountId: toTypeId('acc', noah.accountId),
    storeId: null,
    terminalId: null,
    amount: 2500,
    currency: 'USD',
    at: new Date(testNow).toISOString(),
    balance: expect.any(Number),
  })
  const own = await gifts.buy(maya)
  const claim = { customerId: noah.customerId, code: await gifts.codeOf(own), pin: undefined, atMs: testNow }
  await claimCard(room, claim)
  await move(noah, { cardId: own.account_id })
  expect((await told()).buyer).toEqual(['giftCard.claimed', 'giftCard.claimed'])
  stop()
})

test('whose account a dispute takes a gift from hears so, and when it comes back [3.4]', async () => {
  const [maya, noah] = [await addTestCustomer(db), await addTestCustomer(db)]
  const gift = await gifts.buy(maya)
  await move(noah, { code: await gifts.codeOf(gift), pin: undefined })
  live.wake()
  const { heard, told, stop } = await hearing(maya, noah)
  await psp.controls.openDispute(gift.id)
  await deliverWebhooks(db, psp, clock)
  live.wake()
  await expect.poll(heard.holder.types).toContain('giftCard.disputed')
  await psp.controls.closeDispute(gift.id, true)
  await deliverWebhooks(db, psp, clock)
  await giveBackGifts(room, clock.now())
  expect(await told()).toMatchObject({ buyer: [], stranger: [], till: [] })
  expect(heard.holder.views().filter(view => view.type.startsWith('giftCard.'))).toMatchObject([
    { type: 'giftCard.disputed', accountId: toTypeId('acc', noah.accountId), amount: 2500, balance: 0 },
    { type: 'giftCard.reinstated', accountId: toTypeId('acc', noah.accountId), amount: 2500 },
  ])
  stop()
})
