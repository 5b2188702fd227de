import { parsePayCode } from '@ringfence/contract'
import { describe, expect, it } from 'vitest'
import { createWedgeRecogniser, type Key, keyGapMsMean } from './wedge.ts'

const code = '7KQ2M9XD48213377'

/** What the recogniser takes for scans when these keys come. */
function scansOf(keys: Key[]): string[] {
  const wedge = createWedgeRecogniser()
  return keys.map(key => wedge.press(key)).flatMap(step => (step.kind === 'scan' ? [step.text] : []))
}

const typed = (text: string, gapMs: number, startMs = 0, end = 'Enter'): Key[] =>
  [...text, end].map((key, index) => ({ key, atMs: startMs + index * gapMs }))

describe('the wedge scanner recogniser', () => {
  it('takes a burst that ends with Enter for a scan', () => {
    expect(scansOf(typed(code, 4))).toEqual([code])
  })

  it('takes Tab as the end too, and the slowest scanners', () => {
    expect(scansOf(typed(code, keyGapMsMean, 0, 'Tab'))).toEqual([code])
  })

  it('does not take typing for a scan', () => {
    expect(scansOf(typed(code, 110))).toEqual([])
  })

  it('does not take typing for a scan when single keys come fast', () => {
    const keys = [...code, 'Enter'].map((key, index) => ({ key, atMs: index * 70 - (index % 2) * 50 }))
    expect(scansOf(keys)).toEqual([])
  })

  it('hears a scan that stumbles once because the tablet is busy', () => {
    const keys = typed(code, 8).map((key, index) => ({ ...key, atMs: key.atMs + (index > 6 ? 100 : 0) }))
    expect(scansOf(keys)).toEqual([code])
  })

  it('does not take a scan whose Enter comes late: a person pressed it', () => {
    const keys = typed(code, 4)
    keys.push({ key: 'Enter', atMs: keys.pop()!.atMs + 400 })
    expect(scansOf(keys)).toEqual([])
  })

  it('does not take a few quick keys for a scan', () => {
    expect(scansOf(typed('1250', 10))).toEqual([])
  })

  it('leaves out what was typed before the burst', () => {
    expect(scansOf([...typed('oat mi', 130).slice(0, -1), ...typed(code, 4, 5_000)])).toEqual([code])
  })

  it('hears two scans one after the other', () => {
    expect(scansOf([...typed(code, 4), ...typed('ANOTHERCODE', 4, 90)])).toEqual([code, 'ANOTHERCODE'])
  })

  it('hears through the Shift key that makes the capitals', () => {
    const keys = typed(code, 8).flatMap(key => [{ key: 'Shift', atMs: key.atMs - 2 }, key])
    expect(scansOf(keys)).toEqual([code])
  })

  it('starts anew after an arrow or a function key in between', () => {
    const keys = [...typed('7KQ2M9XD', 4, 0, 'F1'), ...typed('48213377', 4, 36)]
    expect(scansOf(keys)).toEqual(['48213377'])
  })

  it('says where a burst may begin, so that a field can be put back as it was', () => {
    const wedge = createWedgeRecogniser()
    const starts = typed('ABC', 5, 1_000).map(key => wedge.press(key))
    expect(starts.map(step => step.kind === 'typing' && step.starts)).toEqual([true, false, false, false])
  })

  it('hands over other bar codes as they are, and they are no pay codes', () => {
    const [scan] = scansOf(typed('4006381333931', 3))
    expect(scan).toBe('4006381333931')
    expect(parsePayCode(scan!)).toBeUndefined()
  })

  it('does not grow without end when keys never stop', () => {
    expect(scansOf(typed('9'.repeat(5_000), 1))[0]!.length).toBeLessThanOrEqual(128)
  })

  it('hands over a pay code however the scanner writes it', () => {
    const spaced = scansOf(typed('7kq2 m9xd 4821 3377', 4))[0]
    expect(parsePayCode(spaced!)?.code).toBe(code)
  })
})
