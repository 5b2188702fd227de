import { expect, test } from 'vitest'
import { csvCell, toCsv } from './csv.ts'
import { csvAmount } from './csv-amount.ts'

test('commas, quotes and line ends stay inside their cell', () => {
  expect(csvCell('Pier 4, "east"')).toBe('"Pier 4, ""east"""')
  expect(csvCell('two\nlines')).toBe('"two\nlines"')
  expect(csvCell('plain')).toBe('plain')
})

test.each(['=HYPERLINK("http://x")', '+1+1', '-2+3', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '  =1'])(
  'a cell that begins like a formula can not run: %j',
  text => {
    expect(csvCell(text).replace(/^"/, '')).toMatch(/^'/)
  },
)

test('numbers stay numbers, also below zero', () => {
  expect(csvCell(-12)).toBe('-12')
  expect(csvCell(csvAmount(-1_063, 'USD'))).toBe('-10.63')
  expect(csvCell(0)).toBe('0')
})

test('nothing known is an empty cell', () => {
  expect(csvCell(null)).toBe('')
})

test('a file has a byte order mark, a header and CRLF line ends', () => {
  const columns = [
    { label: 'Store', value: (row: { name: string; count: number }) => row.name },
    { label: 'Payments', value: (row: { name: string; count: number }) => row.count },
  ]
  expect(toCsv(columns, [{ name: 'Pier 4', count: 12 }])).toBe('\uFEFFStore,Payments\r\nPier 4,12\r\n')
})

test('amounts are exact in every currency', () => {
  expect(csvAmount(1_284_310_05, 'USD')).toBe('1284310.05')
  expect(csvAmount(500, 'JPY')).toBe('500')
  expect(csvAmount(5, 'USD')).toBe('0.05')
})
