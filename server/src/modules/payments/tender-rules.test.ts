import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { DrainableCard } from '../gift-cards/index.ts'
import { captureShare, planTenders, type TenderSources } from './tender-rules.ts'

const day = 86_400_000
const now = 1_000 * day

/** A card of one lot; `days` until it expires. */
function card(id: string, amount: bigint, days?: number): DrainableCard {
  const expiresAt = days === undefined ? null : new Date(now + days * day)
  return { id, lots: [{ id: `${id} lot`, amount, expiresAt, openedAt: new Date(0) }] }
}

const sources = (some: Partial<TenderSources>): TenderSources => ({
  giftCards: [],
  account: undefined,
  atTill: [],
  ...some,
})

test('gift cards pay first, what expires first before all, then the account, then the till [4.4]', () => {
  const plan = planTenders(
    1_000n,
    sources({
      giftCards: [card('late', 200n, 90), card('soon', 300n, 3)],
      account: card('account', 400n),
      atTill: [{ type: 'cash', amount: 100n }],
    }),
    now,
  )
  expect(plan).toEqual({
    shares: [
      { type: 'giftCard', accountId: 'soon', amount: 300n },
      { type: 'giftCard', accountId: 'late', amount: 200n },
      { type: 'storedValue', accountId: 'account', amount: 400n },
      { type: 'cash', accountId: undefined, amount: 100n },
    ],
    approved: 900n,
    missing: 0n,
  })
})

test('a small basket never drains more than itself, however many cards are scanned [4.4] [A30]', () => {
  const giftCards = Array.from({ length: 20 }, (_, i) => card(`card ${i}`, 5_000n, i + 1))
  const plan = planTenders(450n, sources({ giftCards, account: card('account', 5_000n) }), now)
  expect(plan).toMatchObject({ shares: [{ accountId: 'card 0', amount: 450n }], approved: 450n })
  expect(plan!.shares).toHaveLength(1)
})

test('what nobody pays is missing, and what has expired pays nothing', () => {
  const plan = planTenders(500n, sources({ giftCards: [card('over', 400n, 0)], account: card('account', 100n) }), now)
  expect(plan).toEqual({
    shares: [{ type: 'storedValue', accountId: 'account', amount: 100n }],
    approved: 100n,
    missing: 400n,
  })
})

test('a till that takes all of it, or more, has nothing to charge here', () => {
  const account = card('account', 500n)
  expect(planTenders(500n, sources({ account, atTill: [{ type: 'card', amount: 500n }] }), now)).toBeUndefined()
  expect(planTenders(500n, sources({ account, atTill: [{ type: 'cash', amount: 501n }] }), now)).toBeUndefined()
  expect(planTenders(500n, sources({ account, atTill: [{ type: 'cash', amount: 499n }] }), now)?.approved).toBe(1n)
})

test('shares and what is missing always add up to the basket, and nobody gives more than there is', () => {
  const amounts = fc.bigInt(1n, 10_000n)
  const cards = fc.array(
    fc.record({ amount: amounts, days: fc.option(fc.integer({ min: -2, max: 9 }), { nil: undefined }) }),
    { maxLength: 6 },
  )
  const till = fc.array(fc.record({ type: fc.constantFrom('cash' as const, 'card' as const), amount: amounts }), {
    maxLength: 2,
  })
  fc.assert(
    fc.property(amounts, cards, fc.option(amounts, { nil: undefined }), till, (amount, some, balance, atTill) => {
      const giftCards = some.map((one, i) => card(`card ${i}`, one.amount, one.days))
      const account = balance === undefined ? undefined : card('account', balance)
      const plan = planTenders(amount, { giftCards, account, atTill }, now)
      const tillSum = atTill.reduce((sum, tender) => sum + tender.amount, 0n)
      if (tillSum >= amount) return plan === undefined
      const paid = plan!.shares.reduce((sum, share) => sum + share.amount, 0n)
      expect(paid + plan!.missing).toBe(amount)
      expect(plan!.approved).toBe(paid - tillSum)
      for (const { accountId, amount: share } of plan!.shares) {
        const source = [...giftCards, ...(account ? [account] : [])].find(({ id }) => id === accountId)
        if (source) expect(share <= source.lots[0]!.amount && share > 0n).toBe(true)
      }
      return true
    }),
  )
})

test('a part of a hold has its part of tax and tip, rounded down', () => {
  expect(captureShare(100n, 1_000n, 1_000n)).toBe(100n)
  expect(captureShare(100n, 333n, 1_000n)).toBe(33n)
  expect(captureShare(100n, 339n, 1_000n)).toBe(33n)
  expect(captureShare(0n, 500n, 1_000n)).toBe(0n)
})
