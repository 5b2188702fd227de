import { configureFormats } from '@ringfence/ui'
import { beforeAll, expect, test } from 'vitest'
import { averageOf, deltaOf, weekdayOf } from './change.ts'

beforeAll(() => configureFormats({ locale: 'en-US' }))

test('more than a week ago points up and is good', () => {
  expect(deltaOf(0.094, 'last Sunday')).toEqual({ direction: 'up', text: '9.4% on last Sunday', tone: 'good' })
})

test('less than a week ago points down, and the text has no second minus sign', () => {
  expect(deltaOf(-0.1234, 'last Sunday')).toEqual({ direction: 'down', text: '12.3% on last Sunday', tone: 'bad' })
})

test('nothing to compare with gives no change at all, not infinity', () => {
  expect(deltaOf(null, 'last Sunday')).toBeUndefined()
})

test('a change too small to print is called the same', () => {
  expect(deltaOf(0.0004, 'last Sunday')).toEqual({ direction: 'same', text: 'same as last Sunday' })
  expect(deltaOf(0, 'last Sunday')?.direction).toBe('same')
})

test('everything gone is minus one hundred percent', () => {
  expect(deltaOf(-1, 'last Sunday')?.text).toBe('100% on last Sunday')
})

test('from tenfold on, the factor is told instead of a percentage', () => {
  expect(deltaOf(9.99, 'last Sunday')?.text).toBe('999% on last Sunday')
  expect(deltaOf(11, 'last Sunday')?.text).toBe('12 times last Sunday')
})

test('the weekday is that of the business date, wherever the reader is', () => {
  expect(weekdayOf('2026-11-22')).toBe('Sunday')
})

test('an average is whole minor units, and none of nothing', () => {
  expect(averageOf(1_000, 3)).toBe(333)
  expect(averageOf(0, 0)).toBeNull()
})
