import { expect, test } from 'vitest'
import { expectSoundBooks } from '../../../../test/books.ts'
import { addTestStore, currency, testKey } from '../../../../test/brand.ts'
import { testDatabase } from '../../../../test/database.ts'
import { testNow } from '../../../../test/till.ts'
import { hour, minute, type TestTopUp, testTopUp, topUpLimits } from '../../../../test/top-up.ts'
import { type Random, seededRandom } from '../../../demo/random.ts'
import { newId, type Uuid } from '../../../kernel/ids.ts'
import { accountStates, ownAccountId, postTransfers } from '../../ledger/index.ts'
import { openCustomers } from '../../wallet/index.ts'
import { settlePending } from '../settle-load.ts'
import { advanceSandbox } from '../work.ts'
import { runDueTopUps } from './run-due.ts'
import { setAutoTopUp } from './set-rule.ts'
import type { Trigger } from './state.ts'
import { sweepThresholds } from './watch-balances.ts'

const db = await testDatabase()
await addTestStore(db)
const ceiling = 8_000n
const misbehaviour = {
  seed: 'weeks',
  declined: 60,
  noFunds: 40,
  challenge: 10,
  processing: 30,
  answerLost: 60,
  requestLost: 60,
  duplicateWebhook: 300,
  lateWebhook: 300,
  lateMs: 8 * hour,
}

async function openAll(topUp: TestTopUp, random: Random, count: number): Promise<Uuid[]> {
  const people = Array.from({ length: count }, (_, i) => ({
    firstName: 'Maya',
    lastName: 'Test',
    email: `${i}@example.test`,
    joinedMs: 0,
  }))
  const opened = await db.transaction(tx => openCustomers(tx, people, { currency, ceiling, masterKey: testKey }))
  for (const one of opened) {
    const { customerId, accountId } = one!
    const paymentMethodId = await topUp.saveCard(customerId)
    const amount = BigInt(random.between(10, 40) * 100)
    const trigger: Trigger = random.pick([
      { type: 'threshold', threshold: 1_000n },
      { type: 'threshold', threshold: 1_000n },
      { type: 'weekly', weekday: random.between(1, 7) },
      { type: 'monthly', day: random.between(1, 31) },
    ])
    const rule = { amount, trigger, paymentMethodId }
    await setAutoTopUp(db, topUp.room, { accountId, customerId, currency, rule, atMs: testNow })
  }
  return opened.map(one => one!.accountId)
}

/** Some customers spend some of what they have; as corrections, for which no till is needed. */
async function spend(accountIds: readonly Uuid[], random: Random, atMs: number): Promise<void> {
  const states = await accountStates(db, accountIds)
  const credit = { id: ownAccountId('adjustments', currency), guarded: false }
  const transfers = [...states].flatMap(([id, { balance }]) => {
    const amount = BigInt(random.between(300, 2_500))
    if (!random.chance(0.12) || amount > balance) return []
    return [
      { id: newId(atMs), kind: 'adjustment' as const, debit: { id, guarded: true }, credit, amount, currency, atMs },
    ]
  })
  if (transfers.length > 0) await db.transaction(tx => postTransfers(tx, transfers))
}

/** A worker that dies now and then: before the charge, or after it. */
function mortal({ room }: TestTopUp, random: Random): TestTopUp['room'] {
  return {
    ...room,
    charge: async request => {
      if (random.chance(0.03)) throw new Error('died before the charge')
      const answer = await room.charge(request)
      if (random.chance(0.03)) throw new Error('died after the charge')
      return answer
    },
  }
}

async function expectOneInFlight(nowMs: number): Promise<void> {
  const two = await db.query(
    `SELECT account_id FROM funding.loads WHERE status = 'pending' GROUP BY account_id HAVING count(*) > 1`,
  )
  expect(two, new Date(nowMs).toISOString()).toEqual([])
}

test('three weeks of 120 customers on a real database: a bank that misbehaves, two workers that die [3.3]', async () => {
  const topUp = testTopUp(db, misbehaviour)
  const random = seededRandom(20_261_122)
  const accountIds = await openAll(topUp, random, 120)
  const { clock, psp } = topUp
  const workers = [mortal(topUp, random), mortal(topUp, random)]
  const work = async (nowMs: number, rooms = workers) => {
    clock.set(nowMs)
    await sweepThresholds(db, nowMs)
    await Promise.all(rooms.map(room => runDueTopUps(room, nowMs)))
    await advanceSandbox(db, { psp, controls: psp.controls }, clock)
    await settlePending(db, psp, nowMs).catch(error => topUp.errors.push(error))
    await expectOneInFlight(nowMs)
  }
  const endMs = testNow + 21 * 24 * hour
  for (let nowMs = testNow + hour; nowMs < endMs; nowMs += 6 * hour) {
    await spend(accountIds, random, nowMs)
    await work(nowMs)
    await work(nowMs + 2 * minute)
  }
  // What is in flight at the end is asked about until it has ended; nothing new is due within these minutes.
  for (let i = 1; i <= 5; i++) await work(endMs + i * 2 * minute, [topUp.room])

  const totals = await db.query<Record<string, bigint>>(
    `SELECT count(*) FILTER (WHERE status = 'succeeded') AS succeeded, count(*) FILTER (WHERE status = 'failed') AS failed,
            count(*) FILTER (WHERE status = 'pending') AS pending FROM funding.loads`,
  )
  expect(totals[0]!.succeeded).toBeGreaterThan(200n)
  expect(totals[0]!.failed).toBeGreaterThan(30n)
  expect(totals[0]!.pending).toBe(0n)
  await expectKeptPromises()
  await expectSoundBooks(db)
}, 180_000)

async function expectKeptPromises(): Promise<void> {
  // Each load by the rule is told exactly once, and says the same as the notice.
  const told = await db.query(
    `SELECT l.id, l.status, array_agg(n.kind) AS kinds FROM funding.loads l
       LEFT JOIN funding.auto_top_up_notices n
         ON n.account_id = l.account_id AND n.attempt = substr(l.idempotency_key, 9)::int
      WHERE l.decline_kind IS NOT NULL OR l.status = 'succeeded'
      GROUP BY l.id, l.status
     HAVING count(n.id) <> 1 OR (l.status = 'succeeded') <> ('charged' = ANY (array_agg(n.kind)))`,
  )
  expect(told).toEqual([])
  // What the bank took is booked, once, or given back.
  const odd = await db.query(
    `SELECT c.id FROM sandbox_psp.records c LEFT JOIN funding.loads l ON l.id = (c.value->>'key')::uuid
      WHERE c.kind = 'charge' AND c.value->>'state' = 'succeeded' AND c.value->'refunds' = '{}'
        AND l.status IS DISTINCT FROM 'succeeded'
     UNION ALL
     SELECT l.id::text FROM funding.loads l LEFT JOIN sandbox_psp.records c ON c.kind = 'charge' AND c.value->>'key' = l.id::text
      WHERE l.status = 'succeeded' AND (c.value->>'state' IS DISTINCT FROM 'succeeded' OR c.value->'refunds' <> '{}')`,
  )
  expect(odd).toEqual([])
  const over = await db.query(
    `SELECT account_id FROM funding.loads GROUP BY account_id, date_trunc('day', at AT TIME ZONE $1)
      HAVING count(*) > $2 OR sum(amount) FILTER (WHERE status = 'succeeded') > $3`,
    [topUpLimits.timeZone, topUpLimits.chargesPerDay, topUpLimits.amountPerDay],
  )
  expect(over).toEqual([])
  const off = await db.query<{ declines_in_row: number; last: { reason?: string } }>(
    `SELECT declines_in_row, last FROM funding.auto_top_ups WHERE status = 'off'`,
  )
  expect(off.every(rule => rule.last.reason !== undefined)).toBe(true)
  const high = await db.query('SELECT id FROM ledger.accounts WHERE balance > $1 AND ceiling IS NOT NULL', [ceiling])
  expect(high).toEqual([])
}
