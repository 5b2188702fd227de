import { expect, test } from 'vitest'
import { readList } from './read-list.ts'

const csv = (text: string, more: object = {}) => readList({ csv: { text, ...more } }, 'USD')
const linesOf = (read: ReturnType<typeof readList>) => (read.ok ? read.lines : read.pointer)
const good = (line: number, given: string, amount: bigint) => ({ line, given, amount, problem: undefined })

test('rows are taken as they are, numbered from 1', () => {
  const rows = [
    { customer: ' maya@example.test ', amount: 2000 },
    { customer: '  ', amount: 1 },
  ]
  expect(linesOf(readList({ rows }, 'USD'))).toEqual([
    good(1, 'maya@example.test', 2000n),
    { line: 2, given: '', amount: 1n, problem: 'The customer is empty.' },
  ])
})

test('rows and CSV are one or the other', () => {
  expect(readList({}, 'USD')).toEqual({ ok: false, pointer: '/rows' })
  expect(readList({ rows: [], csv: { text: 'x' } }, 'USD')).toEqual({ ok: false, pointer: '/rows' })
})

test('CSV is read by its header, with the line numbers of an editor and exact decimals [3.2]', () => {
  const text = '\ufeffName;Customer;AMOUNT\r\n"Maya; A.";maya@example.test;20,5\r\n\r\nNoah;noah@example.test;1000\n'
  expect(linesOf(csv(text, { separator: ';', decimalMark: ',' }))).toEqual([
    good(2, 'maya@example.test', 2050n),
    good(4, 'noah@example.test', 100_000n),
  ])
})

test('columns are mapped by name or number; with numbers alone there is no header [3.2]', () => {
  const text = 'who\thow much\nmaya\t1.10'
  const named = { columns: { customer: 'WHO', amount: 'How much' }, separator: 'tab' }
  expect(linesOf(csv(text, named))).toEqual([good(2, 'maya', 110n)])
  const mixed = { columns: { customer: '1', amount: 'how much' }, separator: 'tab' }
  expect(linesOf(csv(text, mixed))).toEqual([good(2, 'maya', 110n)])
  const numbered = { columns: { customer: '2', amount: '1' } }
  expect(linesOf(csv('1.10,maya', numbered))).toEqual([good(1, 'maya', 110n)])
})

test('a column that is not there, no line at all and too many lines are told by where they are', () => {
  expect(linesOf(csv('customer,sum\nmaya,1'))).toBe('/csv/columns/amount')
  expect(linesOf(csv('who,amount\nmaya,1'))).toBe('/csv/columns/customer')
  expect(linesOf(csv('\n\n'))).toBe('/csv/columns/customer')
  expect(linesOf(csv('customer,amount\n'))).toBe('/csv/text')
  expect(linesOf(csv(`customer,amount\n${'maya,1\n'.repeat(10_001)}`))).toBe('/csv/text')
  const most = csv(`customer,amount\n${'maya,1\n'.repeat(10_000)}`)
  expect(most.ok && most.lines.length).toBe(10_000)
})

test.each([
  ['maya,"1', 'A quoted value does not end on its line.'],
  [',1', 'The customer is empty.'],
  ['maya', 'The amount "" is not a number.'],
  ['maya,ten', 'The amount "ten" is not a number.'],
  ['maya,1.005', 'The amount "1.005" has more than 2 decimals.'],
  ['maya,-1', 'The amount "-1" is below zero.'],
  ['maya,0.00', 'The amount is zero.'],
  ['maya,1e3', 'The amount "1e3" is not a number.'],
  [`${'m'.repeat(255)},1`, 'The customer has more than 254 characters.'],
])('a broken line says what is wrong with it: %s [3.2]', (text, problem) => {
  const lines = linesOf(csv(`customer,amount\nnoah,1\n${text}`))
  expect(lines).toMatchObject([
    { line: 2, problem: undefined },
    { line: 3, amount: undefined, problem },
  ])
})

test('a customer of 254 characters is none too long', () => {
  expect(linesOf(csv(`customer,amount\n${'m'.repeat(254)},1`))).toEqual([good(2, 'm'.repeat(254), 100n)])
})

test('a currency without decimals has none', () => {
  expect(linesOf(readList({ csv: { text: 'customer,amount\nmaya,500' } }, 'JPY'))).toEqual([good(2, 'maya', 500n)])
})
