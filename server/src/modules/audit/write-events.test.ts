import { DatabaseError } from 'pg'
import { expect, test } from 'vitest'
import type { NewEvent } from './event-row.ts'
import { createWriter } from './write-events.ts'

const event = (operation: string) => ({ operation }) as NewEvent

/** A database that fails as told, then keeps what it gets. */
function fakeDatabase(failures: Error[] = [], refuses: string[] = []) {
  const groups: string[][] = []
  return {
    groups,
    append: async (events: readonly NewEvent[]) => {
      const failure = failures.shift()
      if (failure) throw failure
      if (events.some(one => refuses.includes(one.operation))) throw refusal()
      groups.push(events.map(one => one.operation))
    },
  }
}
function refusal(): Error {
  const error = new DatabaseError('new row violates check constraint', 1, 'error')
  error.code = '23514'
  return error
}

test('what is told later goes together, and a clean stop loses none of it [S11]', async () => {
  const { groups, append } = fakeDatabase()
  const writer = createWriter({ append, onError: () => {}, lingerMs: 3_600_000 })
  for (const name of ['a', 'b', 'c']) writer.later(event(name))
  expect(writer.waiting()).toBe(3)
  await writer.close()
  expect(groups).toEqual([['a', 'b', 'c']])
})

test('what somebody waits for is written at once, with all that came before it [S11]', async () => {
  const { groups, append } = fakeDatabase()
  const writer = createWriter({ append, onError: () => {}, lingerMs: 3_600_000 })
  writer.later(event('a'))
  await writer.now(event('b'))
  expect(groups).toEqual([['a', 'b']])
  await writer.close()
})

test('a database that is away keeps events waiting; who waits is told, and nothing is lost [S11]', async () => {
  const { groups, append } = fakeDatabase([new Error('connection lost'), new Error('connection lost')])
  const errors: unknown[] = []
  const writer = createWriter({ append, onError: error => errors.push(error), retryMs: 1 })
  await expect(writer.now(event('a'))).rejects.toThrow('connection lost')
  await writer.close()
  expect(groups).toEqual([['a']])
  expect(errors).toHaveLength(2)
})

test('one event that the database refuses keeps no other out [S11]', async () => {
  const { groups, append } = fakeDatabase([], ['bad'])
  const errors: unknown[] = []
  const writer = createWriter({ append, onError: error => errors.push(error), lingerMs: 3_600_000 })
  const bad = writer.now(event('bad'))
  writer.later(event('a'))
  writer.later(event('b'))
  await expect(bad).rejects.toThrow('check constraint')
  await writer.close()
  expect(groups.flat()).toEqual(['a', 'b'])
  expect(errors).toHaveLength(1)
})

test('a stop that can not write says so [S11]', async () => {
  const away = Array.from({ length: 50 }, () => new Error('connection lost'))
  const writer = createWriter({ append: fakeDatabase(away).append, onError: () => {}, lingerMs: 3_600_000, retryMs: 1 })
  writer.later(event('a'))
  await expect(writer.close()).rejects.toThrow('1 audit events')
})
