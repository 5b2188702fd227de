import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { throttle } from './throttle.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('the first event acts at once', () => {
  const act = vi.fn()
  throttle(act, 2_000).trigger()
  expect(act).toHaveBeenCalledTimes(1)
})

test('a burst acts at most once in each interval, and its last event is not lost', () => {
  const act = vi.fn()
  const { trigger } = throttle(act, 2_000)
  for (let event = 0; event < 50; event++) {
    trigger()
    vi.advanceTimersByTime(100)
  }
  expect(act).toHaveBeenCalledTimes(3)
  vi.advanceTimersByTime(2_000)
  expect(act).toHaveBeenCalledTimes(4)
  vi.advanceTimersByTime(60_000)
  expect(act).toHaveBeenCalledTimes(4)
})

test('after cancel nothing that was pending acts', () => {
  const act = vi.fn()
  const { trigger, cancel } = throttle(act, 2_000)
  trigger()
  trigger()
  cancel()
  vi.advanceTimersByTime(10_000)
  expect(act).toHaveBeenCalledTimes(1)
})
