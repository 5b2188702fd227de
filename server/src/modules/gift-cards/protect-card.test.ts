import { expect, test } from 'vitest'
import { testDatabase } from '../../../test/database.ts'
import { newId, type Uuid } from '../../kernel/ids.ts'
import { accountStates, ownAccountId, PostingRefused, postTransfers } from '../ledger/index.ts'
import type { Acting } from '../wallet/index.ts'
import { forgetReplacementSecrets } from './card-store.ts'
import { checkCard, findAnyCard, findCard } from './find-card.ts'
import { chooseGiftCardDesign, protectGiftCard } from './protect-card.ts'
import { replaceGiftCard, replacementCode } from './replace-card.ts'
import { currency, openTestTill, printTestCard, sellTestCard, testIdempotency, testKey, testNow } from './testing.ts'

const db = await testDatabase()
const till = await openTestTill(db)
const staff: Acting = { as: 'staff' }
const customerId = newId()
const holder: Acting = { as: 'holder', customerId }
const claim = async (cardId: Uuid) => {
  await db.query('UPDATE gift_cards.cards SET customer_id = $2 WHERE id = $1', [cardId, customerId])
}
const protect = (cardId: Uuid, protection: 'freeze' | 'unfreeze' | 'reportLost', acting: Acting) =>
  db.transaction(tx => protectGiftCard(tx, cardId, protection, acting, testNow))
const replace = (cardId: Uuid, acting: Acting, idempotency = testIdempotency(newId())) =>
  replaceGiftCard(db, testKey, { cardId, acting, idempotency, atMs: testNow })
const pay = (accountId: Uuid) => {
  const credit = { id: ownAccountId('store_sales', currency, till.storeId), guarded: false }
  const debit = { id: accountId, guarded: true }
  const payment = { id: newId(), kind: 'payment', debit, credit, amount: 100n, currency, atMs: testNow } as const
  return db.transaction(tx => postTransfers(tx, [payment]))
}

test('a frozen gift card refuses payments until it is released [4.1]', async () => {
  const card = await sellTestCard(db, till)
  await claim(card.id)
  expect(await protect(card.id, 'freeze', holder)).toMatchObject({ ok: true, card: { state: 'frozen' } })
  await expect(pay(card.id)).rejects.toThrow(PostingRefused)
  await protect(card.id, 'unfreeze', holder)
  await pay(card.id)
})

test('a replaced gift card: the account stays, the old number is dead at once, the new code is told again for a day', async () => {
  const card = await sellTestCard(db, till)
  await protect(card.id, 'reportLost', staff)
  const idempotency = testIdempotency(newId())
  const outcome = await replace(card.id, staff, idempotency)
  if (!outcome.ok) throw new Error(outcome.code)
  const code = replacementCode(testKey, outcome.card)!
  expect(outcome.card).toMatchObject({ account_id: card.id, kind: 'egift', state: 'active', frozen_by: null })
  expect(await findCard(db, testKey, card.number)).toBeUndefined()
  expect(await findAnyCard(db, testKey, card.number)).toMatchObject({ state: 'replaced', replaced_by: outcome.card.id })
  const asker = { kind: 'address', id: newId() } as const
  expect(await checkCard(db, testKey, { number: card.number, pin: card.pin, asker, nowMs: testNow })).toEqual({
    ok: false,
    code: 'code_invalid',
  })
  expect(await findCard(db, testKey, code)).toMatchObject({ id: outcome.card.id })
  await pay(outcome.card.account_id)
  expect((await accountStates(db, [card.id])).get(card.id)?.balance).toBe(2400n)
  const again = await replace(card.id, staff, idempotency)
  expect(again.ok && replacementCode(testKey, again.card)).toBe(code)
  expect(await forgetReplacementSecrets(db, testNow + 23 * 3_600_000)).toBe(0)
  expect(await forgetReplacementSecrets(db, testNow + 25 * 3_600_000)).toBe(1)
  const later = await replace(card.id, staff, idempotency)
  expect(later.ok && replacementCode(testKey, later.card)).toBeNull()
})

test('a card that was replaced can be replaced again by its new card, not by the old', async () => {
  const card = await sellTestCard(db, till)
  const first = await replace(card.id, staff)
  expect(await replace(card.id, staff)).toEqual({ ok: false, code: 'card_closed' })
  expect(await replace(first.ok ? first.card.id : '', staff)).toMatchObject({ ok: true, card: { account_id: card.id } })
})

test('50 replacements at once: one new card', async () => {
  const card = await sellTestCard(db, till)
  const outcomes = await Promise.all(Array.from({ length: 50 }, () => replace(card.id, staff)))
  expect(outcomes.filter(outcome => outcome.ok)).toHaveLength(1)
})

test('a card raced by payments and its replacement ends with every payment counted', async () => {
  const card = await sellTestCard(db, till)
  await Promise.allSettled([replace(card.id, staff), ...Array.from({ length: 30 }, () => pay(card.id))])
  expect((await accountStates(db, [card.id])).get(card.id)?.balance).toBe(0n)
})

test('a card of nobody, or of somebody else, is as good as absent to a customer; an unsold one is nobody’s to protect', async () => {
  const card = await sellTestCard(db, till)
  const absent = { ok: false, code: 'not_found' }
  expect(await protect(card.id, 'freeze', holder)).toEqual(absent)
  expect(await replace(card.id, holder)).toEqual(absent)
  expect(await db.transaction(tx => chooseGiftCardDesign(tx, card.id, customerId, 'classic'))).toEqual(absent)
  const unsold = await printTestCard(db)
  expect(await protect(unsold.id, 'freeze', staff)).toEqual({ ok: false, code: 'card_closed' })
})
