import { expect, test } from 'vitest'
import { backendsWaiting, endBackends } from '../../test/backends.ts'
import { testDatabase } from '../../test/database.ts'
import { arrayOf, sqlState, type Transaction } from './database.ts'

const db = await testDatabase()
await db.query('CREATE TABLE counters (id int PRIMARY KEY, value bigint NOT NULL)')
await db.query('INSERT INTO counters VALUES (1, 0), (2, 0), (3, 0)')

async function value(id: number): Promise<bigint> {
  const [row] = await db.query<{ value: bigint }>('SELECT value FROM counters WHERE id = $1', [id])
  return row!.value
}
const add = (tx: Transaction, id: number) => tx.query('UPDATE counters SET value = value + 1 WHERE id = $1', [id])

test('a deadlock is tried again until both transactions are through, each exactly once', async () => {
  let attempts = 0
  let bothHoldOne = () => {}
  const meeting = new Promise<void>(resolve => {
    bothHoldOne = resolve
  })
  const inOrder = (first: number, second: number) =>
    db.transaction(async tx => {
      await add(tx, first)
      if (++attempts === 2) bothHoldOne()
      if (attempts <= 2) await meeting
      await add(tx, second)
    })
  await Promise.all([inOrder(1, 2), inOrder(2, 1)])
  expect(attempts).toBeGreaterThan(2) // more than 3: the one that starts again may come before the one that waited
  expect([await value(1), await value(2)]).toEqual([2n, 2n])
})

test('a transaction whose work throws leaves nothing, and is not tried again', async () => {
  let attempts = 0
  const failing = db.transaction(async tx => {
    attempts++
    await add(tx, 3)
    throw new Error('changed my mind')
  })
  await expect(failing).rejects.toThrow('changed my mind')
  expect([attempts, await value(3)]).toEqual([1, 0n])
})

test('it gives up after five serialization failures', async () => {
  let attempts = 0
  const failing = db.transaction(async tx => {
    attempts++
    await tx.query(`DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '40001'; END $$`)
  })
  await expect(failing).rejects.toSatisfy(error => sqlState(error) === '40001')
  expect(attempts).toBe(5)
})

test('a transaction that went on after a failed statement is never taken for committed', async () => {
  const careless = db.transaction(async tx => {
    await add(tx, 3)
    await tx.query('SELECT 1 / 0').catch(() => {})
  })
  await expect(careless).rejects.toThrow('not reported as committed')
  expect(await value(3)).toBe(0n)
})

test('a connection that is lost in a transaction rejects it, and nothing else', async () => {
  const waiting = db.transaction(async tx => {
    await add(tx, 3)
    const lost = Promise.allSettled([db.transaction(other => add(other, 3))])
    await endBackends(db, await backendsWaiting(db, 'UPDATE counters%', 1))
    return { lost }
  })
  const [outcome] = await (await waiting).lost
  expect(outcome.status === 'rejected' && sqlState(outcome.reason)).toBe('57P01')
  expect(await value(3)).toBe(1n)
})

test('a snapshot does not see what is committed after its first look, and can write nothing', async () => {
  await db.snapshot(async snapshot => {
    const look = async () =>
      (await snapshot.query<{ value: bigint }>('SELECT value FROM counters WHERE id = 1'))[0]!.value
    const before = await look()
    await db.transaction(tx => add(tx, 1))
    expect(await look()).toBe(before)
    expect(await value(1)).toBe(before + 1n)
    await expect(snapshot.query('UPDATE counters SET value = 0')).rejects.toSatisfy(
      error => sqlState(error) === '25006',
    )
  })
})

test('bigint columns and arrays are exact bigints, in both directions', async () => {
  const values = [9_007_199_254_740_993n, -9_223_372_036_854_775_808n, 9_223_372_036_854_775_807n, 0n]
  const [row] = await db.query(
    'SELECT $1::bigint[] AS several, $2::bigint AS one, $3::bigint[] AS gaps, $4::bigint[] AS none',
    [arrayOf(values), values[0], arrayOf([1n, null]), arrayOf([])],
  )
  expect(row).toEqual({ several: values, one: values[0], gaps: [1n, null], none: [] })
})
