import { describe, expect, it } from 'vitest'
import { widthOfBars } from './bar-width.ts'
import { code128Of, qrOf } from './symbols.ts'

const code = 'K7QX2M9D04382150'

/** The drawing as a text of modules, `1` for a bar. */
function modulesOf({ path, width }: { path: string; width: number }): string {
  const modules = Array<string>(width).fill('0')
  for (const [, at, size] of path.matchAll(/M(\S+) 0h(\d+)/g)) {
    expect(at).toMatch(/^\d+$/)
    modules.fill('1', Number.parseInt(at!, 10), Number.parseInt(at!, 10) + Number.parseInt(size!, 10))
  }
  return modules.join('')
}

describe('the barcode', () => {
  const modules = modulesOf(code128Of(code))

  it('starts in set B and ends as ISO/IEC 15417 says', () => {
    expect(modules.slice(0, 11)).toBe('11010010000')
    expect(modules.slice(-13)).toBe('1100011101011')
  })

  it('holds eight characters, four pairs of digits, a change of set and a check character', () => {
    expect(modules).toHaveLength(11 * (1 + 8 + 1 + 4 + 1) + 13)
  })

  it('has three bars and three gaps in each symbol', () => {
    for (let at = 0; at < modules.length - 13; at += 11) {
      expect(modules.slice(at, at + 11)).toMatch(/^1+0+1+0+1+0+$/)
    }
  })

  it('is as wide as whole device pixels allow', () => {
    expect(widthOfBars(178, 302, 3)).toBe((178 * 5) / 3)
    expect(widthOfBars(178, 392, 1)).toBe(356)
    expect(widthOfBars(178, 100, 1)).toBe(100)
  })
})

describe('the QR code', () => {
  it('is the smallest there is, so that its modules are large', () => {
    expect(qrOf(code).width).toBe(21)
  })
})
