import { expect, test } from 'vitest'
import { testKey } from '../../test/brand.ts'
import { appDatabase } from '../../test/database.ts'
import { fromTypeId } from '../kernel/ids.ts'
import { selectStores } from '../modules/catalogue/index.ts'
import { proveLedger, totalsOf, trialBalanceRows } from '../modules/ledger/index.ts'
import { readBrand } from '../platform/brand.ts'
import { seedDemo } from './seed-demo.ts'

const db = await appDatabase()
const nowMs = Date.parse('2026-11-22T20:15:00Z') // a Sunday afternoon on the east coast
const options = { db, masterKey: testKey, nowMs, currency: 'USD' }
const seed = await seedDemo(options)

test('the books of the demo prove, and balance to zero', async () => {
  expect((await proveLedger(db)).checks.filter(check => !check.ok)).toEqual([])
  for (const { debit, credit } of totalsOf(await trialBalanceRows(db, undefined))) expect(debit).toBe(credit)
})

test("every customer's balance is within the programme's limits", async () => {
  const [row] = await db.query<{ accounts: bigint; lowest: bigint; highest: bigint }>(
    'SELECT count(*) AS accounts, min(balance) AS lowest, max(balance) AS highest FROM ledger.accounts WHERE balance IS NOT NULL',
  )
  expect(row!.accounts).toBe(311n) // with three gifts and three gift cards
  expect(row!.lowest).toBeGreaterThanOrEqual(0n)
  expect(row!.highest).toBeLessThanOrEqual(50_000n)
})

test('a year of history ends now, and the last hours before now are alive', async () => {
  const [row] = await db.query<{ payments: bigint; future: bigint; today: bigint; nameless: bigint; refunds: bigint }>(
    `SELECT count(*) AS payments, count(*) FILTER (WHERE at > $1) AS future, count(*) FILTER (WHERE at > $2) AS today,
            count(*) FILTER (WHERE customer_name IS NULL OR terminal_id IS NULL OR staff_id IS NULL) AS nameless,
            (SELECT count(*) FROM payments.refunds WHERE at <= $1) AS refunds
       FROM payments.payments`,
    [new Date(nowMs), new Date(nowMs - 9 * 3_600_000)],
  )
  expect(row!.payments).toBeGreaterThan(15_000n)
  expect(row!.payments).toBeLessThan(20_000n)
  expect(row!.today).toBeGreaterThan(20n)
  expect(row!.refunds).toBeGreaterThan(30n)
  expect([row!.future, row!.nameless]).toEqual([0n, 0n])
  const [load] = await db.query<{ future: bigint }>('SELECT count(*) AS future FROM funding.loads WHERE at > $1', [
    new Date(nowMs),
  ])
  expect(load!.future).toBe(0n)
})

test('stores are open from 6 to 20 on their own clocks, in two time zones', async () => {
  const stores = await selectStores(db)
  expect(new Set(stores.map(store => store.time_zone))).toEqual(new Set(['America/New_York', 'America/Chicago']))
  const closed = await db.query(
    `SELECT 1 FROM payments.payments p JOIN catalogue.stores s ON s.id = p.store_id
      WHERE extract(hour FROM p.at AT TIME ZONE s.time_zone) NOT BETWEEN 6 AND 19`,
  )
  expect(closed).toEqual([])
})

test('no account was ever short of money, at any instant of the year', async () => {
  const below = await db.query(
    `SELECT account FROM (
       SELECT account, sum(amount) OVER (PARTITION BY account ORDER BY at, amount DESC) AS balance FROM (
         SELECT credit_account AS account, amount, at FROM ledger.transfers
         UNION ALL SELECT debit_account, -amount, at FROM ledger.transfers) legs
        JOIN ledger.accounts a ON a.id = account AND a.balance IS NOT NULL) running WHERE balance < 0`,
  )
  expect(below).toEqual([])
})

test('the customers to sign in as hold what their stories say', async () => {
  const balanceOf = async (name: string) => {
    const accountId = fromTypeId('acc', seed.customers.find(customer => customer.name === name)!.accountId)
    const [row] = await db.query<{ balance: bigint }>('SELECT balance FROM ledger.accounts WHERE id = $1', [accountId])
    return row!.balance
  }
  expect(await balanceOf('Maya Lindqvist')).toBeGreaterThan(2_000n)
  expect(await balanceOf('Maya Lindqvist')).toBeLessThan(3_500n)
  expect(await balanceOf('Priya Raman')).toBe(0n)
  expect(await balanceOf('Tom Okafor')).toBeLessThan(1_000n)
})

test('seeding again, later, changes nothing and tells the same', async () => {
  const count = `SELECT (SELECT count(*) FROM ledger.transfers) AS transfers, (SELECT count(*) FROM wallet.customers) AS customers,
                        (SELECT count(*) FROM payments.refunds) AS refunds`
  const before = await db.query(count)
  expect(await seedDemo({ ...options, nowMs: nowMs + 86_400_000 })).toEqual(seed)
  expect(await db.query(count)).toEqual(before)
  expect(await readBrand(db)).toMatchObject({ name: 'Harbor & Rye', cardFee: { basisPoints: 290n, fixed: 30n } })
})

test('a seed that was interrupted goes on, and writes nothing twice', async () => {
  const sum = 'SELECT count(*) AS count, sum(amount)::bigint AS amount FROM ledger.transfers'
  const before = await db.query(sum)
  await db.query(`UPDATE ringfence.settings SET value = value || '{"complete": false}' WHERE name = 'demo'`)
  expect(await seedDemo(options)).toEqual(seed)
  expect(await db.query(sum)).toEqual(before)
})

test('the first tills have shifts of the last days, counted, a few of them a little off', async () => {
  const [row] = await db.query<{ shifts: bigint; open: bigint; off: bigint; takings: bigint }>(
    `SELECT count(*) AS shifts, count(*) FILTER (WHERE closed_at IS NULL) AS open, count(*) FILTER (WHERE counted <> expected) AS off,
            sum(cardinality(takings)) AS takings FROM shifts.shifts`,
  )
  expect([row!.shifts, row!.open]).toEqual([9n, 0n])
  expect(row!.off).toBeGreaterThan(0n)
  expect(row!.takings).toBeGreaterThan(50n)
})

test('of a batch of printed gift cards three are sold, and the seed tells their numbers', async () => {
  const rows = await db.query<{ state: string; cards: bigint }>(
    'SELECT state, count(*) AS cards FROM gift_cards.cards WHERE batch_id IS NOT NULL GROUP BY state ORDER BY state',
  )
  expect(rows).toEqual([
    { state: 'active', cards: 3n },
    { state: 'pending', cards: 9n },
  ])
  expect(seed.giftCards.filter(card => card.sold)).toHaveLength(3)
})

test('an employer has loaded some, a promotion waits for a second person, and Elena has a standing rule', async () => {
  const lists = await db.query(
    `SELECT b.kind, b.status, count(*) FILTER (WHERE l.load_id IS NOT NULL) AS loaded,
            count(*) FILTER (WHERE l.status = 'problem') AS problems
       FROM funding.bulk_loads b JOIN funding.bulk_lines l ON l.bulk_id = b.id GROUP BY b.id ORDER BY b.id`,
  )
  expect(lists).toEqual([
    { kind: 'employer', status: 'done', loaded: 12n, problems: 0n },
    { kind: 'promotion', status: 'preview', loaded: 0n, problems: 1n },
  ])
  const rules = await db.query('SELECT trigger_type, status FROM funding.auto_top_ups')
  expect(rules).toEqual([{ trigger_type: 'monthly', status: 'on' }])
})
