import { expect, test } from 'vitest'
import { newId } from '../../src/kernel/ids.ts'
import { expectSoundBooks } from '../books.ts'
import { addTestCustomer, addTestStore } from '../brand.ts'
import { callOf } from '../calls.ts'
import { appDatabase } from '../database.ts'
import { bookedOn, finance, loadCash, must, shiftTill } from '../shift-till.ts'
import { testNow } from '../till.ts'

const db = await appDatabase()
const fifty = Array.from({ length: 50 }, (_, i) => i)

test('50 openings at once make one shift [2.7]', async () => {
  const till = shiftTill(db, await addTestStore(db))
  const answers = await Promise.all(fifty.map(() => till.open(100, testNow)))
  expect(answers.filter(answer => answer.ok)).toHaveLength(1)
  expect(answers.filter(answer => !answer.ok && answer.code === 'shift_open')).toHaveLength(49)
  const key = newId()
  const other = shiftTill(db, await addTestStore(db))
  const same = await Promise.all(fifty.map(() => other.open(100, testNow, key)))
  expect(new Set(same.map(answer => must(answer).id)).size).toBe(1)
})

test('50 closings at once close the shift once and post over or short once [2.7]', async () => {
  const store = await addTestStore(db)
  const till = shiftTill(db, store)
  const shift = must(await till.open(1_000, testNow))
  const before = await bookedOn(db, 'over_short')
  const key = newId()
  const same = await Promise.all(fifty.slice(25).map(() => till.close(shift.id, 900, testNow + 1, key)))
  const others = await Promise.all(fifty.slice(25).map(i => till.close(shift.id, 900 + i, testNow + 1)))
  for (const answer of same) expect(must(answer)).toEqual(must(same[0]!))
  for (const answer of others) expect(answer).toEqual({ ok: false, code: 'shift_closed' })
  expect((await bookedOn(db, 'over_short')) - before).toBe(-100n)
  await expectSoundBooks(db)
})

test('different closings at once: one count stands, and the books follow it', async () => {
  const store = await addTestStore(db)
  const till = shiftTill(db, store)
  const shift = must(await till.open(1_000, testNow))
  const before = await bookedOn(db, 'over_short')
  const answers = await Promise.all(fifty.map(i => till.close(shift.id, 1_000 + i, testNow + 1)))
  const [winner, ...more] = answers.filter(answer => answer.ok)
  expect(more).toEqual([])
  expect((await bookedOn(db, 'over_short')) - before).toBe(BigInt(must(winner!).overShort))
})

test('50 cash movements at once with one key move once; moving and closing at once leave no movement uncounted [2.7]', async () => {
  const store = await addTestStore(db)
  const till = shiftTill(db, store)
  const shift = must(await till.open(10_000, testNow))
  const key = newId()
  const drop = { kind: 'bankDrop', amount: 100, reason: 'drop' }
  await Promise.all(fifty.map(() => till.move(shift.id, drop, testNow, key)))
  const answers = await Promise.all([
    ...fifty.map(() => till.move(shift.id, drop, testNow + 1)),
    till.close(shift.id, 5_000, testNow + 1),
  ])
  const moved = answers.slice(0, 50).filter(answer => answer.ok).length
  const { report, movements } = must(await till.report(shift.id, testNow + 2))
  expect(movements).toHaveLength(moved + 1)
  expect(report.cash).toMatchObject({ bankDrops: 100 * (moved + 1), expected: 10_000 - 100 * (moved + 1) })
  await expectSoundBooks(db)
})

test('loads that race the close are counted by the report or shown outside, never both and never neither [2.7]', async () => {
  const store = await addTestStore(db)
  const till = shiftTill(db, store)
  const { accountId } = await addTestCustomer(db)
  const shift = must(await till.open(0, testNow))
  const loads = fifty.slice(20).map(i => loadCash(db, store, { accountId, amount: 10n, atMs: testNow + i }))
  const [closed] = await Promise.all([till.close(shift.id, 0, testNow + 60_000), ...loads])
  const { report } = must(await till.report(shift.id, testNow + 60_001))
  const query = { from: new Date(testNow).toISOString(), to: new Date(testNow + 60_000).toISOString() }
  const outside = must(await till.routes.listOutsideTakings(callOf(finance, { query })))
  const late = outside.data.reduce((count, { takings }) => count + takings.loads.count, 0)
  expect(report.takings.loads.count + late).toBe(30)
  expect(must(closed).expected).toBe(report.takings.loads.amount)
})
