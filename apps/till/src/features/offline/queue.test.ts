import { type OfflinePayment, type OfflinePermit, offlineGenesis } from '@ringfence/contract'
import { expect, test } from 'vitest'
import {
  batchOf,
  emptyQueue,
  nextLink,
  pruned,
  type Queue,
  refusalOf,
  timeOf,
  unconfirmedOf,
  withPayment,
  withPermit,
  withResults,
} from './queue.ts'

const now = Date.parse('2026-11-22T12:00:00Z')
const hour = 3_600_000
const limits = { perAccount: 1_000, terminalSum: 2_000, terminalCount: 4, windowHours: 12 }
const permit: OfflinePermit = {
  enabled: true,
  currency: 'USD',
  limits,
  sequence: 0,
  head: offlineGenesis,
  now: new Date(now).toISOString(),
}
const open = withPermit(emptyQueue, 'key', permit, now)
const maya = (digits: number) => `AAAAAAAA${String(digits).padStart(8, '0')}`
const noah = (digits: number) => `BBBBBBBB${String(digits).padStart(8, '0')}`

function payment(queue: Queue, sale: { code: string; amount: number; atMs?: number; keyId?: string }): OfflinePayment {
  const keyId = sale.keyId ?? 'key'
  const link = nextLink(queue, keyId)
  const record = {
    terminalId: 'trm',
    storeId: 'sto',
    staffId: 'stf',
    ...link,
    takenAt: new Date(sale.atMs ?? now).toISOString(),
    code: sale.code,
    amount: sale.amount,
    currency: 'USD',
    tip: 0,
    items: [],
  }
  return { record, keyId, signature: `signature ${keyId} ${link.sequence}` }
}
const take = (queue: Queue, sale: Parameters<typeof payment>[1]) => {
  const taken = payment(queue, sale)
  return withPayment(queue, taken, `hash ${taken.record.sequence}`)
}
const sale = (code: string, amount: number, atMs = now) => ({ code, amount, currency: 'USD', atMs })

test('nothing is taken unseen unless the manager allows it, in the till’s currency [2.6]', () => {
  expect(refusalOf(emptyQueue, sale(maya(1), 100))).toBe('not_allowed')
  const off = withPermit(emptyQueue, 'key', { ...permit, enabled: false }, now)
  expect(refusalOf(off, sale(maya(1), 100))).toBe('not_allowed')
  expect(refusalOf(open, { ...sale(maya(1), 100), currency: 'EUR' })).toBe('currency')
  expect(refusalOf(open, sale(maya(1), 100))).toBeUndefined()
})

test('a code is taken once at this till [2.6]', () => {
  const queue = take(open, { code: maya(1), amount: 100 })
  expect(refusalOf(queue, sale(maya(1), 100))).toBe('code_used')
  expect(refusalOf(queue, sale(maya(2), 100))).toBeUndefined()
})

test('floor limits hold to the unit, for the device, in all and by number, over a day [2.6]', () => {
  const queue = take(take(open, { code: maya(1), amount: 600 }), { code: noah(1), amount: 900 })
  expect(refusalOf(queue, sale(maya(2), 400))).toBeUndefined()
  expect(refusalOf(queue, sale(maya(2), 401))).toBe('account_limit')
  expect(refusalOf(queue, sale(`CCCCCCCC${'0'.repeat(8)}`, 501))).toBe('terminal_limit')
  const full = take(take(queue, { code: maya(2), amount: 1 }), { code: noah(2), amount: 1 })
  expect(refusalOf(full, sale(maya(3), 1))).toBe('too_many')
  expect(refusalOf(full, sale(maya(3), 1_000, now + 24 * hour))).toBeUndefined()
})

test('payments form a chain: numbers go up by one, each names the hash before; a new key begins anew [2.6]', () => {
  expect(nextLink(open, 'key')).toEqual({ sequence: 1, previous: offlineGenesis })
  const queue = take(take(open, { code: maya(1), amount: 1 }), { code: maya(2), amount: 1 })
  expect(queue.payments.map(({ payment: { record } }) => [record.sequence, record.previous])).toEqual([
    [1, offlineGenesis],
    [2, 'hash 1'],
  ])
  expect(nextLink(queue, 'key')).toEqual({ sequence: 3, previous: 'hash 2' })
  expect(nextLink(queue, 'new key')).toEqual({ sequence: 1, previous: offlineGenesis })
})

test('times are the server’s, and never go back', () => {
  const behind = withPermit(emptyQueue, 'key', permit, now - hour) // the tablet is an hour slow
  expect(timeOf(behind, now - hour)).toBe(now)
  expect(timeOf(take(open, { code: maya(1), amount: 1, atMs: now + 5 }), now)).toBe(now + 5)
})

test('what has no answer is sent again; what has one is marked with it [2.6]', () => {
  let queue = take(take(take(open, { code: maya(1), amount: 1 }), { code: maya(2), amount: 2 }), {
    code: maya(3),
    amount: 4,
  })
  const sent = batchOf(queue, { alsoRefused: false })
  expect(sent.map(({ record }) => record.sequence)).toEqual([1, 2, 3])
  expect(batchOf(queue, { alsoRefused: false })).toEqual(sent)
  expect(unconfirmedOf(queue)).toEqual({ count: 3, amount: 7 })
  queue = withResults(queue, sent, [
    { sequence: 1, outcome: 'taken', paymentId: 'pay', reason: null },
    { sequence: 2, outcome: 'declined', paymentId: null, reason: 'insufficient_funds' },
    { sequence: 3, outcome: 'refused', paymentId: null, reason: 'missing_before' },
  ])
  expect(queue.payments.map(({ state, reason }) => [state, reason])).toEqual([
    ['taken', null],
    ['declined', 'insufficient_funds'],
    ['refused', 'missing_before'],
  ])
  expect(unconfirmedOf(queue)).toEqual({ count: 0, amount: 0 })
  expect(batchOf(queue, { alsoRefused: false })).toEqual([])
  expect(batchOf(queue, { alsoRefused: true }).map(({ record }) => record.sequence)).toEqual([3])
})

test('a batch stays within what one request may carry, but carries at least one', () => {
  let queue = open
  for (let i = 0; i < 30; i++) queue = take(queue, { code: maya(i), amount: 1 })
  expect(batchOf(queue, { alsoRefused: false })).toHaveLength(20)
  const large = payment(open, { code: maya(1), amount: 1 })
  const items = Array.from({ length: 100 }, () => ({
    name: 'x'.repeat(80),
    note: 'y'.repeat(120),
    quantity: 1,
    unitAmount: 1,
    tax: 0,
  }))
  const heavy = { ...large, record: { ...large.record, items } }
  const two = withPayment(withPayment(open, heavy, 'h1'), { ...heavy, signature: 'other' }, 'h2')
  expect(batchOf(two, { alsoRefused: false })).toHaveLength(1)
})

test('a device that lost its chain goes on where the server stands; one that has more to tell keeps its own', () => {
  const server = { ...permit, sequence: 7, head: 'hash 7' }
  expect(nextLink(withPermit(emptyQueue, 'key', server, now), 'key')).toEqual({ sequence: 8, previous: 'hash 7' })
  let queue = withPermit(emptyQueue, 'key', server, now)
  queue = take(queue, { code: maya(1), amount: 1 })
  expect(nextLink(withPermit(queue, 'key', server, now), 'key')).toEqual({ sequence: 9, previous: 'hash 8' })
  const confirmed = withResults(queue, batchOf(queue, { alsoRefused: false }), [
    { sequence: 8, outcome: 'taken', paymentId: 'pay', reason: null },
  ])
  // An answer that was asked for before the last payment was sent.
  expect(nextLink(withPermit(confirmed, 'key', server, now), 'key')).toEqual({ sequence: 9, previous: 'hash 8' })
})

test('what is done is forgotten after a week; what is not confirmed never', () => {
  const kept = take(open, { code: maya(1), amount: 1 })
  const taken = withResults(kept, batchOf(kept, { alsoRefused: false }), [
    { sequence: 1, outcome: 'taken', paymentId: 'pay', reason: null },
  ])
  expect(pruned(taken, now + 7 * 24 * hour).payments).toHaveLength(1)
  expect(pruned(taken, now + 7 * 24 * hour + 1).payments).toEqual([])
  expect(pruned(kept, now + 365 * 24 * hour).payments).toHaveLength(1)
})
