import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { contrastRatio, parseHex, readableOn } from './contrast.ts'
import { checkTheme, themeVariables } from './theme.ts'

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8')
const [lightCss = '', ...darkCss] = css.split(/@media \(prefers-color-scheme: dark\)|data-theme=.dark/)

function tokens(block: string): Record<string, string> {
  return Object.fromEntries([...block.matchAll(/--([\w-]+): (#[0-9a-f]+);/g)].map(([, name, hex]) => [name, hex]))
}

const READ = ['ink', 'ink-2', 'ink-3', 'good', 'bad', 'warn']

describe('contrast', () => {
  test('is the ratio of WCAG 2', () => {
    expect(contrastRatio('#000', '#ffffff')).toBeCloseTo(21, 5)
    expect(contrastRatio('#777777', '#fff')).toBeCloseTo(4.478, 2)
    expect(contrastRatio('#abcdef', '#abcdef')).toBe(1)
  })

  test('refuses what is no hex colour', () => {
    expect(() => parseHex('red')).toThrow(TypeError)
  })

  test.each([
    ['light', tokens(lightCss)],
    ['dark by device', tokens(darkCss[0] ?? '')],
    ['dark by choice', tokens(darkCss[1] ?? '')],
  ])('of all text tokens reaches AA in the %s theme', (_, set) => {
    for (const text of READ) {
      for (const ground of ['paper', 'surface', 'sunken']) {
        expect(contrastRatio(set[text]!, set[ground]!), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5)
      }
    }
    for (const tone of ['good', 'bad', 'warn']) {
      expect(contrastRatio(set[tone]!, set[`${tone}-bg`]!), `${tone} on its ground`).toBeGreaterThanOrEqual(4.5)
    }
    expect(contrastRatio(set['on-ink']!, set.ink!)).toBeGreaterThanOrEqual(4.5)
    expect(contrastRatio(set['line-strong']!, set.surface!)).toBeGreaterThanOrEqual(3)
  })

  test('of white on the result colours reaches AA', () => {
    const light = tokens(lightCss)
    expect(contrastRatio('#fff', light['result-good']!)).toBeGreaterThanOrEqual(4.5)
    expect(contrastRatio('#fff', light['result-bad']!)).toBeGreaterThanOrEqual(4.5)
  })

  test('both ways to the dark theme set the same values', () => {
    expect(tokens(darkCss[1] ?? '')).toEqual(tokens(darkCss[0] ?? ''))
  })
})

describe('a theme', () => {
  test('with deep colours passes', () => {
    expect(checkTheme({ name: 'Harbor & Rye', brand: '#123c4a', accent: '#d9733b' })).toEqual([])
  })

  test('with a pale brand colour is told where it fails', () => {
    const uses = checkTheme({ name: 'Pale', brand: '#f4d35e', accent: '#fff3b0' }).map(issue => issue.use)
    expect(uses).toEqual(['brand-coloured text on paper', 'accent marks on white'])
  })

  test.each(['#f4d35e', '#123c4a', '#ff0000', '#7f7f7f', '#777777', '#000000', '#ffffff'])(
    'with %s still gets readable text',
    brand => {
      const set = themeVariables({ name: 'Any', brand, accent: brand })
      expect(contrastRatio(set['--on-brand']!, brand)).toBeGreaterThanOrEqual(4.5)
      expect(contrastRatio(set['--on-brand']!, set['--brand-2']!)).toBeGreaterThanOrEqual(4.5)
      expect(contrastRatio(set['--brand-text-light']!, '#ffffff')).toBeGreaterThanOrEqual(4.5)
      expect(contrastRatio(set['--brand-text-dark']!, '#161412')).toBeGreaterThanOrEqual(4.5)
    },
  )

  test('keeps a colour that is readable already', () => {
    expect(readableOn('#123c4a', '#ffffff')).toBe('#123c4a')
  })
})
