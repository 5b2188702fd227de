import { expect, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import { inTurn, outboxHeads, readOutbox, runListener } from './outbox.ts'

const db = await testDatabase()
const emit = (type: string) => `SELECT ringfence.emit(0::smallint, '${type}', ARRAY[gen_random_uuid()])`

test('numbers follow the order of commits without gaps, whatever is rolled back between', async () => {
  await Promise.allSettled(
    Array.from({ length: 60 }, (_, i) =>
      db.transaction(async tx => {
        await tx.query(emit(i % 3 ? 'payments.taken' : 'loads.failed'))
        if (i % 3 === 0) throw new Error('rolled back')
      }),
    ),
  )
  const entries = await readOutbox(db, 0, 0n, 1_000)
  expect(entries.map(entry => entry.seq)).toEqual(Array.from({ length: 40 }, (_, i) => BigInt(i + 1)))
  expect(new Set(entries.map(entry => entry.type))).toEqual(new Set(['payments.taken']))
  expect(await outboxHeads(db)).toEqual([{ lane: 0, seq: 40n }])
})

test('a reader that goes on from where it was never passes over an entry that commits late', async () => {
  const seen: bigint[] = []
  const read = async () => {
    for (const { seq } of await readOutbox(db, 0, seen.at(-1) ?? 40n, 7)) seen.push(seq)
  }
  const writers = Promise.all(
    Array.from({ length: 40 }, (_, i) =>
      db.transaction(async tx => {
        await tx.query(emit('payments.taken'))
        await tx.query('SELECT pg_sleep($1)', [(i % 3) / 1000])
      }),
    ),
  )
  while (seen.length < 40) await read()
  await writers
  expect(seen).toEqual(Array.from({ length: 40 }, (_, i) => BigInt(i + 41)))
})

test('a listener works when woken, goes on while there is more and after an error, and ends after the work at hand', async () => {
  const errors: unknown[] = []
  let runs = 0
  const listener = runListener({
    work: async () => {
      runs++
      if (runs === 2) throw new Error('once')
      return runs < 2
    },
    everyMs: 1_000_000,
    onError: error => errors.push(error),
  })
  await expect.poll(() => runs).toBe(2)
  expect(errors).toEqual([new Error('once')])
  listener.wake()
  await expect.poll(() => runs).toBe(3)
  await listener.close()
  listener.wake()
  expect(runs).toBe(3)
})

test('listeners that take turns never work at the same time, and one that fails holds nobody up', async () => {
  let working = 0
  const together: number[] = []
  const pass = async (fails: boolean) => {
    together.push(++working)
    await db.query('SELECT pg_sleep(0.002)')
    working -= 1
    if (fails) throw new Error('not now')
  }
  const passes = Array.from({ length: 12 }, (_, i) => inTurn(() => pass(i % 3 === 0)))
  const ends = await Promise.allSettled(passes)
  expect(together).toEqual(Array.from({ length: 12 }, () => 1))
  expect(ends.filter(({ status }) => status === 'rejected')).toHaveLength(4)
})
