import { expect, test } from 'vitest'
import { balanceOf, expectSoundBooks } from '../../../test/books.ts'
import { addTestCustomer, addTestStore, currency, loadTestCash, type TestCustomer } from '../../../test/brand.ts'
import { testDatabase } from '../../../test/database.ts'
import { testFingerprint, testNow } from '../../../test/till.ts'
import { newId, type Uuid } from '../../kernel/ids.ts'
import { type CardLoad, type CardLoadOutcome, loadByCard } from './load-by-card.ts'
import { type Psp, PspUnavailable } from './psp/psp.ts'
import { settlePending } from './settle-load.ts'
import { addTestCard, testSandbox } from './testing.ts'

const db = await testDatabase()
const store = await addTestStore(db)
const psp = testSandbox(db)
const later = testNow + 61_000

async function byCard(
  { customerId, accountId }: TestCustomer,
  amount = 2000n,
  card: string | Uuid = 'sandbox_visa',
  key: string = newId(),
): Promise<CardLoad> {
  const paymentMethodId = card.startsWith('sandbox_') ? await addTestCard(db, psp, customerId, card) : card
  const idempotency = { clientId: customerId, key, fingerprint: testFingerprint([String(amount), card]) }
  return { accountId, customerId, amount, currency, paymentMethodId, offSession: false, idempotency, atMs: testNow }
}

async function chargeOf(outcome: CardLoadOutcome) {
  const [row] = outcome.ok
    ? await db.query<{ value: { state: string; refunds: object } }>(
        `SELECT value FROM sandbox_psp.records WHERE kind = 'charge' AND id = $1`,
        [`ch_${outcome.load.id}`],
      )
    : []
  return row && { state: row.value.state, refunded: Object.keys(row.value.refunds).length }
}

async function chargesOver(amount: bigint): Promise<unknown[]> {
  return db.query(`SELECT id FROM sandbox_psp.records WHERE kind = 'charge' AND (value ->> 'amount')::bigint = $1`, [
    amount,
  ])
}

test('a load by card is charged and booked once, and its key answers with it [3.1]', async () => {
  const maya = await addTestCustomer(db)
  const request = await byCard(maya)
  const first = await loadByCard(db, psp, request)
  expect(first).toMatchObject({ ok: true, load: { status: 'succeeded', psp_fee: 88n }, action: null, replayed: false })
  expect(await loadByCard(db, psp, request)).toEqual({ ...first, replayed: true })
  const fingerprint = testFingerprint('other')
  const other = await loadByCard(db, psp, { ...request, idempotency: { ...request.idempotency, fingerprint } })
  expect(other).toEqual({ ok: false, code: 'idempotency_key_reused' })
  expect(await balanceOf(db, maya.accountId)).toBe(2000n)
})

test('one load sent 50 times at once is charged and booked once', async () => {
  const maya = await addTestCustomer(db)
  const request = await byCard(maya, 2020n)
  const outcomes = await Promise.all(Array.from({ length: 50 }, () => loadByCard(db, psp, request)))
  expect(new Set(outcomes.map(outcome => outcome.ok && outcome.load.id)).size).toBe(1)
  expect(await chargesOver(2020n)).toHaveLength(1)
  expect(await balanceOf(db, maya.accountId)).toBe(2020n)
})

test.each([
  ['sandbox_no_funds', 'There is not enough money on this card.', 'retryable'],
  ['sandbox_expired', 'This card has expired.', 'final'],
])('a declined card is an answer that stays: %s', async (card, reason, kind) => {
  const maya = await addTestCustomer(db)
  const request = await byCard(maya, 2040n, card)
  const first = await loadByCard(db, psp, request)
  expect(first).toMatchObject({ ok: true, load: { status: 'failed', decline_reason: reason, decline_kind: kind } })
  expect(await loadByCard(db, psp, request)).toEqual({ ...first, replayed: true })
  expect(await balanceOf(db, maya.accountId)).toBe(0n)
})

test('an answer that is lost leaves the load pending; the charge is found by its key and booked once, never repeated [3.1] [API10]', async () => {
  const maya = await addTestCustomer(db)
  const request = await byCard(maya, 2060n, 'sandbox_answer_lost')
  expect(await loadByCard(db, psp, request)).toEqual({ ok: false, code: 'psp_unavailable' })
  expect(await balanceOf(db, maya.accountId)).toBe(0n)
  expect(await settlePending(db, psp, testNow + 59_000)).toBe(0)
  expect(await settlePending(db, psp, later)).toBe(1)
  expect(await settlePending(db, psp, later)).toBe(0)
  expect(await loadByCard(db, psp, request)).toMatchObject({ ok: true, load: { status: 'succeeded' }, replayed: true })
  expect(await chargesOver(2060n)).toHaveLength(1)
  expect(await balanceOf(db, maya.accountId)).toBe(2060n)
})

test('a load that the provider never heard of fails, and money that it takes after that goes back', async () => {
  const maya = await addTestCustomer(db)
  const slow: Psp = {
    ...psp,
    charge: async request => {
      await settlePending(db, psp, later)
      return psp.charge(request)
    },
  }
  const outcome = await loadByCard(db, slow, await byCard(maya, 2080n))
  expect(outcome).toMatchObject({ ok: true, load: { status: 'failed' } })
  expect(await chargeOf(outcome)).toEqual({ state: 'succeeded', refunded: 1 })
  expect(await balanceOf(db, maya.accountId)).toBe(0n)
})

test('a balance that rises between check and settlement: the charge goes back and the load fails', async () => {
  const maya = await addTestCustomer(db, { ceiling: 3000n })
  const meanwhile: Psp = {
    ...psp,
    charge: async request => {
      await loadTestCash(db, store, maya.accountId, 1000n)
      return psp.charge(request)
    },
  }
  const outcome = await loadByCard(db, meanwhile, await byCard(maya, 2100n))
  expect(outcome).toMatchObject({ ok: true, load: { status: 'failed' } })
  expect(await chargeOf(outcome)).toEqual({ state: 'succeeded', refunded: 1 })
  expect(await balanceOf(db, maya.accountId)).toBe(1000n)
  await expectSoundBooks(db)
})

test('too much for the ceiling, another currency, an unknown account or a card of someone else is refused before anything is charged [A20]', async () => {
  const maya = await addTestCustomer(db, { ceiling: 3000n })
  const request = await byCard(maya, 3001n)
  expect(await loadByCard(db, psp, request)).toEqual({ ok: false, code: 'balance_limit_exceeded' })
  const euros = await loadByCard(db, psp, { ...request, currency: 'EUR' })
  expect(euros).toEqual({ ok: false, code: 'currency_mismatch' })
  expect(await loadByCard(db, psp, { ...request, accountId: newId() })).toMatchObject({ ok: false })
  const noah = await addTestCustomer(db)
  const stolen = await loadByCard(db, psp, await byCard(noah, 3001n, request.paymentMethodId))
  expect(stolen).toEqual({ ok: false, code: 'not_found' })
  expect(await chargesOver(3001n)).toEqual([])
})

test('a challenge by the bank waits for the customer: approved, it is booked; refused or left alone, it fails [3.1]', async () => {
  for (const [answer, status] of [
    [true, 'succeeded'],
    [false, 'failed'],
    [undefined, 'failed'],
  ] as const) {
    const maya = await addTestCustomer(db)
    const request = await byCard(maya, 2120n, 'sandbox_challenge')
    const waiting = await loadByCard(db, psp, request)
    if (!waiting.ok || waiting.action?.provider !== 'sandbox') throw new Error('no challenge')
    expect(waiting.load.status).toBe('pending')
    expect(await settlePending(db, psp, later)).toBe(0)
    if (answer !== undefined) expect(await psp.controls.answerChallenge(waiting.action.challengeId, answer)).toBe(true)
    expect(await settlePending(db, psp, testNow + 3_700_000)).toBe(1)
    expect(await loadByCard(db, psp, request)).toMatchObject({ ok: true, load: { status }, replayed: true })
    expect(await balanceOf(db, maya.accountId)).toBe(status === 'succeeded' ? 2120n : 0n)
    expect(await psp.controls.answerChallenge(waiting.action.challengeId, true)).toBe(false)
  }
})

test('without the customer there, a challenge is a decline that says so', async () => {
  const maya = await addTestCustomer(db)
  const request = { ...(await byCard(maya, 2140n, 'sandbox_challenge')), offSession: true }
  const outcome = await loadByCard(db, psp, request)
  expect(outcome).toMatchObject({ ok: true, load: { status: 'failed', decline_kind: 'needsCustomer' }, action: null })
})

test('a provider that fails in another way is a bug to be seen, and the load stays pending', async () => {
  const maya = await addTestCustomer(db)
  const request = await byCard(maya, 2160n)
  const failing = (error: Error): Psp => ({
    ...psp,
    charge: async () => {
      throw error
    },
  })
  await expect(loadByCard(db, failing(new Error('broken')), request)).rejects.toThrow('broken')
  expect(await loadByCard(db, failing(new PspUnavailable('away')), request)).toMatchObject({ code: 'psp_unavailable' })
  expect(await loadByCard(db, psp, request)).toMatchObject({ ok: true, load: { status: 'succeeded' } })
})

test('a repeat is no second charge, even at a provider that has forgotten the key by then', async () => {
  const maya = await addTestCustomer(db)
  const request = await byCard(maya, 2_083n, 'sandbox_answer_lost')
  expect(await loadByCard(db, psp, request)).toEqual({ ok: false, code: 'psp_unavailable' })
  const forgetful: Psp = { ...psp, charge: asked => psp.charge({ ...asked, key: newId() }) }
  expect(await loadByCard(db, forgetful, request)).toMatchObject({ ok: true, load: { status: 'succeeded' } })
  expect(await chargesOver(2_083n)).toHaveLength(1)
  expect(await balanceOf(db, maya.accountId)).toBe(2_083n)
})
