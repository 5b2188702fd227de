import fc from 'fast-check'
import { expect, test } from 'vitest'
import { newId } from '../../src/kernel/ids.ts'
import { laneOf, ownAccountId } from '../../src/modules/ledger/index.ts'
import { balanceOf, expectSoundBooks } from '../books.ts'
import { addTestCustomer, addTestStore, currency } from '../brand.ts'
import { appDatabase } from '../database.ts'
import { testFingerprint, testNow, testRequest } from '../till.ts'
import { type Answer, startProcesses, type Work } from './processes.ts'

const seed = 20261122
const db = await appDatabase()
const store = await addTestStore(db)
const customers = await Promise.all(Array.from({ length: 12 }, () => addTestCustomer(db, { balance: 3_000n, store })))
const processes = await startProcesses(db.url, 3)

/** 1,200 payments and loads of few accounts with little money, 4 % of them with a key and content that was sent before. */
function mixedWork(): Work[] {
  const plan = fc.array(
    fc.record({
      hot: fc.boolean(),
      who: fc.nat(11),
      amount: fc.integer({ min: 1, max: 900 }),
      kind: fc.nat(99),
      again: fc.nat(),
    }),
    { minLength: 1_200, maxLength: 1_200 },
  )
  const work: Work[] = []
  for (const { hot, who, amount, kind, again } of fc.sample(plan, { seed, numRuns: 1 })[0]!) {
    const customer = customers[hot ? who % 2 : who]!
    if (kind < 4 && work.length > 0) work.push(work[again % work.length]!)
    else if (kind < 14) work.push({ load: cash(customer.accountId, BigInt(amount)) })
    else work.push({ payment: testRequest(store, customer, { amount, atMs: testNow + work.length * 30_000 }) })
  }
  return work
}

function cash(accountId: string, amount: bigint) {
  const { id: storeId, terminalId, cashierId: staffId } = store
  const idempotency = { clientId: terminalId, key: newId(), fingerprint: testFingerprint([accountId, String(amount)]) }
  const place = { sourceId: ownAccountId('cash_in_tills', currency, storeId), storeId, terminalId, staffId }
  return {
    lane: laneOf(accountId),
    id: newId(),
    accountId,
    ...place,
    amount,
    currency,
    tender: 'cash',
    idempotency,
    atMs: testNow,
  } as const
}

test(`three processes, hot accounts, little money, repeated keys (seed ${seed}): every key happens once, and all sums are right`, async () => {
  const work = mixedWork()
  const portions = processes.map((_, i) => work.filter((_, j) => j % processes.length === i))
  const answers = (await Promise.all(processes.map((process, i) => process(portions[i]!)))).flat()

  const done = new Map<string, { work: Work; ids: Set<string> }>()
  for (const [i, one] of portions.flat().entries()) {
    const { key } = 'load' in one ? one.load.idempotency : one.payment.idempotency
    const found = done.get(key) ?? { work: one, ids: new Set<string>() }
    done.set(key, found)
    const answer = answers[i] as Answer | { ok: true; load: { id: string } } | { error: Error }
    if ('error' in answer) throw answer.error
    if (answer.ok) found.ids.add('load' in answer ? answer.load.id : answer.value.id!)
    else expect(answer.code).toBe('insufficient_funds')
  }
  const balances = new Map(customers.map(({ accountId }) => [accountId, 3_000n]))
  for (const { work: one, ids } of done.values()) {
    expect(ids.size).toBeLessThanOrEqual(1)
    if (ids.size === 0) continue
    const [accountId, amount] =
      'load' in one ? [one.load.accountId, one.load.amount] : [payerOf(one.payment.code), -BigInt(one.payment.amount)]
    balances.set(accountId, balances.get(accountId)! + amount)
  }
  for (const [accountId, balance] of balances) expect(await balanceOf(db, accountId)).toBe(balance)
  await expectSoundBooks(db)
})

function payerOf(code: string): string {
  return customers.find(customer => customer.codeAt(testNow).slice(0, 8) === code.slice(0, 8))!.accountId
}
