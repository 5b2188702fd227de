import { describe, expect, test } from 'vitest'
import { newId } from '../../src/kernel/ids.ts'
import { balanceOf, expectSoundBooks } from '../books.ts'
import { addTestCustomer, addTestStore } from '../brand.ts'
import { appDatabase } from '../database.ts'
import { testNow, testRequest } from '../till.ts'
import { startProcesses, type Work } from './processes.ts'

const db = await appDatabase()
const store = await addTestStore(db)
const [one, two] = await startProcesses(db.url, 2)
const rounds = 20

async function both(work: readonly Work[], otherWork: readonly Work[]) {
  return (await Promise.all([one!(work), two!(otherWork)])).flat()
}

/** Each round's requests go to both processes at once; the answers, a pair for each round. */
async function race(work: readonly Work[], otherWork: readonly Work[]) {
  const answers = await both(work, otherWork)
  return work.map((_, i) => [answers[i]!, answers[work.length + i]!] as const)
}

describe('over two processes at once', () => {
  test('50 payments of a balance that suffices for one: exactly one is taken', async () => {
    const customer = await addTestCustomer(db, { balance: 450n, store })
    const work = Array.from({ length: 50 }, (_, i) => ({
      payment: testRequest(store, customer, { amount: 450, atMs: testNow + i * 30_000 }),
    }))
    const answers = await both(work.slice(0, 25), work.slice(25))
    expect(answers.filter(answer => answer.ok)).toHaveLength(1)
    expect(answers.filter(answer => !answer.ok && answer.code === 'insufficient_funds')).toHaveLength(49)
    expect(await balanceOf(db, customer.accountId)).toBe(0n)
  })

  test('one code at two tills: exactly one is paid', async () => {
    const customer = await addTestCustomer(db, { balance: 100_000n, store })
    const work = (terminalId: string) =>
      Array.from({ length: 25 }, () => ({ payment: testRequest(store, customer, { amount: 450, terminalId }) }))
    const answers = await both(work(store.terminalId), work(newId()))
    expect(answers.filter(answer => answer.ok)).toHaveLength(1)
    expect(answers.filter(answer => !answer.ok && answer.code === 'code_used')).toHaveLength(49)
  })

  test('one key with one content: one payment, and both hear of it', async () => {
    const customers = await Promise.all(
      Array.from({ length: rounds }, () => addTestCustomer(db, { balance: 450n, store })),
    )
    const work = customers.map(customer => ({ payment: testRequest(store, customer, { amount: 450 }) }))
    for (const [first, second] of await race(work, work)) {
      expect(first).toMatchObject({ ok: true })
      expect(second).toMatchObject({ ok: true, value: first.ok && first.value })
    }
    for (const { accountId } of customers) expect(await balanceOf(db, accountId)).toBe(0n)
  })

  test('one key with two contents: one payment, the other content is refused', async () => {
    const customers = await Promise.all(
      Array.from({ length: rounds }, () => addTestCustomer(db, { balance: 900n, store })),
    )
    const keys = customers.map(() => newId())
    const paying = (amount: number) =>
      customers.map((customer, i) => ({ payment: testRequest(store, customer, { amount, key: keys[i]! }) }))
    for (const pair of await race(paying(400), paying(410))) {
      expect(pair.filter(answer => answer.ok)).toHaveLength(1)
      expect(pair.find(answer => !answer.ok)).toEqual({ ok: false, code: 'idempotency_key_reused' })
    }
  })

  test('one key against two accounts: one payment, the other account is not touched', async () => {
    const some = await Promise.all(Array.from({ length: rounds }, () => addTestCustomer(db, { balance: 450n, store })))
    const others = await Promise.all(some.map(() => addTestCustomer(db, { balance: 450n, store })))
    const keys = some.map(() => newId())
    const paying = (customers: typeof some) =>
      customers.map((customer, i) => ({ payment: testRequest(store, customer, { amount: 450, key: keys[i]! }) }))
    const pairs = await race(paying(some), paying(others))
    for (const [i, pair] of pairs.entries()) {
      expect(pair.filter(answer => answer.ok)).toHaveLength(1)
      expect(pair.find(answer => !answer.ok)).toEqual({ ok: false, code: 'idempotency_key_reused' })
      const paid = [await balanceOf(db, some[i]!.accountId), await balanceOf(db, others[i]!.accountId)]
      expect(paid).toEqual(pair.map(answer => (answer.ok ? 0n : 450n)))
    }
  })

  test('the books are sound after all this', () => expectSoundBooks(db))
})
