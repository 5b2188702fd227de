import { expect, test } from 'vitest'
import { balanceOf, expectSoundBooks } from '../../../test/books.ts'
import { addTestCustomer, addTestStore, currency, loadTestCash } from '../../../test/brand.ts'
import { testDatabase } from '../../../test/database.ts'
import { testFingerprint, testNow } from '../../../test/till.ts'
import { newId, type Uuid } from '../../kernel/ids.ts'
import { type CardLoad, loadByCard, settlePending } from './load-by-card.ts'
import type { Psp } from './psp.ts'
import { sandboxPsp } from './sandbox-psp.ts'

const db = await testDatabase()
const store = await addTestStore(db)
const psp = sandboxPsp(db)
const later = testNow + 61_000

function byCard(accountId: Uuid, amount = 2000n, paymentMethodId = 'sandbox_visa', key: string = newId()): CardLoad {
  const idempotency = { clientId: accountId, key, fingerprint: testFingerprint([String(amount), paymentMethodId]) }
  return { accountId, amount, currency, paymentMethodId, idempotency, atMs: testNow }
}

function chargesOf(amount: bigint) {
  return db.query('SELECT status, refunded FROM sandbox_psp.charges WHERE amount = $1', [amount])
}

test('a load by card is charged and booked once, and its key answers with it', async () => {
  const { accountId } = await addTestCustomer(db)
  const first = await loadByCard(db, psp, byCard(accountId, 2000n, 'sandbox_visa', 'key'))
  expect(first).toMatchObject({ ok: true, load: { status: 'succeeded' }, replayed: false })
  const again = await loadByCard(db, psp, byCard(accountId, 2000n, 'sandbox_visa', 'key'))
  expect(again).toEqual({ ...first, replayed: true })
  const other = await loadByCard(db, psp, byCard(accountId, 2001n, 'sandbox_visa', 'key'))
  expect(other).toEqual({ ok: false, code: 'idempotency_key_reused' })
  expect(await balanceOf(db, accountId)).toBe(2000n)
})

test('one load sent 20 times at once is charged and booked once', async () => {
  const { accountId } = await addTestCustomer(db)
  const request = byCard(accountId, 2020n)
  const outcomes = await Promise.all(Array.from({ length: 20 }, () => loadByCard(db, psp, request)))
  expect(new Set(outcomes.map(outcome => outcome.ok && outcome.load.id)).size).toBe(1)
  expect(await chargesOf(2020n)).toEqual([{ status: 'succeeded', refunded: false }])
  expect(await balanceOf(db, accountId)).toBe(2020n)
})

test('a declined card is an answer that stays', async () => {
  const { accountId } = await addTestCustomer(db)
  const request = byCard(accountId, 2040n, 'sandbox_no_funds')
  const first = await loadByCard(db, psp, request)
  const reason = 'There is not enough money on this card.'
  expect(first).toMatchObject({ ok: true, load: { status: 'failed', decline_reason: reason } })
  expect(await loadByCard(db, psp, request)).toEqual({ ...first, replayed: true })
  expect(await balanceOf(db, accountId)).toBe(0n)
})

test('a provider that does not answer leaves the load pending; settled later, it is booked once', async () => {
  const { accountId } = await addTestCustomer(db)
  const silent: Psp = {
    ...psp,
    charge: async request => {
      await psp.charge(request)
      throw new Error('no answer')
    },
  }
  const request = byCard(accountId, 2060n)
  expect(await loadByCard(db, silent, request)).toEqual({ ok: false, code: 'psp_unavailable' })
  expect(await balanceOf(db, accountId)).toBe(0n)
  expect(await settlePending(db, psp, testNow + 59_000)).toBe(0)
  expect(await settlePending(db, psp, later)).toBe(1)
  expect(await settlePending(db, psp, later)).toBe(0)
  expect(await loadByCard(db, psp, request)).toMatchObject({ ok: true, load: { status: 'succeeded' }, replayed: true })
  expect(await balanceOf(db, accountId)).toBe(2060n)
})

test('a load that the provider never heard of fails, and money that it takes after that goes back', async () => {
  const { accountId } = await addTestCustomer(db)
  const slow: Psp = {
    ...psp,
    charge: async request => {
      await settlePending(db, psp, later)
      return psp.charge(request)
    },
  }
  const outcome = await loadByCard(db, slow, byCard(accountId, 2080n))
  expect(outcome).toMatchObject({ ok: true, load: { status: 'failed' } })
  expect(await chargesOf(2080n)).toEqual([{ status: 'succeeded', refunded: true }])
  expect(await balanceOf(db, accountId)).toBe(0n)
})

test('a balance that rises between check and settlement: the charge goes back and the load fails', async () => {
  const { accountId } = await addTestCustomer(db, { ceiling: 3000n })
  const meanwhile: Psp = {
    ...psp,
    charge: async request => {
      await loadTestCash(db, store, accountId, 1000n)
      return psp.charge(request)
    },
  }
  const outcome = await loadByCard(db, meanwhile, byCard(accountId, 2100n))
  expect(outcome).toMatchObject({ ok: true, load: { status: 'failed' } })
  expect(await chargesOf(2100n)).toEqual([{ status: 'succeeded', refunded: true }])
  expect(await balanceOf(db, accountId)).toBe(1000n)
  await expectSoundBooks(db)
})

test('too much for the ceiling, another currency or an unknown account is refused before anything is charged', async () => {
  const { accountId } = await addTestCustomer(db, { ceiling: 3000n })
  const tooMuch = await loadByCard(db, psp, byCard(accountId, 3001n))
  expect(tooMuch).toEqual({ ok: false, code: 'balance_limit_exceeded' })
  const euros = await loadByCard(db, psp, { ...byCard(accountId, 3001n), currency: 'EUR' })
  expect(euros).toEqual({ ok: false, code: 'currency_mismatch' })
  expect(await loadByCard(db, psp, byCard(newId(), 3001n))).toMatchObject({ ok: false })
  expect(await chargesOf(3001n)).toEqual([])
})
