/** One line of the file as a purchase, or the reason why it is none. Pure. */
import { hash } from 'node:crypto'
import { type AmountFormat, quoted, readAmount } from '../../kernel/decimal.ts'
import type { SplitLine } from '../../platform/csv.ts'
import { mappingReader, type Places } from './columns.ts'
import type { ReadDate } from './dates.ts'
import type { Line } from './read-lines.ts'

const required = ['customer', 'date', 'amount'] as const
const optional = ['quantity', 'name', 'item'] as const
export type Field = (typeof required)[number] | (typeof optional)[number]

/** Throws with a plain sentence when the text is no mapping. */
export const readMapping = mappingReader<Field>(required, optional)

export interface Purchase {
  readonly line: number
  /** The customer's number in the file. */
  readonly customer: string
  readonly name: string | undefined
  readonly item: string | undefined
  readonly quantity: number | undefined
  /** Minor units; nothing was paid when it is 0. */
  readonly amount: bigint
  readonly atMs: number
  /** What the line says, as 32 hex digits: a line that says something else has another one. */
  readonly fingerprint: string
}

export type ReadLine =
  | { readonly ok: true; readonly purchase: Purchase }
  | { readonly ok: false; readonly reason: string }

export interface FileFormat {
  readonly split: SplitLine
  readonly places: Places<Field>
  readonly readDate: ReadDate
  readonly amounts: AmountFormat
  /** Nothing was bought after this. */
  readonly nowMs: number
  /** What else makes the same line another purchase: store and currency. */
  readonly context: string
}

export function readPurchase({ number, text }: Line, format: FileFormat): ReadLine {
  const values = splitOrNothing(text, format.split)
  if (!values) return broken('a quoted value does not end on its line')
  for (const [field, place] of format.places) {
    if (values[place] === undefined) return broken(`column ${place + 1}, the ${field}, is missing`)
  }
  const value = (field: Field) => values[format.places.get(field) ?? -1] || undefined
  const customer = value('customer')
  if (customer === undefined) return broken('the customer is empty')
  if (customer.length > 100) return broken('the customer has more than 100 characters')
  const atMs = format.readDate(value('date') ?? '')
  if (atMs === undefined) return broken(`the date ${quoted(value('date') ?? '')} is not of the format`)
  if (atMs > format.nowMs) return broken(`the date ${quoted(value('date') ?? '')} is in the future`)
  const read = readAmount(value('amount') ?? '', format.amounts)
  if (!read.ok) return read
  const quantity = value('quantity')
  if (quantity !== undefined && !/^[1-9]\d{0,2}$/.test(quantity)) {
    return broken(`the quantity ${quoted(quantity)} is not a whole number from 1 to 999`)
  }
  const said = {
    customer,
    name: value('name')?.slice(0, 120),
    item: value('item')?.slice(0, 80),
    quantity: quantity === undefined ? undefined : Number.parseInt(quantity, 10),
    amount: read.amount,
    atMs,
  }
  return { ok: true, purchase: { ...said, line: number, fingerprint: fingerprintOf(said, format.context) } }
}

function splitOrNothing(text: string, split: SplitLine): string[] | undefined {
  try {
    return split(text)
  } catch {
    return undefined
  }
}

function fingerprintOf(said: Omit<Purchase, 'line' | 'fingerprint'>, context: string): string {
  const { customer, name, item, quantity, amount, atMs } = said
  const words = [customer, name ?? '', item ?? '', quantity ?? '', String(amount), atMs, context]
  return hash('sha256', JSON.stringify(words), 'hex').slice(0, 32)
}

function broken(reason: string): { ok: false; reason: string } {
  return { ok: false, reason }
}
