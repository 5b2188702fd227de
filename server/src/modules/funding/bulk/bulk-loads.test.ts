import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { balanceOf, expectSoundBooks } from '../../../../test/books.ts'
import {
  addTestCustomer,
  addTestStore,
  currency,
  loadTestCash,
  type TestCustomer,
  testKey,
} from '../../../../test/brand.ts'
import { proved } from '../../../../test/callers.ts'
import { callOf } from '../../../../test/calls.ts'
import { testDatabase } from '../../../../test/database.ts'
import { holdRows, untilWaiting } from '../../../../test/locks.ts'
import { employ } from '../../../../test/staff.ts'
import { testNow, testTill } from '../../../../test/till.ts'
import { fromTypeId, newId, toTypeId, type Uuid } from '../../../kernel/ids.ts'
import { openDatabase } from '../../../platform/database.ts'
import type { Caller } from '../../../platform/http.ts'
import { lotsOf, setFrozen, trialBalanceRows } from '../../ledger/index.ts'
import { selectCustomer } from '../../wallet/index.ts'
import { bulkLoadRoutes } from './routes.ts'
import { workBulkLoads } from './work.ts'

const db = await testDatabase()
const store = await addTestStore(db)
let woken = 0
const routes = bulkLoadRoutes({ db, masterKey: testKey, currency, wake: () => woken++ })
const staff = (role: Caller['role'], name: string): Caller => {
  return { ...proved, role, personId: newId(), name, terminalId: undefined, storeId: undefined }
}
const maker = staff('marketing', 'Chloe Martin')
const checker = staff('finance', 'Vikram Shah')
await employ(db, maker)
await employ(db, checker)
const expiresAt = '2027-03-31T00:00:00Z'

const named = (customer: TestCustomer) => toTypeId('cus', customer.customerId)
const rowsOf = (customers: readonly TestCustomer[], amount = 2_000) =>
  customers.map(customer => ({ customer: named(customer), amount }))
const customers = (count: number) => Promise.all(Array.from({ length: count }, () => addTestCustomer(db)))

async function propose(body: object, key: string = newId()) {
  return routes.createBulkLoad(callOf(maker, { body: { name: 'Harbor Works', kind: 'employer', ...body }, key }))
}

async function proposed(body: object): Promise<string> {
  const outcome = await propose(body)
  if (!outcome.ok) throw new Error(outcome.code)
  return outcome.value.id
}

async function approved(body: object): Promise<string> {
  const id = await proposed(body)
  expect(await routes.approveBulkLoad(callOf(checker, { params: { id } }))).toMatchObject({ ok: true })
  return id
}

async function shown(id: string) {
  const outcome = await routes.getBulkLoad(callOf(checker, { params: { id } }))
  if (!outcome.ok) throw new Error(outcome.code)
  return outcome.value
}

async function linesOf(id: string, query: object = { limit: 200 }) {
  const outcome = await routes.listBulkLoadLines(callOf(checker, { params: { id }, query }))
  if (!outcome.ok) throw new Error(outcome.code)
  return outcome.value
}

const loadsOf = (accountId: Uuid) =>
  db.query('SELECT amount, tender, status FROM funding.loads WHERE account_id = $1', [accountId])

test('a list is shown before anything is loaded: whom each line found, what is wrong, what it comes to [3.2]', async () => {
  const [maya, noah] = await customers(2)
  const email = (await selectCustomer(db, testKey, noah!.customerId))!
  const text = `customer,amount\n${named(maya!)},20.00\n${email.email.toUpperCase()},5\nnobody@example.test,5\n${named(maya!)},1\n`
  const outcome = await propose({ csv: { text } })
  expect(outcome).toMatchObject({
    ok: true,
    value: { status: 'preview', createdBy: { name: 'Chloe Martin' }, decidedBy: null, currency, expiresAt: null },
  })
  const { id, totals } = outcome.ok ? outcome.value : expect.fail()
  expect(totals).toMatchObject({ lines: 4, ready: 2, readyAmount: 2_500, problems: 2, loaded: 0 })
  const { data } = await linesOf(id)
  expect(data).toMatchObject([
    { line: 2, customer: { id: named(maya!), name: 'Maya Test' }, amount: 2_000, status: 'ready', problem: null },
    { line: 3, customer: { id: named(noah!) }, amount: 500, status: 'ready' },
    { line: 4, customer: null, status: 'problem', problem: 'There is no such customer.' },
    { line: 5, status: 'problem', problem: 'The same customer is on line 2.' },
  ])
  expect(await linesOf(id, { limit: 1, cursor: '2', status: 'ready' })).toMatchObject({
    data: [{ line: 3 }],
    nextCursor: null,
  })
  expect(await linesOf(id, { limit: 1 })).toMatchObject({ data: [{ line: 2 }], nextCursor: '2' })
  await workBulkLoads(db, testNow)
  expect(await balanceOf(db, maya!.accountId)).toBe(0n)
})

test('who proposed a list may not approve it; the database refuses it too [3.2]', async () => {
  const id = await proposed({ rows: rowsOf(await customers(1)) })
  const own = await routes.approveBulkLoad(callOf({ ...maker, role: 'finance' }, { params: { id } }))
  expect(own).toEqual({ ok: false, code: 'second_person_required' })
  const forced = db.query(`UPDATE funding.bulk_loads SET status = 'posting', decided_by = created_by WHERE id = $1`, [
    fromTypeId('blk', id),
  ])
  await expect(forced).rejects.toMatchObject({ code: '23514' })
})

test('a list is approved only while who proposed it works here and may still propose [3.2] [S10]', async () => {
  const id = await proposed({ rows: rowsOf(await customers(1)) })
  const approving = () => routes.approveBulkLoad(callOf(checker, { params: { id } }))
  const closed = { ok: false, code: 'bulk_load_closed' }
  const become = (role: string, status: string) =>
    ['UPDATE identity.staff SET role = $2, status = $3 WHERE id = $1', [maker.personId, role, status]] as const
  for (const position of [become('marketing', 'inactive'), become('support', 'active')]) {
    await db.query(...position)
    expect(await approving()).toEqual(closed)
  }
  await db.query(...become('marketing', 'active'))
  const leaving = await holdRows(db, ...become('marketing', 'inactive'))
  const meanwhile = approving()
  await untilWaiting(db, 1)
  await leaving.letGo()
  expect(await meanwhile).toEqual(closed)
  expect(await shown(id)).toMatchObject({ status: 'preview' })
  await db.query(...become('marketing', 'active'))
  expect(await approving()).toMatchObject({ ok: true, value: { status: 'posting' } })
  expect(await workBulkLoads(db, testNow)).toBe(1)
})

test('a list is not approved by whoever hired its proposer, or was hired by them [3.2] [S10]', async () => {
  const id = await proposed({ rows: rowsOf(await customers(1)) })
  const placed = (person: Caller, by: Caller[]) =>
    db.query('UPDATE identity.staff SET placed_by = $2, placed_at = $3 WHERE id = $1', [
      person.personId,
      by.map(({ personId }) => personId),
      by.length === 0 ? null : new Date(0),
    ])
  for (const [one, other] of [
    [maker, checker],
    [checker, maker],
  ] as const) {
    await placed(one, [other])
    const outcome = await routes.approveBulkLoad(callOf(checker, { params: { id } }))
    expect(outcome).toEqual({ ok: false, code: 'second_person_required' })
    await placed(one, [])
  }
  expect(await shown(id)).toMatchObject({ status: 'preview' })
  await routes.cancelBulkLoad(callOf(maker, { params: { id } }))
})

test('an approved list is loaded once, as paid value that the employer owes; a repeated approval answers the same [3.2]', async () => {
  const people = await customers(3)
  const id = await approved({ rows: rowsOf(people) })
  expect(woken).toBeGreaterThan(0)
  expect(await workBulkLoads(db, testNow)).toBe(3)
  expect(await workBulkLoads(db, testNow)).toBe(0)
  const again = await routes.approveBulkLoad(callOf(checker, { params: { id } }))
  expect(again).toMatchObject({ ok: true, replayed: true, value: { status: 'done' } })
  for (const { accountId } of people) {
    expect(await loadsOf(accountId)).toEqual([{ amount: 2_000n, tender: 'bulk', status: 'succeeded' }])
    const lots = (await lotsOf(db, [accountId])).get(accountId)!
    expect(lots).toMatchObject([{ kind: 'paid', tender: 'bulk', amount: 2_000n, expiresAt: null }])
  }
  expect(await shown(id)).toMatchObject({
    status: 'done',
    decidedBy: { name: 'Vikram Shah' },
    totals: { ready: 3, loaded: 3, loadedAmount: 6_000 },
  })
  await expectSoundBooks(db)
})

test('a promotion is promotional value with its expiry, out of what the brand gives away [3.2]', async () => {
  const [maya] = await customers(1)
  await approved({ kind: 'promotion', expiresAt, rows: rowsOf([maya!]) })
  const givenAway = async () =>
    (await trialBalanceRows(db, undefined)).find(row => row.kind === 'promotions')?.balance ?? 0n
  const before = await givenAway()
  await workBulkLoads(db, testNow)
  expect((await givenAway()) - before).toBe(-2_000n)
  const lots = (await lotsOf(db, [maya!.accountId])).get(maya!.accountId)!
  expect(lots).toMatchObject([{ kind: 'promotional', amount: 2_000n, expiresAt: new Date(expiresAt) }])
})

test.each([
  ['a promotion without expiry', { kind: 'promotion' }, '/expiresAt'],
  ['a promotion that has expired', { kind: 'promotion', expiresAt: '2026-11-22T12:00:00Z' }, '/expiresAt'],
  ["an employer's money that expires", { expiresAt }, '/expiresAt'],
  ['no list', { rows: undefined }, '/rows'],
])('%s is refused', async (_what, body, pointer) => {
  const rows = [{ customer: 'maya', amount: 1 }]
  expect(await propose({ rows, ...body })).toEqual({ ok: false, code: 'validation_failed', pointers: [pointer] })
})

test('a proposal sent 20 times at once is one; its key with another list is refused', async () => {
  const [maya, noah] = await customers(2)
  const outcomes = await Promise.all(Array.from({ length: 20 }, () => propose({ rows: rowsOf([maya!]) }, 'one')))
  expect(new Set(outcomes.map(outcome => outcome.ok && outcome.value.id)).size).toBe(1)
  expect(await propose({ rows: rowsOf([noah!]) }, 'one')).toEqual({ ok: false, code: 'idempotency_key_reused' })
})

test('a list is cancelled before approval, never after; a cancelled one is not approved [3.2]', async () => {
  const people = await customers(1)
  const id = await proposed({ rows: rowsOf(people) })
  expect(await routes.cancelBulkLoad(callOf(maker, { params: { id } }))).toMatchObject({
    value: { status: 'cancelled' },
  })
  const closed = { ok: false, code: 'bulk_load_closed' }
  expect(await routes.approveBulkLoad(callOf(checker, { params: { id } }))).toEqual(closed)
  const other = await approved({ rows: rowsOf(people) })
  expect(await routes.cancelBulkLoad(callOf(maker, { params: { id: other } }))).toEqual(closed)
  expect(await routes.undoBulkLoad(callOf(checker, { params: { id: other } }))).toEqual(closed)
})

test('50 workers at once load each line once [3.2]', async () => {
  const people = await customers(250)
  const id = await approved({ rows: rowsOf(people, 100) })
  const elsewhere = openDatabase(db.url, { max: 30 })
  try {
    await Promise.all(Array.from({ length: 50 }, (_, i) => workBulkLoads(i % 2 ? elsewhere : db, testNow)))
  } finally {
    await elsewhere.end()
  }
  await workBulkLoads(db, testNow)
  expect(await shown(id)).toMatchObject({ status: 'done', totals: { loaded: 250, loadedAmount: 25_000, refused: 0 } })
  const balances = await Promise.all(people.map(({ accountId }) => balanceOf(db, accountId)))
  expect(new Set(balances)).toEqual(new Set([100n]))
  await expectSoundBooks(db)
})

test('an account that has filled up since the preview is refused with the reason, and the others are loaded [3.2]', async () => {
  const people = await customers(4)
  const full = await addTestCustomer(db, { ceiling: 2_500n })
  const id = await approved({ rows: rowsOf([people[0]!, people[1]!, full, people[2]!, people[3]!]) })
  await loadTestCash(db, store, full.accountId, 501n)
  await workBulkLoads(db, testNow)
  expect(await shown(id)).toMatchObject({ status: 'done', totals: { ready: 5, loaded: 4, refused: 1 } })
  const { data } = await linesOf(id, { status: 'refused' })
  expect(data).toMatchObject([{ line: 3, problem: 'The balance would pass its maximum.', loadId: null }])
  expect(await balanceOf(db, full.accountId)).toBe(501n)
})

test('an undo takes back what is unspent of exactly these lots, and says what was spent [3.2]', async () => {
  const [saver, spender, rich, frozen] = await customers(4)
  await loadTestCash(db, store, rich!.accountId, 3_000n)
  const all = [saver!, spender!, rich!, frozen!]
  const id = await approved({ rows: rowsOf(all) })
  await workBulkLoads(db, testNow)
  const till = testTill(db, store)
  expect(await till.pay(spender!, { amount: 1_250 })).toMatchObject({ ok: true })
  await till.close()
  await db.transaction(tx => setFrozen(tx, frozen!.accountId, true))
  const undone = await routes.undoBulkLoad(callOf(checker, { params: { id } }))
  expect(undone).toMatchObject({ ok: true, value: { status: 'undoing' } })
  const elsewhere = openDatabase(db.url, { max: 10 })
  await Promise.all([db, elsewhere, db, elsewhere].map(one => workBulkLoads(one, testNow)))
  await elsewhere.end()
  expect(await shown(id)).toMatchObject({
    status: 'undone',
    totals: { undone: 4, loaded: 4, takenBackAmount: 6_750, spentAmount: 1_250 },
  })
  const { data } = await linesOf(id)
  expect(data.map(line => [line.takenBackAmount, line.spentAmount])).toEqual([
    [2_000, 0],
    [750, 1_250],
    [2_000, 0],
    [2_000, 0],
  ])
  expect(await balanceOf(db, rich!.accountId)).toBe(3_000n)
  expect(await balanceOf(db, spender!.accountId)).toBe(0n)
  await expectSoundBooks(db)
})

test('an undo and a customer who pays at the same time: what is spent stays, the rest goes back, never both', async () => {
  const people = await customers(10)
  const id = await approved({ rows: rowsOf(people) })
  await workBulkLoads(db, testNow)
  await routes.undoBulkLoad(callOf(checker, { params: { id } }))
  const till = testTill(db, store)
  const [, ...payments] = await Promise.all([
    workBulkLoads(db, testNow),
    ...people.map(customer => till.pay(customer, { amount: 1_500 })),
  ])
  await till.close()
  await workBulkLoads(db, testNow)
  const paid = payments.filter(payment => payment.ok).length
  expect(await shown(id)).toMatchObject({
    status: 'undone',
    totals: { takenBackAmount: 20_000 - paid * 1_500, spentAmount: paid * 1_500 },
  })
  await expectSoundBooks(db)
})

test('a worker that is killed leaves no line half done; the next one goes on where it was [3.2]', async () => {
  const people = await customers(300)
  const id = await approved({ rows: rowsOf(people, 100) })
  const program = fileURLToPath(new URL('./testing-program.ts', import.meta.url))
  const worker = fork(program, [db.url], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  await once(worker, 'message') // it has committed a portion, and is at work on the next
  worker.kill('SIGKILL')
  await once(worker, 'exit')
  const { totals } = await shown(id)
  expect(totals.loaded).toBeGreaterThan(0)
  await workBulkLoads(db, testNow)
  expect(await shown(id)).toMatchObject({ status: 'done', totals: { loaded: 300, loadedAmount: 30_000 } })
  const balances = await Promise.all(people.map(({ accountId }) => balanceOf(db, accountId)))
  expect(new Set(balances)).toEqual(new Set([100n]))
  await expectSoundBooks(db)
})

test('lists are shown newest first; what is not there is not found', async () => {
  const later = {
    ...callOf<'createBulkLoad'>(maker, { body: { name: 'Later', kind: 'employer', rows: rowsOf(await customers(1)) } }),
    nowMs: testNow + 1_000,
  }
  const created = await routes.createBulkLoad(later)
  const id = created.ok ? created.value.id : expect.fail()
  const list = await routes.listBulkLoads(callOf(checker, { query: { limit: 1 } }))
  expect(list).toMatchObject({ ok: true, value: { data: [{ id }], nextCursor: id } })
  const next = await routes.listBulkLoads(callOf(checker, { query: { limit: 1, cursor: id } }))
  expect(next).toMatchObject({ ok: true, value: { data: [{ status: expect.any(String) }] } })
  const params = { id: toTypeId('blk', newId()) }
  const missing = { ok: false, code: 'not_found' }
  expect(await routes.getBulkLoad(callOf(checker, { params }))).toEqual(missing)
  expect(await routes.listBulkLoadLines(callOf(checker, { params }))).toEqual(missing)
  expect(await routes.approveBulkLoad(callOf(checker, { params }))).toEqual(missing)
  expect(await routes.listBulkLoads(callOf(checker, { query: { cursor: 'x' } }))).toMatchObject({ ok: false })
})

test('undoing a promotion on the day after it ended takes nothing back, and nothing is stuck', async () => {
  const people = await customers(2)
  const id = await approved({ kind: 'promotion', expiresAt, rows: rowsOf(people) })
  await workBulkLoads(db, testNow)
  expect(await routes.undoBulkLoad(callOf(checker, { params: { id } }))).toMatchObject({ ok: true })
  expect(await workBulkLoads(db, Date.parse(expiresAt) + 1)).toBe(2)
  expect(await shown(id)).toMatchObject({ status: 'undone', totals: { undone: 2, takenBackAmount: 0 } })
  for (const { accountId } of people) expect(await balanceOf(db, accountId)).toBe(0n)
  await expectSoundBooks(db)
})
