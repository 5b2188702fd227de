import { expect, test } from 'vitest'
import { remember } from './remember.ts'

/** Doubles a number, and tells which numbers it was asked for. */
function doubling(most: number) {
  const asked: number[] = []
  const double = remember(most, (key: number) => {
    asked.push(key)
    return key * 2
  })
  return { double, asked }
}

test('what was found is not looked for again', () => {
  const { double, asked } = doubling(10)
  expect([1, 2, 1, 2, 0, 0].map(double)).toEqual([2, 4, 2, 4, 0, 0])
  expect(asked).toEqual([1, 2, 0])
})

test('no more is held than the limit; then all is forgotten, and found again', () => {
  const { double, asked } = doubling(3)
  expect([1, 2, 3, 1, 2, 3].map(double)).toEqual([2, 4, 6, 2, 4, 6])
  expect(asked).toEqual([1, 2, 3])
  expect([4, 1, 4, 1].map(double)).toEqual([8, 2, 8, 2])
  expect(asked).toEqual([1, 2, 3, 4, 1])
})

test('an error is not remembered', () => {
  let tries = 0
  const find = remember(1, () => {
    tries++
    if (tries === 1) throw new Error('not now')
    return tries
  })
  expect(() => find('a')).toThrow('not now')
  expect([find('a'), find('a')]).toEqual([2, 2])
})
