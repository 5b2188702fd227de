import { expect, test } from 'vitest'
import { guessColumns, readListFile } from './list-file.ts'

test('the separator is the one that splits the header', () => {
  expect(readListFile('a.csv', 'customer,amount\nmaya,1').separator).toBe(',')
  expect(readListFile('a.csv', 'E-mail;Name, first;Betrag\nmaya;M;1').separator).toBe(';')
  expect(readListFile('a.csv', 'customer\tamount').separator).toBe('tab')
  expect(readListFile('a.csv', 'alone').separator).toBe(',')
})

test('the header is read without byte order mark and quotes, and empty lines do not count', () => {
  const file = readListFile('a.csv', '\ufeff"Customer", Amount\r\nmaya,1\r\n\r\nnoah,2\r\n')
  expect(file.header).toEqual(['Customer', 'Amount'])
  expect(file.lines).toBe(2)
})

test('columns are guessed by their names, else by their order', () => {
  expect(guessColumns(['No', 'Employee e-mail', 'Amount'])).toEqual({ customer: 'Employee e-mail', amount: 'Amount' })
  expect(guessColumns(['who', 'how much'])).toEqual({ customer: 'who', amount: 'how much' })
  expect(guessColumns([])).toEqual({ customer: '', amount: '' })
})
