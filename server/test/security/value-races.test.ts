/** Races that an attacker would aim for, made to happen in the worst order. */
import { afterAll, expect, test } from 'vitest'
import { newId } from '../../src/kernel/ids.ts'
import { activateCard } from '../../src/modules/gift-cards/activate-card.ts'
import { claimCard } from '../../src/modules/gift-cards/claim-card.ts'
import { cardsOfAccounts } from '../../src/modules/gift-cards/claim-store.ts'
import { consolidateCards } from '../../src/modules/gift-cards/consolidate-cards.ts'
import { replaceGiftCard } from '../../src/modules/gift-cards/replace-card.ts'
import { activationOf, printTestCard, testIdempotency } from '../../src/modules/gift-cards/testing.ts'
import { ownAccountId, postTransfers } from '../../src/modules/ledger/index.ts'
import { paymentsRoutes } from '../../src/modules/payments/routes.ts'
import { balanceOf, expectSoundBooks } from '../books.ts'
import { addTestCustomer, addTestStore, currency, testKey } from '../brand.ts'
import { callOf, cashierOf, shaped } from '../calls.ts'
import { appDatabase } from '../database.ts'
import { testGifts } from '../gifts.ts'
import { holdRows, untilWaiting } from '../locks.ts'
import { testNow, testRoom, testTill } from '../till.ts'

const db = await appDatabase()
const store = await addTestStore(db)
const till = testTill(db, store)
const room = testRoom(db)
const routes = shaped(paymentsRoutes(room))
const gifts = testGifts(db)
afterAll(() => Promise.all([till.close(), room.commitPayment.close()]))

const holdAccount = (id: string) => holdRows(db, 'SELECT FROM ledger.accounts WHERE id = $1 FOR UPDATE', [id])

for (const first of ['tip', 'payment'] as const) {
  test(`a code that agrees to a tip and to a payment at the same moment agrees to one of them: ${first} first`, async () => {
    const maya = await addTestCustomer(db, { balance: 10_000n, store })
    const paid = await till.pay(maya, { amount: 4_000 })
    if (!paid.ok) throw new Error(paid.code)
    const atMs = testNow + 30_000
    const account = await holdAccount(maya.accountId)
    const tip = () => {
      const body = { amount: 500, code: maya.codeAt(atMs) }
      const call = callOf<'tipPayment'>(cashierOf(store), { params: { id: paid.value.id! }, body })
      return routes.tipPayment({ ...call, nowMs: atMs })
    }
    const pay = () => till.pay(maya, { amount: 1_000, atMs })
    const [one, other] = first === 'tip' ? [tip, pay] : [pay, tip]
    const began = one()
    await untilWaiting(db, 1)
    const followed = other()
    await untilWaiting(db, 2)
    await account.letGo()
    expect(await began).toMatchObject({ ok: true })
    expect(await followed).toEqual({ ok: false, code: 'code_used' })
    expect(await balanceOf(db, maya.accountId)).toBe(first === 'tip' ? 5_500n : 5_000n)
    await expectSoundBooks(db)
  })
}

test("a lost gift's old code gives nobody its replacement, however late the replacement comes", async () => {
  const [maya, thief] = [await addTestCustomer(db), await addTestCustomer(db)]
  for (const take of ['claim', 'consolidate'] as const) {
    const gift = await gifts.buy(maya)
    const code = await gifts.codeOf(gift)
    const held = await holdRows(db, 'SELECT FROM gift_cards.gifts WHERE id = $1 FOR UPDATE', [gift.id])
    const { customerId, accountId } = thief
    const taking =
      take === 'claim'
        ? claimCard(gifts.room, { customerId, code, pin: undefined, atMs: testNow })
        : consolidateCards(gifts.room, {
            customerId,
            accountId,
            cards: [{ code, pin: undefined }],
            idempotency: testIdempotency(customerId),
            atMs: testNow,
          })
    await untilWaiting(db, 1) // the code was right when it was looked at
    const replaced = await replaceGiftCard(db, testKey, {
      cardId: gift.account_id,
      acting: { as: 'staff' },
      idempotency: testIdempotency(newId()),
      atMs: testNow,
    })
    expect(replaced).toMatchObject({ ok: true })
    await held.letGo()
    expect(await taking).toMatchObject({ ok: false, code: 'code_invalid' })
    expect(await cardsOfAccounts(db, [gift.account_id])).toMatchObject([{ state: 'active', customer_id: null }])
    expect(await balanceOf(db, gift.account_id)).toBe(2500n)
  }
})

test('moving a card with expired value waits for no account while it has the ledger', async () => {
  const maya = await addTestCustomer(db)
  const tillOfCards = { storeId: store.id, terminalId: store.terminalId, staffId: store.cashierId }
  const printed = await printTestCard(db, { validMonths: 1 })
  await activateCard(db, testKey, activationOf(tillOfCards, printed))
  const later = { id: newId(), kind: 'load', amount: 700n, currency, atMs: testNow } as const
  const debit = { id: ownAccountId('adjustments', currency), guarded: false }
  const opens = { kind: 'gift', tender: 'import' } as const
  await db.transaction(tx => postTransfers(tx, [{ ...later, debit, credit: { id: printed.id, guarded: true }, opens }]))
  const account = await holdAccount(maya.accountId)
  const moving = consolidateCards(gifts.room, {
    customerId: maya.customerId,
    accountId: maya.accountId,
    cards: [{ code: printed.number, pin: printed.pin }],
    idempotency: testIdempotency(maya.customerId),
    atMs: testNow + 40 * 86_400_000,
  })
  await untilWaiting(db, 1)
  await db.transaction(tx => tx.query('SELECT FROM ledger.heads FOR UPDATE NOWAIT'))
  await account.letGo()
  expect(await moving).toMatchObject({ ok: true, consolidation: { amount: 700n } })
})
