import { expect, test } from 'vitest'
import { backendsWaiting, endBackends } from '../../test/backends.ts'
import { testDatabase } from '../../test/database.ts'
import type { Queryable } from './database.ts'
import { type GroupCommitOptions, groupCommit } from './group-commit.ts'

const db = await testDatabase()
await db.query('CREATE TABLE written (item int PRIMARY KEY)')

async function write(on: Queryable, items: readonly number[]): Promise<void> {
  await on.query('INSERT INTO written SELECT unnest($1::int[])', [items])
}

/** Writes numbers, idempotently when alone; `sent` is what went together, `settledAlone` what went alone. */
function writer(options: Partial<GroupCommitOptions<number, string>> = {}) {
  const sent: number[][] = []
  const settledAlone: number[] = []
  const commit = groupCommit<number, string>({
    groupOf: () => 'one',
    connect: () => db.connect(),
    send: async (on, items) => {
      sent.push([...items])
      await write(on, items)
      return items.map(() => 'together')
    },
    alone: async item => {
      settledAlone.push(item)
      await db.query('INSERT INTO written VALUES ($1) ON CONFLICT DO NOTHING', [item])
      return 'alone'
    },
    ...options,
  })
  return { commit, sent, settledAlone }
}

async function writtenFrom(first: number, last: number): Promise<number[]> {
  const rows = await db.query<{ item: number }>('SELECT item FROM written WHERE item BETWEEN $1 AND $2 ORDER BY 1', [
    first,
    last,
  ])
  return rows.map(row => row.item)
}
const range = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, i) => first + i)

test('what is asked for in the same moment goes together, in order; groups never share a batch', async () => {
  const { commit, sent } = writer({ groupOf: item => (item < 5 ? 'low' : 'high') })
  const answers = await Promise.all([1, 5, 2, 6].map(item => commit.submit(item)))
  expect(answers).toEqual(Array(4).fill('together'))
  expect(sent).toEqual([
    [1, 2],
    [5, 6],
  ])
  await commit.close()
})

test('a batch holds at most so many; the next ones follow', async () => {
  const { commit, sent } = writer({ batchMax: 4 })
  await Promise.all(range(11, 20).map(item => commit.submit(item)))
  expect(sent.map(batch => batch.length)).toEqual([4, 4, 2])
  expect(sent.flat()).toEqual(range(11, 20))
  await commit.close()
})

test('one batch is in flight at a time; what comes meanwhile gathers for the next', async () => {
  const { commit, sent } = writer()
  const answers = await db.transaction(async tx => {
    await tx.query('LOCK TABLE written IN ACCESS EXCLUSIVE MODE')
    const answers = [commit.submit(21)]
    await backendsWaiting(db, 'INSERT INTO written%', 1)
    answers.push(...range(22, 25).map(item => commit.submit(item)))
    return { answers }
  })
  await Promise.all(answers.answers)
  expect(sent).toEqual([[21], range(22, 25)])
  await commit.close()
})

test('the next batch is on its way before those of the last one are told: their work does not keep the database waiting', async () => {
  const happened: string[] = []
  const { commit } = writer({
    send: async (on, items) => {
      happened.push(`sent ${items}`)
      await write(on, items)
      return items.map(() => 'together')
    },
  })
  const first = commit.submit(121).then(() => happened.push('told 121'))
  while (happened.length === 0) await new Promise(resolve => setImmediate(resolve))
  await Promise.all([first, commit.submit(122).then(() => happened.push('told 122'))])
  expect(happened).toEqual(['sent 121', 'sent 122', 'told 121', 'told 122'])
  await commit.close()
})

test('groups take turns, however full one of them is', async () => {
  const { commit, sent } = writer({ batchMax: 2, groupOf: item => (item < 140 ? 'full' : 'other') })
  await Promise.all([...range(131, 136), 141].map(item => commit.submit(item)))
  expect(sent).toEqual([[131, 132], [141], [133, 134], [135, 136]])
  await commit.close()
})

test('an item that the batch leaves open, and every item of a batch that fails, is settled alone', async () => {
  const { commit, settledAlone } = writer({
    send: async (on, items) => {
      await write(on, items)
      return items.map(item => (item === 32 ? undefined : 'together'))
    },
  })
  expect(await Promise.all([31, 32, 33].map(commit.submit))).toEqual(['together', 'alone', 'together'])
  expect(await Promise.all([34, 31, 35].map(commit.submit))).toEqual(['alone', 'alone', 'alone'])
  expect(settledAlone).toEqual([32, 34, 31, 35])
  expect(await writtenFrom(31, 35)).toEqual(range(31, 35))
  await commit.close()
})

test('a connection that is lost in mid-batch: every item is answered once and written once; the next batch goes together', async () => {
  const { commit, settledAlone } = writer()
  const answers = await db.transaction(async tx => {
    await tx.query('LOCK TABLE written IN ACCESS EXCLUSIVE MODE')
    const answers = Promise.all(range(41, 60).map(item => commit.submit(item)))
    await endBackends(db, await backendsWaiting(db, 'INSERT INTO written%', 1))
    return { answers }
  })
  expect(await answers.answers).toEqual(Array(20).fill('alone'))
  expect(settledAlone).toEqual(range(41, 60))
  expect(await writtenFrom(41, 60)).toEqual(range(41, 60))
  expect(await commit.submit(61)).toBe('together')
  await commit.close()
})

test('a connection that is lost after the commit, before the answer: nothing is written twice', async () => {
  let loseIt = true
  const { commit } = writer({
    send: async (on, items) => {
      await write(on, items)
      if (!loseIt) return items.map(() => 'together')
      loseIt = false
      await on.query('SELECT pg_terminate_backend(pg_backend_pid())')
      throw new Error('not reached: the connection is gone')
    },
  })
  expect(await Promise.all([71, 72].map(commit.submit))).toEqual(['alone', 'alone'])
  expect(await commit.submit(73)).toBe('together')
  expect(await writtenFrom(71, 73)).toEqual([71, 72, 73])
  await commit.close()
})

test('a deadlock or a serialization failure is sent again; other errors are not', async () => {
  let sends = 0
  const { commit, settledAlone } = writer({
    send: async (on, items) => {
      if (++sends < 4)
        await on.query(`DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '${sends === 1 ? '40P01' : '40001'}'; END $$`)
      await write(on, items)
      return items.map(() => 'together')
    },
  })
  expect(await commit.submit(81)).toBe('together')
  expect([sends, settledAlone]).toEqual([4, []])
  await commit.close()
})

test('an error of one that is settled alone reaches that one only', async () => {
  const { commit } = writer({
    send: async (_on, items) => items.map(item => (item > 91 ? undefined : 'together')),
    alone: async item => {
      if (item === 92) throw new Error('no')
      return 'alone'
    },
  })
  const answers = await Promise.allSettled([91, 92, 93].map(commit.submit))
  expect(answers.map(answer => answer.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  await commit.close()
})

test('closing answers all that was asked for, together or alone, and lets go of the connection', async () => {
  const connected = async () =>
    (
      await db.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'INSERT INTO written SELECT%'`,
      )
    ).length
  const { commit } = writer({ batchMax: 2 })
  const answers = range(101, 109).map(item => commit.submit(item))
  await commit.close()
  const settled = await Promise.race([
    Promise.all(answers),
    new Promise(resolve => setImmediate(() => resolve('late'))),
  ])
  expect(settled).toEqual(Array(9).fill('together'))
  await expect.poll(connected).toBe(0)
})
