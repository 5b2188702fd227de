import { expect, test } from 'vitest'
import { balanceOf, expectSoundBooks } from '../../../test/books.ts'
import { addTestCustomer, addTestStore, currency, type TestCustomer, testKey } from '../../../test/brand.ts'
import { testDatabase } from '../../../test/database.ts'
import { testGifts } from '../../../test/gifts.ts'
import { testFingerprint, testNow } from '../../../test/till.ts'
import { newId, type Uuid } from '../../kernel/ids.ts'
import { lotsOf, openBrandAccounts, openStoredValue, ownAccountId, postTransfers, setFrozen } from '../ledger/index.ts'
import { drawGiftCode, hideNumber } from '../wallet/index.ts'
import { insertCards } from './card-store.ts'
import { claimCard } from './claim-card.ts'
import { type CardToMove, consolidateCards } from './consolidate-cards.ts'

const db = await testDatabase()
const store = await addTestStore(db)
const gifts = testGifts(db)
const { room } = gifts
const day = 86_400_000

interface Made {
  readonly id: Uuid
  readonly code: string
}

/** An e-gift as an import or another programme might have left it: with any expiry, and any number of lots. */
async function makeCard(
  lots: readonly { amount: bigint; expiresMs?: number; atMs?: number }[],
  cur = currency,
): Promise<Made> {
  const code = drawGiftCode()
  const id = newId()
  await db.transaction(async tx => {
    const issued = { id, accountId: id, kind: 'egift', state: 'active', design: 'classic', validMonths: null } as const
    const times = { issuedMs: testNow, activatedMs: testNow }
    await insertCards(tx, [{ ...issued, ...hideNumber(testKey, code), currency: cur, ...times }])
    await openStoredValue(tx, [{ id, currency: cur, ceiling: undefined, atMs: testNow }])
    for (const { amount, expiresMs, atMs = testNow } of lots) {
      const debit = { id: ownAccountId('adjustments', cur), guarded: false }
      const opens = { kind: 'gift', tender: 'import', ...(expiresMs === undefined ? {} : { expiresMs }) } as const
      await postTransfers(tx, [
        { id: newId(), kind: 'adjustment', debit, credit: { id, guarded: true }, amount, currency: cur, atMs, opens },
      ])
    }
  })
  return { id, code }
}

const byCode = ({ code }: Made): CardToMove => ({ code, pin: undefined })
const byId = ({ id }: Made): CardToMove => ({ cardId: id })

function consolidate(
  who: TestCustomer,
  cards: readonly CardToMove[],
  given: { key?: string; fingerprint?: string; accountId?: Uuid; atMs?: number } = {},
) {
  const { key = newId(), fingerprint = testFingerprint(JSON.stringify(cards)), accountId, atMs = testNow } = given
  return consolidateCards(room, {
    customerId: who.customerId,
    accountId: accountId ?? who.accountId,
    cards,
    idempotency: { clientId: who.customerId, key, fingerprint },
    atMs,
  })
}

test('any number of cards moves into one account, each lot keeping kind, expiry and opening [4.4]', async () => {
  const maya = await addTestCustomer(db)
  const cards = await Promise.all(
    Array.from({ length: 50 }, (_, i) =>
      makeCard([{ amount: 100n + BigInt(i), expiresMs: testNow + (i + 1) * day, atMs: testNow - i * day }]),
    ),
  )
  const before = await lotsOf(
    db,
    cards.map(card => card.id),
  )
  const outcome = await consolidate(maya, cards.map(byCode))
  expect(outcome).toMatchObject({ ok: true, consolidation: { amount: 6225n, balance: 6225n }, replayed: false })
  const moved = (await lotsOf(db, [maya.accountId])).get(maya.accountId)!
  const were = [...before.values()].flat()
  const byLot = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1)
  expect([...moved].sort(byLot)).toEqual([...were].sort(byLot))
  for (const card of cards) expect(await balanceOf(db, card.id)).toBe(0n)
})

test('the same cards consolidated 50 times at once are moved once [A27] [A1]', async () => {
  const maya = await addTestCustomer(db)
  const cards = [await makeCard([{ amount: 300n }]), await makeCard([{ amount: 700n }])]
  for (const card of cards)
    await claimCard(room, { customerId: maya.customerId, code: card.code, pin: undefined, atMs: testNow })
  const outcomes = await Promise.all(Array.from({ length: 50 }, () => consolidate(maya, cards.map(byId))))
  expect(outcomes.filter(outcome => outcome.ok)).toHaveLength(1)
  for (const outcome of outcomes) {
    if (!outcome.ok) expect(outcome).toEqual({ ok: false, code: 'gift_card_empty', pointers: ['/cards/0'] })
  }
  expect(await balanceOf(db, maya.accountId)).toBe(1000n)
})

test('one request sent 50 times at once is one consolidation, and all its answers are the same', async () => {
  const maya = await addTestCustomer(db)
  const card = await makeCard([{ amount: 300n }])
  await claimCard(room, { customerId: maya.customerId, code: card.code, pin: undefined, atMs: testNow })
  const outcomes = await Promise.all(Array.from({ length: 50 }, () => consolidate(maya, [byId(card)], { key: 'once' })))
  expect(new Set(outcomes.map(outcome => outcome.ok && outcome.consolidation.id)).size).toBe(1)
  expect(outcomes.every(outcome => outcome.ok)).toBe(true)
  expect(await balanceOf(db, maya.accountId)).toBe(300n)
  const other = await consolidate(maya, [byId(card)], { key: 'once', fingerprint: 'f'.repeat(32) })
  expect(other).toEqual({ ok: false, code: 'idempotency_key_reused' })
})

test('two customers with the same codes at once: each card ends with one of them [A27]', async () => {
  const [maya, noah] = [await addTestCustomer(db), await addTestCustomer(db)]
  const cards = await Promise.all([1, 2, 3].map(() => makeCard([{ amount: 500n }])))
  const outcomes = await Promise.all([
    consolidate(maya, cards.map(byCode)),
    consolidate(noah, [...cards].reverse().map(byCode)),
  ])
  expect(outcomes.filter(outcome => outcome.ok)).toHaveLength(1)
  expect((await balanceOf(db, maya.accountId)) + (await balanceOf(db, noah.accountId))).toBe(1500n)
})

test('all or none: one bad card, and every other stays as it was; the answer names its place [4.4]', async () => {
  const [maya, noah] = [await addTestCustomer(db), await addTestCustomer(db)]
  const good = await makeCard([{ amount: 500n }])
  const empty = await makeCard([])
  const frozen = await makeCard([{ amount: 500n }])
  await db.transaction(tx => setFrozen(tx, frozen.id, true))
  const foreign = await makeCard([{ amount: 500n }])
  await claimCard(room, { customerId: noah.customerId, code: foreign.code, pin: undefined, atMs: testNow })
  const bad: [CardToMove, string][] = [
    [byCode({ id: '', code: 'GVESSGVESSGVESSGVESS' }), 'code_invalid'],
    [byId({ id: newId(), code: '' }), 'not_found'],
    [byId(foreign), 'not_found'],
    [byCode(empty), 'gift_card_empty'],
    [byCode(frozen), 'account_frozen'],
    [byCode(good), 'validation_failed'],
  ]
  for (const [card, code] of bad) {
    const outcome = await consolidate(maya, [byCode(good), card])
    expect(outcome).toEqual({ ok: false, code, pointers: ['/cards/1'] })
    expect(await balanceOf(db, maya.accountId)).toBe(0n)
    expect(await balanceOf(db, good.id)).toBe(500n)
  }
  expect(await db.query('SELECT customer_id FROM gift_cards.cards WHERE id = $1', [good.id])).toEqual([
    { customer_id: null },
  ])
})

test('a card in another currency is named and refused [A20]', async () => {
  const maya = await addTestCustomer(db)
  await db.transaction(tx => openBrandAccounts(tx, { currency: 'EUR', stores: [], atMs: 0 }))
  const euros = await makeCard([{ amount: 500n }], 'EUR')
  expect(await consolidate(maya, [byCode(euros)])).toEqual({
    ok: false,
    code: 'currency_mismatch',
    pointers: ['/cards/0'],
  })
})

test('over the account’s ceiling nothing moves; up to it everything does', async () => {
  const maya = await addTestCustomer(db, { ceiling: 1000n })
  const cards = [await makeCard([{ amount: 600n }]), await makeCard([{ amount: 401n }])]
  expect(await consolidate(maya, cards.map(byCode))).toEqual({ ok: false, code: 'balance_limit_exceeded' })
  expect(await balanceOf(db, cards[0]!.id)).toBe(600n)
  const fits = await makeCard([{ amount: 400n }])
  expect(await consolidate(maya, [byCode(cards[0]!), byCode(fits)])).toMatchObject({ ok: true })
  expect(await balanceOf(db, maya.accountId)).toBe(1000n)
})

test('value that has expired does not move, however it looks before [A31]', async () => {
  const maya = await addTestCustomer(db)
  const half = await makeCard([{ amount: 300n, expiresMs: testNow + day }, { amount: 200n }])
  const gone = await makeCard([{ amount: 300n, expiresMs: testNow + day }])
  const atMs = testNow + day
  expect(await consolidate(maya, [byCode(half), byCode(gone)], { atMs })).toEqual({
    ok: false,
    code: 'gift_card_empty',
    pointers: ['/cards/1'],
  })
  expect(await consolidate(maya, [byCode(half)], { atMs })).toMatchObject({ ok: true, consolidation: { amount: 200n } })
})

test('a payment at the same time: what it took is not moved, and nothing is lost [A27]', async () => {
  for (let i = 0; i < 8; i++) {
    const maya = await addTestCustomer(db)
    const card = await makeCard([{ amount: 1000n }])
    await claimCard(room, { customerId: maya.customerId, code: card.code, pin: undefined, atMs: testNow })
    const spend = db.transaction(tx =>
      postTransfers(tx, [
        {
          id: newId(),
          kind: 'adjustment',
          debit: { id: card.id, guarded: true },
          credit: { id: ownAccountId('store_sales', currency, store.id), guarded: false },
          amount: 400n,
          currency,
          atMs: testNow,
        },
      ]),
    )
    const [moved, spent] = await Promise.allSettled([consolidate(maya, [byId(card)]), spend])
    expect(moved).toMatchObject({ status: 'fulfilled', value: { ok: true } })
    expect(await balanceOf(db, maya.accountId)).toBe(spent.status === 'fulfilled' ? 600n : 1000n)
    expect(await balanceOf(db, card.id)).toBe(0n)
  }
})

test('into somebody else’s account nothing can be moved [A10]', async () => {
  const [maya, noah] = [await addTestCustomer(db), await addTestCustomer(db)]
  const card = await makeCard([{ amount: 500n }])
  expect(await consolidate(maya, [byCode(card)], { accountId: noah.accountId })).toEqual({
    ok: false,
    code: 'not_found',
  })
  expect(await balanceOf(db, card.id)).toBe(500n)
})

test('an unclaimed gift that is consolidated is claimed by that', async () => {
  const [maya, noah] = [await addTestCustomer(db), await addTestCustomer(db)]
  const gift = await gifts.buy(maya)
  const code = await gifts.codeOf(gift)
  expect(await consolidate(noah, [{ code, pin: undefined }])).toMatchObject({ ok: true })
  expect(await claimCard(room, { customerId: maya.customerId, code, pin: undefined, atMs: testNow })).toEqual({
    ok: false,
    code: 'gift_claimed',
  })
  expect(await balanceOf(db, noah.accountId)).toBe(2500n)
})

test('the books are sound after all of this', () => expectSoundBooks(db))
