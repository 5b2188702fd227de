/** Reads a list of customers and amounts, from rows or CSV; each line keeps its number and says what is wrong with it. Pure. */
import { bulkLoadLinesMax, type CreateBulkLoad } from '@ringfence/contract'
import { decimalsOf, readAmount } from '../../../kernel/decimal.ts'
import { fromJson } from '../../../kernel/money.ts'
import { lineSplitter } from '../../../platform/csv.ts'

export interface ListLine {
  /** As an editor shows it, from 1. */
  readonly line: number
  /** The customer as the list names it. */
  readonly given: string
  /** Minor units; undefined when it can't be read. */
  readonly amount: bigint | undefined
  readonly problem: string | undefined
}

/** `pointer`: the part of the request that makes it no list. */
export type ReadList =
  | { readonly ok: true; readonly lines: ListLine[] }
  | { readonly ok: false; readonly pointer: string }

const givenLengthMax = 254

export function readList({ rows, csv }: Pick<CreateBulkLoad, 'rows' | 'csv'>, currency: string): ReadList {
  if ((rows === undefined) === (csv === undefined)) return { ok: false, pointer: '/rows' }
  if (csv) return readCsv(csv, currency)
  const lines = rows!.map(({ customer, amount }, i) => {
    const problem = customer.trim() === '' ? 'The customer is empty.' : undefined
    return { line: i + 1, given: customer.trim(), amount: fromJson(amount), problem }
  })
  return { ok: true, lines }
}

function readCsv(csv: NonNullable<CreateBulkLoad['csv']>, currency: string): ReadList {
  const texts = csv.text
    .replace(/^\ufeff/, '')
    .split('\n')
    .map((text, i) => ({ line: i + 1, text: text.trim() }))
    .filter(({ text }) => text !== '')
  const split = quietly(lineSplitter(csv.separator ?? ','))
  const columns = csv.columns ?? { customer: 'customer', amount: 'amount' }
  const hasHeader = [columns.customer, columns.amount].some(column => !isNumber(column))
  const header = hasHeader ? (split(texts[0]?.text ?? '') ?? []).map(name => name.toLowerCase()) : []
  const places = { customer: placeOf(columns.customer, header), amount: placeOf(columns.amount, header) }
  for (const name of ['customer', 'amount'] as const) {
    if (places[name] < 0) return { ok: false, pointer: `/csv/columns/${name}` }
  }
  const body = hasHeader ? texts.slice(1) : texts
  if (body.length === 0 || body.length > bulkLoadLinesMax) return { ok: false, pointer: '/csv/text' }
  const format = { digits: decimalsOf(currency), mark: csv.decimalMark ?? '.' }
  return { ok: true, lines: body.map(({ line, text }) => readLine(line, split(text), places, format)) }
}

function readLine(
  line: number,
  values: string[] | undefined,
  places: { customer: number; amount: number },
  format: { digits: number; mark: '.' | ',' },
): ListLine {
  const given = values?.[places.customer] ?? ''
  const broken = (problem: string) => ({ line, given: given.slice(0, givenLengthMax), amount: undefined, problem })
  if (!values) return broken('A quoted value does not end on its line.')
  if (given === '') return broken('The customer is empty.')
  if (given.length > givenLengthMax) return broken(`The customer has more than ${givenLengthMax} characters.`)
  const read = readAmount(values[places.amount] ?? '', format)
  if (!read.ok) return broken(sentence(read.reason))
  if (read.amount === 0n) return broken('The amount is zero.')
  return { line, given, amount: read.amount, problem: undefined }
}

function isNumber(column: string): boolean {
  return /^[1-9]\d{0,2}$/.test(column)
}

/** From 0; below when the header has no such column. */
function placeOf(column: string, header: readonly string[]): number {
  return isNumber(column) ? Number.parseInt(column, 10) - 1 : header.indexOf(column.toLowerCase())
}

function quietly(split: (text: string) => string[]): (text: string) => string[] | undefined {
  return text => {
    try {
      return split(text)
    } catch {
      return undefined
    }
  }
}

function sentence(reason: string): string {
  return `${reason[0]!.toUpperCase()}${reason.slice(1)}.`
}
