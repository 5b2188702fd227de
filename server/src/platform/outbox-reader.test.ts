import fc from 'fast-check'
import { expect, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import type { Queryable } from './database.ts'
import { type OutboxEntry, outboxHeads, readOutbox } from './outbox.ts'
import { createOutboxReader } from './outbox-reader.ts'

const db = await testDatabase()
const emit = (on: Queryable) =>
  on.query(`SELECT ringfence.emit(0::smallint, 'payments.taken', ARRAY[gen_random_uuid()])`)

/** How many reads reach the database. */
function counting() {
  const counted = { reads: 0 }
  const on: Queryable = {
    query: (text, values, name) => {
      counted.reads += 1
      return db.query(text, values, name)
    },
  }
  return { on, counted }
}

test('whoever follows gets every entry once and in order, however far behind, whatever portion, while others write and read', async () => {
  const step = fc.record({
    who: fc.integer({ min: 0, max: 3 }),
    limit: fc.integer({ min: 1, max: 300 }),
    written: fc.integer({ min: 0, max: 4 }),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 60 }), async steps => {
      const [start] = await outboxHeads(db)
      const from = start?.seq ?? 0n
      const read = createOutboxReader()
      const seen = [0, 1, 2, 3].map((): OutboxEntry[] => [])
      const goOn = async (who: number, limit: number) => {
        const mine = seen[who]!
        mine.push(...(await read(db, 0, mine.at(-1)?.seq ?? from, limit)))
      }
      for (const { who, limit, written } of steps)
        await Promise.all([
          goOn(who, limit),
          goOn((who + 1) % 4, limit),
          ...Array.from({ length: written }, () => emit(db)),
        ])
      const all = await readOutbox(db, 0, from, 1_000)
      for (const who of seen.keys()) while (seen[who]!.length < all.length) await goOn(who, 50)
      for (const mine of seen) expect(mine).toEqual(all)
    }),
    { numRuns: 40 },
  )
})

test('those who follow one another share one read and its entries; who is far behind reads for itself', async () => {
  const [start] = await outboxHeads(db)
  const from = start?.seq ?? 0n
  for (let i = 0; i < 450; i++) await emit(db)
  const { on, counted } = counting()
  const read = createOutboxReader()
  const first = await read(on, 0, from, 10)
  const second = await read(on, 0, from, 10)
  expect(counted.reads).toBe(1)
  expect(second.map((entry, i) => entry === first[i])).toEqual(first.map(() => true))
  let at = first.at(-1)!.seq
  while (at < from + 450n) at = (await read(on, 0, at, 10)).at(-1)!.seq
  expect(counted.reads).toBe(45)
  const late = await read(on, 0, from, 10)
  expect(counted.reads).toBe(46)
  expect(late).toEqual(first)
})

test('less than the portion means that there is no more', async () => {
  const [start] = await outboxHeads(db)
  const from = start!.seq
  for (let i = 0; i < 7; i++) await emit(db)
  const read = createOutboxReader()
  expect(await read(db, 0, from, 5)).toHaveLength(5)
  for (let i = 0; i < 7; i++) await emit(db)
  expect(await read(db, 0, from, 10)).toHaveLength(10) // five remembered, five fresh
  expect(await read(db, 0, from + 10n, 10)).toHaveLength(4)
})
