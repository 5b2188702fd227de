import { expect, test } from 'vitest'
import { addTestCustomer, addTestStore, currency, type TestCustomer } from '../../../../test/brand.ts'
import { testDatabase } from '../../../../test/database.ts'
import { testNow } from '../../../../test/till.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { loadByCard } from '../load-by-card.ts'
import { addTestCard, testKey, testSandbox } from '../testing.ts'
import { addCard, chooseCard, methodView, removeCard, setUpCard } from './payment-methods.ts'
import { dayMs } from './rules.ts'
import { selectMethods } from './store.ts'

const db = await testDatabase()
await addTestStore(db)
const psp = testSandbox(db)

function load({ accountId, customerId }: TestCustomer, paymentMethodId: Uuid, atMs: number) {
  const more = { offSession: false, idempotency: testKey(customerId), atMs }
  return loadByCard(db, psp, { accountId, customerId, amount: 1000n, currency, paymentMethodId, ...more })
}

test('card testing by top-ups: after 20 declines cards are blocked for a day, a good one too [3.1] [A12]', async () => {
  const maya = await addTestCustomer(db)
  const bad = await addTestCard(db, psp, maya.customerId, 'sandbox_declined')
  const good = await addTestCard(db, psp, maya.customerId)
  for (let i = 0; i < 20; i++) expect(await load(maya, bad, testNow)).toMatchObject({ ok: true })
  const blocked = { ok: false, code: 'limit_exceeded' }
  expect(await load(maya, bad, testNow)).toEqual(blocked)
  expect(await load(maya, good, testNow + dayMs - 1)).toEqual(blocked)
  expect(await setUpCard(db, psp, maya.customerId, testNow)).toEqual(blocked)
  expect(await load(maya, good, testNow + dayMs + 1)).toMatchObject({ ok: true, load: { status: 'succeeded' } })
  const noah = await addTestCustomer(db)
  const other = await addTestCard(db, psp, noah.customerId)
  expect(await load(noah, other, testNow)).toMatchObject({ ok: true, load: { status: 'succeeded' } })
})

test('50 tries at once are 20 at most', async () => {
  const maya = await addTestCustomer(db)
  const bad = await addTestCard(db, psp, maya.customerId, 'sandbox_declined')
  const outcomes = await Promise.all(Array.from({ length: 50 }, () => load(maya, bad, testNow)))
  const tried = outcomes.filter(outcome => outcome.ok).length
  expect(tried).toBeLessThanOrEqual(20)
  expect(tried).toBeGreaterThan(0)
  expect(outcomes.filter(outcome => !outcome.ok && outcome.code === 'limit_exceeded')).toHaveLength(50 - tried)
})

test('loads that go well are no tries: 30 in a day are fine', async () => {
  const maya = await addTestCustomer(db)
  const good = await addTestCard(db, psp, maya.customerId)
  for (let i = 0; i < 30; i++) expect(await load(maya, good, testNow)).toMatchObject({ ok: true })
})

test('the first card is the default, another may be chosen, and one that goes leaves it to the newest', async () => {
  const { customerId } = await addTestCustomer(db)
  const visa = await addTestCard(db, psp, customerId, 'sandbox_visa', testNow)
  const mastercard = await addTestCard(db, psp, customerId, 'sandbox_mastercard', testNow + 1)
  const third = await addTestCard(db, psp, customerId, 'sandbox_visa', testNow + 2)
  const shown = async () => (await selectMethods(db, customerId)).map(row => [row.id, row.is_default])
  expect(await shown()).toEqual([
    [visa, true],
    [third, false],
    [mastercard, false],
  ])
  expect(await chooseCard(db, customerId, mastercard)).toMatchObject({ ok: true, method: { is_default: true } })
  expect(await removeCard(db, psp, { customerId, id: mastercard, atMs: testNow })).toEqual({ ok: true })
  expect(await shown()).toEqual([
    [third, true],
    [visa, false],
  ])
  expect(await removeCard(db, psp, { customerId, id: mastercard, atMs: testNow })).toMatchObject({ code: 'not_found' })
})

test("someone else's card or setup answers as an unknown one", async () => {
  const { customerId } = await addTestCustomer(db)
  const noah = (await addTestCustomer(db)).customerId
  const id = await addTestCard(db, psp, customerId)
  expect(await chooseCard(db, noah, id)).toEqual({ ok: false, code: 'not_found' })
  expect(await removeCard(db, psp, { customerId: noah, id, atMs: testNow })).toEqual({ ok: false, code: 'not_found' })
  const begun = await setUpCard(db, psp, customerId, testNow)
  const setupId = begun.ok ? begun.setup.setupId : ''
  const card = { setupId, token: 'sandbox_visa', atMs: testNow }
  expect(await addCard(db, psp, { ...card, customerId: noah })).toEqual({ ok: false, code: 'not_found' })
  const nothing = await addCard(db, psp, { ...card, customerId, token: undefined })
  expect(nothing).toEqual({ ok: false, code: 'card_not_confirmed' })
})

test('a setup saved twice, also at once, is one card; eleven cards are one too many', async () => {
  const { customerId } = await addTestCustomer(db)
  const begun = await setUpCard(db, psp, customerId, testNow)
  const card = { customerId, setupId: begun.ok ? begun.setup.setupId : '', token: 'sandbox_visa', atMs: testNow }
  const added = await Promise.all(Array.from({ length: 10 }, () => addCard(db, psp, card)))
  expect(new Set(added.map(outcome => outcome.ok && outcome.method.id)).size).toBe(1)
  for (let i = 0; i < 9; i++) await addTestCard(db, psp, customerId)
  expect(await setUpCard(db, psp, customerId, testNow)).toEqual({ ok: false, code: 'limit_exceeded' })
  expect(await addCard(db, psp, card)).toMatchObject({ ok: true })
})

test('a card shows what it is, and nothing that the provider calls it', async () => {
  const { customerId } = await addTestCustomer(db)
  await addTestCard(db, psp, customerId)
  const [row] = await selectMethods(db, customerId)
  const view = methodView({ ...row!, about: '' })
  expect(view).toMatchObject({ label: 'Visa ·· 4242', about: 'Expires 12/34', expires: '2034-12', isDefault: true })
  expect(JSON.stringify(view)).not.toContain(row!.reference)
})
