import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addTestStore, currency } from '../../../test/brand.ts'
import { testDatabase } from '../../../test/database.ts'
import { testNow } from '../../../test/till.ts'
import { newId, type Uuid } from '../../kernel/ids.ts'
import type { Transaction } from '../../platform/database.ts'
import { openStoredValue, ownAccountId } from './accounts.ts'
import { drawsOf, type LotOrigin, lotsOf } from './lots.ts'
import { postTransfers } from './post.ts'
import { type NewTransfer, PostingRefused } from './post-exactly.ts'
import { proveLedger } from './prove.ts'

const seed = 20261122
const db = await testDatabase()
await addTestStore(db)
const day = 86_400_000
const own = { id: ownAccountId('adjustments', currency), guarded: false }
const at = (id: Uuid) => ({ id, guarded: true })

async function openAccounts(count: number, ceiling?: bigint): Promise<Uuid[]> {
  const ids = Array.from({ length: count }, () => newId())
  const accounts = ids.map(id => ({ id, currency, ceiling, atMs: 0 }))
  await db.transaction(tx => openStoredValue(tx, accounts))
  return ids
}
const post = (...transfers: NewTransfer[]) => db.transaction(tx => postTransfers(tx, transfers))
const load = (to: Uuid, amount: bigint, opens: LotOrigin, atMs = testNow): NewTransfer => {
  return { id: newId(), kind: 'load', debit: own, credit: at(to), amount, currency, atMs, opens }
}
const pay = (from: Uuid, amount: bigint, atMs = testNow): NewTransfer => {
  return { id: newId(), kind: 'adjustment', debit: at(from), credit: own, amount, currency, atMs }
}
const move = (from: Uuid, to: Uuid, amount: bigint): NewTransfer => {
  return { id: newId(), kind: 'move', debit: at(from), credit: at(to), amount, currency, atMs: testNow }
}
const shown = async (id: Uuid, on: Pick<Transaction, 'query'> = db) =>
  (await lotsOf(on, [id]))
    .get(id)!
    .map(lot => [lot.kind, lot.amount, lot.expiresAt ? lot.expiresAt.getTime() - testNow : null])

test('value is spent in order: promotional by expiry, then gift by expiry, then refunds, then paid value, oldest first [1.3]', async () => {
  const [a] = (await openAccounts(1)) as [Uuid]
  await post(
    load(a, 1n, { kind: 'paid', tender: 'card' }),
    load(a, 2n, { kind: 'paid', tender: 'card' }, testNow - day),
    load(a, 4n, { kind: 'gift', tender: 'cash' }),
    load(a, 8n, { kind: 'gift', tender: 'cash', expiresMs: testNow + 9 * day }),
    load(a, 16n, { kind: 'refund', tender: 'goodwill' }),
    load(a, 32n, { kind: 'promotional', tender: 'bulk', expiresMs: testNow + 5 * day }),
    load(a, 64n, { kind: 'promotional', tender: 'bulk', expiresMs: testNow + 2 * day }),
  )
  const order = (await shown(a)).map(([, amount]) => amount)
  expect(order).toEqual([64n, 32n, 8n, 4n, 16n, 2n, 1n])
  const payment = pay(a, 64n + 32n + 8n + 4n + 6n)
  await post(payment)
  expect((await drawsOf(db, [payment.id])).get(payment.id)!.map(part => part.amount)).toEqual([64n, 32n, 8n, 4n, 6n])
  expect((await shown(a)).map(([, amount]) => amount)).toEqual([10n, 2n, 1n])
})

test('expired value is not spent, though it was there when it was added; the rest is [1.2] [A31]', async () => {
  const [a] = (await openAccounts(1)) as [Uuid]
  await post(load(a, 50n, { kind: 'promotional', tender: 'bulk', expiresMs: testNow + day }))
  await post(load(a, 30n, { kind: 'paid', tender: 'card' }))
  await expect(post(pay(a, 31n, testNow + day))).rejects.toThrow(PostingRefused)
  await post(pay(a, 30n, testNow + day))
  expect(await shown(a)).toEqual([])
  const [expired] = await db.query<{ amount: bigint }>(
    'SELECT amount FROM ledger.transfers WHERE kind = 9 AND debit_account = $1 AND credit_account = $2',
    [a, ownAccountId('promotions', currency)],
  )
  expect(expired).toEqual({ amount: 50n })
})

test('lots keep what they are when they move to another account, and go back where a refund names them [4.4]', async () => {
  const [a, b] = (await openAccounts(2)) as [Uuid, Uuid]
  await post(load(a, 10n, { kind: 'gift', tender: 'cash', expiresMs: testNow + day, jurisdiction: 'US-CA' }))
  await post(load(b, 5n, { kind: 'paid', tender: 'card' }))
  await post(move(a, b, 10n))
  expect(await shown(b)).toEqual([
    ['gift', 10n, day],
    ['paid', 5n, null],
  ])
  const payment = pay(b, 12n)
  await post(payment)
  const draws = (await drawsOf(db, [payment.id])).get(payment.id)!
  await post({ ...pay(b, 12n), id: newId(), debit: own, credit: at(b), lots: draws })
  expect(await shown(b)).toEqual([
    ['gift', 10n, day],
    ['paid', 5n, null],
  ])
})

test('nothing is taken from a lot that does not have it, and no lots that do not add up are posted', async () => {
  const [a] = (await openAccounts(1)) as [Uuid]
  const [first, second] = [
    load(a, 10n, { kind: 'paid', tender: 'card' }),
    load(a, 10n, { kind: 'paid', tender: 'card' }),
  ]
  await post(first, second)
  const from = (lots: NonNullable<NewTransfer['lots']>) => post({ ...pay(a, 11n), lots })
  await expect(from([{ lotId: first.id, amount: 11n }])).rejects.toThrow(PostingRefused)
  await expect(from([{ lotId: newId(), amount: 11n }])).rejects.toThrow(PostingRefused)
  await expect(from([{ lotId: first.id, amount: 5n }])).rejects.toThrow('do not add up')
  await from([
    { lotId: first.id, amount: 1n },
    { lotId: second.id, amount: 10n },
  ])
  expect(await shown(a)).toEqual([['paid', 9n, null]])
})

/** What the model knows of a lot: its place in the order, and how much each account has of it. */
interface ModelLot {
  readonly id: Uuid
  readonly order: readonly [kind: number, at: number, id: Uuid]
  readonly held: Map<Uuid, bigint>
}

const step = fc.oneof(
  fc.record({
    do: fc.constant('load' as const),
    to: fc.nat(2),
    amount: fc.bigInt(1n, 50n),
    kind: fc.constantFrom('promotional' as const, 'gift' as const, 'refund' as const, 'paid' as const),
    expiry: fc.option(fc.integer({ min: 1, max: 9 })),
    age: fc.nat(5),
  }),
  fc.record({ do: fc.constant('pay' as const), from: fc.nat(2), amount: fc.bigInt(1n, 80n) }),
  fc.record({ do: fc.constant('move' as const), from: fc.nat(2), to: fc.nat(2), amount: fc.bigInt(1n, 60n) }),
)

test('any loads, payments and moves leave the lots that the plainest model has', { timeout: 60_000 }, async () => {
  const kinds = ['promotional', 'gift', 'refund', 'paid']
  const run = async (steps: readonly StepOf[]) => {
    const ids = await openAccounts(3, 200n)
    const lots: ModelLot[] = []
    const held = (account: Uuid) =>
      lots
        .filter(lot => (lot.held.get(account) ?? 0n) > 0n)
        .sort((x, y) => compare(x.order, y.order))
        .map(lot => ({ lot, amount: lot.held.get(account)! }))
    const total = (account: Uuid) => held(account).reduce((sum, { amount }) => sum + amount, 0n)
    const draw = (from: Uuid, to: Uuid | undefined, amount: bigint) => {
      let left = amount
      for (const { lot, amount: has } of held(from)) {
        const share = has < left ? has : left
        lot.held.set(from, has - share)
        if (to) lot.held.set(to, (lot.held.get(to) ?? 0n) + share)
        left -= share
      }
    }
    for (const one of steps) {
      if (one.do === 'load') {
        const to = ids[one.to]!
        const expiresMs = one.expiry === null ? undefined : testNow + one.expiry * day
        const transfer = load(to, one.amount, { kind: one.kind, tender: 'test', expiresMs }, testNow - one.age * day)
        const fits = total(to) + one.amount <= 200n
        if (!fits) await expect(post(transfer)).rejects.toThrow(PostingRefused)
        else {
          await post(transfer)
          const byExpiry = one.kind === 'promotional' || one.kind === 'gift'
          const place = byExpiry ? (expiresMs ?? Number.MAX_SAFE_INTEGER / 2 + transfer.atMs) : transfer.atMs
          const order = [kinds.indexOf(one.kind), place, transfer.id] as const
          lots.push({ id: transfer.id, order, held: new Map([[to, one.amount]]) })
        }
      } else if (one.do === 'pay') {
        const from = ids[one.from]!
        if (total(from) < one.amount) await expect(post(pay(from, one.amount))).rejects.toThrow(PostingRefused)
        else {
          await post(pay(from, one.amount))
          draw(from, undefined, one.amount)
        }
      } else if (one.from !== one.to) {
        const [from, to] = [ids[one.from]!, ids[one.to]!]
        const allowed = total(from) >= one.amount && total(to) + one.amount <= 200n
        if (!allowed) await expect(post(move(from, to, one.amount))).rejects.toThrow(PostingRefused)
        else {
          await post(move(from, to, one.amount))
          draw(from, to, one.amount)
        }
      }
    }
    const real = await lotsOf(db, ids)
    for (const id of ids) {
      expect(real.get(id)!.map(lot => [lot.id, lot.amount])).toEqual(
        held(id).map(({ lot, amount }) => [lot.id, amount]),
      )
    }
  }
  await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 25 }), run), { seed, numRuns: 60 })
  expect((await proveLedger(db)).checks.filter(check => !check.ok)).toEqual([])
})

type StepOf = typeof step extends fc.Arbitrary<infer T> ? T : never

function compare(a: ModelLot['order'], b: ModelLot['order']): number {
  for (const i of [0, 1, 2] as const) if (a[i] !== b[i]) return a[i] < b[i] ? -1 : 1
  return 0
}
