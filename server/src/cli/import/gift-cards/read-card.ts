/** One line of the file as a gift card, or the reason why it is none. Reasons never hold a number or a PIN. Pure. */
import { canonicalCardNumber } from '@ringfence/contract'
import { type AmountFormat, quoted, readAmount } from '../../../kernel/decimal.ts'
import type { CardToTakeOver } from '../../../modules/gift-cards/index.ts'
import type { SplitLine } from '../../../platform/csv.ts'
import { mappingReader, type Places } from '../columns.ts'
import type { ReadDate } from '../dates.ts'
import type { Line } from '../read-lines.ts'

const required = ['number', 'balance'] as const
const optional = ['expires', 'pin'] as const
export type CardField = (typeof required)[number] | (typeof optional)[number]

/** Throws with a plain sentence when the text is no mapping. */
export const readCardMapping = mappingReader<CardField>(required, optional)

export type ReadCard =
  | { readonly ok: true; readonly card: CardToTakeOver }
  | { readonly ok: false; readonly reason: string }

export interface CardFileFormat {
  readonly split: SplitLine
  readonly places: Places<CardField>
  /** The moment after which a card is worth nothing. */
  readonly readExpiry: ReadDate
  readonly amounts: AmountFormat
}

/** An empty expiry is none, an empty PIN too, an empty balance is nothing. */
export function readCard({ number: line, text }: Line, format: CardFileFormat): ReadCard {
  const values = splitOrNothing(text, format.split)
  if (!values) return broken('a quoted value does not end on its line')
  for (const [field, place] of format.places) {
    if (values[place] === undefined) return broken(`column ${place + 1}, the ${field}, is missing`)
  }
  const value = (field: CardField) => values[format.places.get(field) ?? -1] ?? ''
  const number = canonicalCardNumber(value('number'))
  if (number === undefined) return broken('the number is not of 4 to 32 letters and digits')
  const pin = value('pin') || undefined
  if (pin !== undefined && !/^[0-9]{4,8}$/.test(pin)) return broken('the PIN is not of 4 to 8 digits')
  const balance = readAmount(value('balance') || '0', format.amounts)
  if (!balance.ok) return broken(balance.reason.replace('the amount', 'the balance'))
  const expires = value('expires')
  const expiresMs = expires === '' ? undefined : format.readExpiry(expires)
  if (expires !== '' && expiresMs === undefined) return broken(`the expiry ${quoted(expires)} is not of the format`)
  return { ok: true, card: { line, number, pin, balance: balance.amount, expiresMs } }
}

function splitOrNothing(text: string, split: SplitLine): string[] | undefined {
  try {
    return split(text)
  } catch {
    return undefined
  }
}

function broken(reason: string): { ok: false; reason: string } {
  return { ok: false, reason }
}
