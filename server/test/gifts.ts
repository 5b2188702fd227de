/** Gifts for tests: the real room over the sandbox provider, buyers with saved cards, and the mails that they cause. */
import type { Clock } from '../src/kernel/clock.ts'
import { newId, type Uuid } from '../src/kernel/ids.ts'
import { giftCharges } from '../src/modules/funding/index.ts'
import { addTestCard, testSandbox } from '../src/modules/funding/testing.ts'
import { buyGift, type GiftByCard } from '../src/modules/gift-cards/buy-gift.ts'
import { cardsOfAccounts, codesOf } from '../src/modules/gift-cards/claim-store.ts'
import type { GiftRoom } from '../src/modules/gift-cards/gift-room.ts'
import { type GiftRow, selectGift } from '../src/modules/gift-cards/gift-store.ts'
import type { Database } from '../src/platform/database.ts'
import { currency, type TestCustomer, testKey } from './brand.ts'
import { testFingerprint, testNow } from './till.ts'

export const giftRequest = {
  amount: 2500n,
  currency,
  design: 'classic',
  wishes: { fromName: 'Maya', recipient: { name: 'Noah', email: 'noah@example.test' }, message: 'For you' },
  deliverMs: undefined,
  atMs: testNow,
} as const

export interface TestGifts {
  readonly room: GiftRoom
  readonly psp: ReturnType<typeof testSandbox>
  /** A card of the sandbox, saved by a customer. */
  saveCard(customer: TestCustomer, token?: string): Promise<Uuid>
  order(buyer: TestCustomer, paymentMethodId: Uuid, given?: Partial<GiftByCard>): GiftByCard
  /** A paid gift, on its way. */
  buy(buyer: TestCustomer, given?: Partial<GiftByCard>): Promise<GiftRow>
  /** The gift's code, as its mail tells it. */
  codeOf(gift: GiftRow): Promise<string>
}

export function testGifts(db: Database, clock?: Clock): TestGifts {
  const psp = testSandbox(db, clock ? { clock } : {})
  const limits = { amountMinimum: 500n, amountMaximum: 20_000n }
  const room: GiftRoom = { db, masterKey: testKey, charges: giftCharges(db, psp), currency, limits }
  const saved = new Map<Uuid, Uuid>()
  const gifts: TestGifts = {
    room,
    psp,
    saveCard: (customer, token) => addTestCard(db, psp, customer.customerId, token),
    order: (buyer, paymentMethodId, given = {}) => {
      const content = { ...giftRequest, ...given }
      const fingerprint = testFingerprint([String(content.amount), content.design, content.wishes])
      const idempotency = { clientId: buyer.customerId, key: newId(), fingerprint }
      return { buyerId: buyer.customerId, paymentMethodId, idempotency, ...content }
    },
    buy: async (buyer, given) => {
      const card = saved.get(buyer.customerId) ?? (await gifts.saveCard(buyer))
      saved.set(buyer.customerId, card)
      const outcome = await buyGift(room, gifts.order(buyer, card, given))
      if (!outcome.ok || outcome.gift.status !== 'open') throw new Error('the gift was not sold')
      return (await selectGift(db, outcome.gift.id))!
    },
    codeOf: async gift => {
      const [card] = await cardsOfAccounts(db, [gift.account_id])
      return (await codesOf(db, testKey, [card!.id])).get(card!.id)!
    },
  }
  return gifts
}
