import { expect, test } from 'vitest'
import { groupRead } from './group-read.ts'

function squares(most?: number) {
  const groups: (readonly number[])[] = []
  const reader = groupRead(async (keys: readonly number[]) => {
    groups.push(keys)
    if (keys.includes(13)) throw new Error('unlucky')
    return keys.map(key => key * key)
  }, most)
  return { reader, groups }
}

test('what is asked for in the same moment is one look-up, and each gets its own answer', async () => {
  const { reader, groups } = squares()
  expect(await Promise.all([3, 1, 2].map(reader.read))).toEqual([9, 1, 4])
  expect(await reader.read(4)).toBe(16)
  expect(groups).toEqual([[3, 1, 2], [4]])
})

test('an error reaches everyone who asked in that moment, and nobody later', async () => {
  const { reader } = squares()
  const answers = await Promise.allSettled([1, 13, 2].map(reader.read))
  expect(answers.map(answer => answer.status)).toEqual(['rejected', 'rejected', 'rejected'])
  expect(await reader.read(5)).toBe(25)
})

test('a group is at most so large, and none is empty', async () => {
  const { reader, groups } = squares(3)
  expect(await Promise.all([1, 2, 3, 4, 5, 6].map(reader.read))).toEqual([1, 4, 9, 16, 25, 36])
  await new Promise(resolve => setImmediate(resolve))
  expect(groups).toEqual([
    [1, 2, 3],
    [4, 5, 6],
  ])
})
