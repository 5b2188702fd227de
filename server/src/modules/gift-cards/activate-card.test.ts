import { expect, test } from 'vitest'
import { expectSoundBooks } from '../../../test/books.ts'
import { testDatabase } from '../../../test/database.ts'
import { newId } from '../../kernel/ids.ts'
import { accountStates, lotsOf, ownAccountId, postTransfers } from '../ledger/index.ts'
import { activateCard } from './activate-card.ts'
import { activationTakings } from './activation-store.ts'
import { insertBatch } from './batch-store.ts'
import { selectCard } from './card-store.ts'
import {
  activationOf,
  currency,
  openTestTill,
  printTestCard,
  sellTestCard,
  testIdempotency,
  testKey,
  testNow,
} from './testing.ts'
import { voidActivation } from './void-activation.ts'

const db = await testDatabase()
const till = await openTestTill(db)
const balanceOf = async (id: string) => (await accountStates(db, [id])).get(id)?.balance
const activate = (request: ReturnType<typeof activationOf>) => activateCard(db, testKey, request)

test('a printed card is dead until a till activates it with its first load [4.1]', async () => {
  const card = await printTestCard(db)
  expect(await balanceOf(card.id)).toBeUndefined()
  const outcome = await activate(activationOf(till, card))
  expect(outcome).toMatchObject({ ok: true, replayed: false, activation: { amount: 2500n, voided_at: null } })
  expect(await balanceOf(card.id)).toBe(2500n)
  expect((await selectCard(db, card.id))?.state).toBe('active')
  const [lot] = (await lotsOf(db, [card.id])).get(card.id)!
  expect(lot).toMatchObject({ kind: 'gift', tender: 'cash', amount: 2500n, expiresAt: null })
})

test('the number is taken however it is written; an unknown one is not', async () => {
  const card = await printTestCard(db)
  const spaced = card.number.replace(/(.{4})/g, '$1 ')
  expect(await activate(activationOf(till, { ...card, number: spaced }))).toMatchObject({ ok: true })
  expect(await activate(activationOf(till, { ...card, number: '0000000000000005' }))).toEqual({
    ok: false,
    code: 'code_invalid',
  })
})

test('a first load by card at the till comes from there, and expires by the rule of the batch', async () => {
  const card = await printTestCard(db, { validMonths: 60 })
  await activate(activationOf(till, card, { tender: 'cardAtTill' }))
  const [lot] = (await lotsOf(db, [card.id])).get(card.id)!
  expect(lot).toMatchObject({ kind: 'gift', tender: 'card_at_till', expiresAt: new Date('2031-11-22T12:00:00Z') })
  const source = ownAccountId('card_at_tills', currency, till.storeId)
  const [moved] = await db.query<{ amount: bigint }>('SELECT amount FROM ledger.transfers WHERE debit_account = $1', [
    source,
  ])
  expect(moved?.amount).toBe(2500n)
})

test('the same request again answers as the first time; the same key with another request is an error', async () => {
  const card = await printTestCard(db)
  const request = activationOf(till, card)
  const first = await activate(request)
  expect(await activate(request)).toEqual({ ...first, replayed: true })
  const other = { ...request, idempotency: { ...request.idempotency, fingerprint: 'f'.repeat(32) } }
  expect(await activate(other)).toEqual({ ok: false, code: 'idempotency_key_reused' })
  expect(await balanceOf(card.id)).toBe(2500n)
})

test('50 requests at once with one key: one activation, all answer with it', async () => {
  const card = await printTestCard(db)
  const request = activationOf(till, card)
  const outcomes = await Promise.all(Array.from({ length: 50 }, () => activate(request)))
  expect(outcomes.every(outcome => outcome.ok)).toBe(true)
  expect(outcomes.filter(outcome => outcome.ok && !outcome.replayed)).toHaveLength(1)
  expect(await balanceOf(card.id)).toBe(2500n)
})

test('50 tills at once with one card: exactly one activates it', async () => {
  const card = await printTestCard(db)
  const outcomes = await Promise.all(
    Array.from({ length: 50 }, () => activate(activationOf(till, card, { idempotency: testIdempotency(newId()) }))),
  )
  expect(outcomes.filter(outcome => outcome.ok)).toHaveLength(1)
  expect(new Set(outcomes.map(outcome => (outcome.ok ? 'ok' : outcome.code)))).toEqual(
    new Set(['ok', 'card_not_pending']),
  )
  expect(await balanceOf(card.id)).toBe(2500n)
})

test('one key for two cards at once activates one of them', async () => {
  const cards = await Promise.all([printTestCard(db), printTestCard(db)])
  const idempotency = testIdempotency(newId())
  const outcomes = await Promise.all(
    cards.map((card, i) =>
      activate(activationOf(till, card, { idempotency: { ...idempotency, fingerprint: String(i).repeat(32) } })),
    ),
  )
  expect(outcomes.filter(outcome => outcome.ok)).toHaveLength(1)
  expect(outcomes.find(outcome => !outcome.ok)).toEqual({ ok: false, code: 'idempotency_key_reused' })
})

test('a first load above what the batch allows activates nothing', async () => {
  const batchId = newId()
  const order = { name: 'B', design: 'classic', currency, validMonths: null, count: 1, atMs: testNow }
  const orderedBy = { id: newId(), name: 'Vikram' }
  await db.transaction(tx =>
    insertBatch(tx, { ...order, id: batchId, ceiling: 2499n, orderedBy, idempotency: testIdempotency(newId()) }),
  )
  const card = await printTestCard(db, { batchId })
  expect(await activate(activationOf(till, card))).toEqual({ ok: false, code: 'balance_limit_exceeded' })
  expect((await selectCard(db, card.id))?.state).toBe('pending')
  expect(await activate(activationOf(till, card, { amount: 2499n }))).toMatchObject({ ok: true })
})

test('another currency than the card’s, or one that the store does not take, is refused', async () => {
  const card = await printTestCard(db)
  const refused = { ok: false, code: 'currency_mismatch' }
  expect(await activate(activationOf(till, card, { currency: 'EUR' }))).toEqual(refused)
  const euro = await printTestCard(db, { currency: 'EUR' })
  expect(await activate(activationOf(till, euro, { currency: 'EUR' }))).toEqual(refused)
})

const undo = (activationId: string, given: { storeId?: string } = {}) =>
  voidActivation(db, { ...till, activationId, reason: 'wrong card', atMs: testNow, ...given })
const activationIdOf = async (cardId: string) => {
  const [row] = await db.query<{ id: string }>(
    'SELECT id FROM gift_cards.activations WHERE card_id = $1 AND voided_at IS NULL',
    [cardId],
  )
  return row!.id
}

test('a mistaken activation is undone while unspent, once, and the card can be sold again', async () => {
  const card = await sellTestCard(db, till)
  const id = await activationIdOf(card.id)
  const outcomes = await Promise.all(Array.from({ length: 50 }, () => undo(id)))
  expect(outcomes.filter(outcome => outcome.ok && !outcome.replayed)).toHaveLength(1)
  expect(outcomes.every(outcome => outcome.ok)).toBe(true)
  expect(await balanceOf(card.id)).toBe(0n)
  expect((await selectCard(db, card.id))?.state).toBe('pending')
  expect(await activate(activationOf(till, card, { amount: 1000n }))).toMatchObject({ ok: true })
  expect(await balanceOf(card.id)).toBe(1000n)
})

test('an activation of which anything was spent stays', async () => {
  const card = await sellTestCard(db, till)
  const id = await activationIdOf(card.id)
  const sales = { id: ownAccountId('store_sales', currency, till.storeId), guarded: false }
  const pay = { id: newId(), kind: 'adjustment', amount: 1n, currency, atMs: testNow } as const
  await db.transaction(tx => postTransfers(tx, [{ ...pay, debit: { id: card.id, guarded: true }, credit: sales }]))
  expect(await undo(id)).toEqual({ ok: false, code: 'gift_card_used' })
  expect(await balanceOf(card.id)).toBe(2499n)
})

test('an activation of another store, or none, is as good as absent', async () => {
  const card = await sellTestCard(db, till)
  const id = await activationIdOf(card.id)
  expect(await undo(id, { storeId: newId() })).toEqual({ ok: false, code: 'not_found' })
  expect(await undo(newId())).toEqual({ ok: false, code: 'not_found' })
})

test('a till’s report has its activations, and voids where the money was given back', async () => {
  const own = { ...till, terminalId: newId() }
  const other = { ...till, terminalId: newId() }
  const card = await sellTestCard(db, own)
  await sellTestCard(db, own, { tender: 'cardAtTill', amount: 700n })
  await voidActivation(db, { ...other, activationId: await activationIdOf(card.id), reason: 'x', atMs: testNow })
  const window = { fromMs: testNow, toMs: testNow + 1 }
  const takings = await activationTakings(db, { ...window, terminalIds: [own.terminalId] })
  expect(takings.map(({ tender, amount }) => ({ tender, amount }))).toEqual(
    expect.arrayContaining([
      { tender: 'cash', amount: 2500n },
      { tender: 'cardAtTill', amount: 700n },
    ]),
  )
  expect(await activationTakings(db, { ...window, terminalIds: [other.terminalId] })).toMatchObject([
    { amount: -2500n },
  ])
  expect(
    await activationTakings(db, { fromMs: testNow + 1, toMs: testNow + 2, terminalIds: [own.terminalId] }),
  ).toEqual([])
})

test('the books are sound after all of it', async () => {
  await expectSoundBooks(db)
})
