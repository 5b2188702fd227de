import { payCodeStep } from '@ringfence/contract/pay-code'
import { describe, expect, it } from 'vitest'
import { couldHaveUsed, groupCode, msToNextCode, stepMs, stepToShow } from './step.ts'

const step = 58_000_000
const at = (seconds: number) => step * stepMs + seconds * 1000

describe('which code is shown', () => {
  it('is the code of the present step', () => {
    expect(stepToShow(at(0), undefined)).toBe(step)
    expect(stepToShow(at(29.999), undefined)).toBe(step)
    expect(stepToShow(at(30), undefined)).toBe(step + 1)
  })

  it('is the next one right after a payment, as a code is good once', () => {
    expect(stepToShow(at(10), step)).toBe(step + 1)
  })

  it('goes on with time again when the used step is past', () => {
    expect(stepToShow(at(40), step)).toBe(step + 1)
    expect(stepToShow(at(75), step)).toBe(step + 2)
  })

  it('is none when two were used in one step: the server takes one step ahead only', () => {
    expect(stepToShow(at(10), step + 1)).toBeUndefined()
    expect(stepToShow(at(30), step + 1)).toBe(step + 2)
  })

  it('is never one that the server would refuse as too early or as used', () => {
    for (let seconds = 0; seconds < 120; seconds++) {
      for (let used = step - 2; used <= step + 2; used++) {
        const shown = stepToShow(at(seconds), used)
        if (shown === undefined) continue
        expect(shown).toBeGreaterThan(used)
        expect(shown - payCodeStep(at(seconds))).toBeLessThanOrEqual(1)
        expect(shown).toBeGreaterThanOrEqual(payCodeStep(at(seconds)))
      }
    }
  })
})

describe('the countdown', () => {
  it('runs to the end of the step shown', () => {
    expect(msToNextCode(at(10), step)).toBe(20_000)
  })

  it('is longer for a code shown early', () => {
    expect(msToNextCode(at(10), step + 1)).toBe(50_000)
  })

  it('runs to the next step while waiting', () => {
    expect(msToNextCode(at(10), undefined)).toBe(20_000)
  })
})

it('a payment long after a code was shown did not use it', () => {
  expect(couldHaveUsed(at(45), step)).toBe(true)
  expect(couldHaveUsed(at(300), step)).toBe(false)
})

it('a code is grouped to be read aloud', () => {
  expect(groupCode('K7QX2M9D04382150')).toBe('K7QX 2M9D · 0438 2150')
})
