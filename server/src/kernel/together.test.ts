import { expect, test } from 'vitest'
import { together } from './together.ts'

test('who asks for the same at the same time shares one answer; who asks for something else, or later, gets their own', async () => {
  const asked: string[] = []
  const find = together(async (key: string) => {
    asked.push(key)
    await Promise.resolve()
    return `${key}${asked.length}`
  })
  expect(await Promise.all(['a', 'a', 'b', 'a'].map(find))).toEqual(['a2', 'a2', 'b2', 'a2'])
  expect(await find('a')).toBe('a3')
  expect(asked).toEqual(['a', 'b', 'a'])
})

test('an error is for all who waited, and for nobody after them', async () => {
  let tries = 0
  const find = together(async (_: string) => {
    tries++
    if (tries === 1) throw new Error('not now')
    return tries
  })
  expect((await Promise.allSettled([find('a'), find('a')])).map(({ status }) => status)).toEqual([
    'rejected',
    'rejected',
  ])
  expect(await find('a')).toBe(2)
})
