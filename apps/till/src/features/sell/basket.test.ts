import type { MenuItem } from '@ringfence/contract'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addLine,
  commonTaxRate,
  countOf,
  type Lines,
  lineOf,
  noTip,
  quantityMax,
  setQuantity,
  tipAmount,
  toPaymentItems,
  totalsOf,
  totalsOfAmount,
} from './basket.ts'

const flatWhite: MenuItem = {
  id: 'itm_1',
  name: 'Flat white',
  amount: 420,
  taxBasisPoints: 850,
  options: [
    { name: 'Oat milk', amount: 60 },
    { name: 'Extra shot', amount: 90 },
  ],
}
const cookie: MenuItem = { id: 'itm_2', name: 'Rye cookie', amount: 315, taxBasisPoints: 850, options: [] }
const beans: MenuItem = { id: 'itm_3', name: 'Beans 250 g', amount: 1400, taxBasisPoints: 0, options: [] }
const oat = flatWhite.options.slice(0, 1)

const basketOf = (...added: Lines) => added.reduce<Lines>(addLine, [])

describe('the basket', () => {
  it('counts the same item with the same options as more of one line', () => {
    const lines = basketOf(lineOf(flatWhite, oat), lineOf(cookie), lineOf(flatWhite, oat))
    expect(lines.map(line => [line.name, line.quantity])).toEqual([
      ['Flat white', 2],
      ['Rye cookie', 1],
    ])
  })

  it('keeps other options on a line of their own, with their price', () => {
    const lines = basketOf(lineOf(flatWhite), lineOf(flatWhite, oat), lineOf(flatWhite, flatWhite.options))
    expect(lines.map(line => line.unitAmount)).toEqual([420, 480, 570])
  })

  it('adds up items, tax by line and tip', () => {
    const lines = basketOf(lineOf(flatWhite, oat), lineOf(cookie), lineOf(cookie))
    // 480 × 8.5 % = 40.8 → 41; 630 × 8.5 % = 53.55 → 54
    expect(totalsOf(lines, noTip)).toEqual({ subtotal: 1110, tax: 95, tip: 0, total: 1205 })
    expect(totalsOf(lines, { kind: 'percent', percent: 15 })).toEqual({
      subtotal: 1110,
      tax: 95,
      tip: 167,
      total: 1372,
    })
    expect(totalsOf(lines, { kind: 'amount', amount: 200 }).total).toBe(1405)
  })

  it('takes a tip by percent of the goods without their tax', () => {
    expect(tipAmount({ kind: 'percent', percent: 20 }, 1000)).toBe(200)
    expect(tipAmount({ kind: 'percent', percent: 15 }, 330)).toBe(50)
    expect(tipAmount(noTip, 1000)).toBe(0)
  })

  it('never tips more than the goods cost, also when items leave the basket', () => {
    expect(tipAmount({ kind: 'amount', amount: 900 }, 315)).toBe(315)
    expect(tipAmount({ kind: 'amount', amount: 900 }, 0)).toBe(0)
  })

  it('drops a line at nothing and never goes above the most a line may have', () => {
    const lines = basketOf(lineOf(cookie), lineOf(beans))
    const [first] = lines
    expect(setQuantity(lines, first!.key, 0).map(line => line.name)).toEqual(['Beans 250 g'])
    expect(setQuantity(lines, first!.key, 5_000)[0]!.quantity).toBe(quantityMax)
  })

  it('names the tax rate only when all lines share it', () => {
    expect(commonTaxRate(basketOf(lineOf(cookie), lineOf(flatWhite)))).toBe(850)
    expect(commonTaxRate(basketOf(lineOf(cookie), lineOf(beans)))).toBeUndefined()
    expect(commonTaxRate([])).toBeUndefined()
  })

  it('charges a plain amount as it is, with its tip', () => {
    expect(totalsOfAmount(1_250, { kind: 'percent', percent: 10 })).toEqual({
      subtotal: 1250,
      tax: 0,
      tip: 125,
      total: 1375,
    })
  })

  it('sends items that add up to the amount charged, whatever is in it', () => {
    const anyLine = fc.record({
      item: fc.constantFrom(flatWhite, cookie, beans),
      count: fc.integer({ min: 1, max: 40 }),
      withOptions: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(anyLine, { maxLength: 12 }), fc.integer({ min: 0, max: 100 }), (chosen, percent) => {
        const lines = chosen.reduce<Lines>((all, { item, count, withOptions }) => {
          const line = lineOf(item, withOptions ? item.options : [])
          return addLine(all, { ...line, quantity: count })
        }, [])
        const totals = totalsOf(lines, { kind: 'percent', percent })
        const sent = toPaymentItems(lines)
        const sum = sent.reduce((all, item) => all + item.quantity * item.unitAmount + item.tax, totals.tip)
        expect(sum).toBe(totals.total)
        expect(countOf(lines)).toBe(sent.reduce((all, item) => all + item.quantity, 0))
        for (const amount of Object.values(totals)) expect(Number.isSafeInteger(amount)).toBe(true)
      }),
    )
  })

  it('writes the options on the receipt', () => {
    const [item] = toPaymentItems(basketOf(lineOf(flatWhite, flatWhite.options)))
    expect(item!.note).toBe('Oat milk, Extra shot')
  })
})
