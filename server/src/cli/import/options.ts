/** What the commands of `ringfence import` share: options as text in, amounts as text out. */
import { InvalidArgumentError } from 'commander'
import { decimalsOf } from '../../kernel/decimal.ts'
import { isTimeZone } from '../../kernel/local-time.ts'
import type { MasterKey } from '../../platform/crypto.ts'
import type { Database } from '../../platform/database.ts'

export type OpenDeployment = (where: { directory?: string; databaseUrl?: string }) => Promise<{
  readonly db: Database
  readonly masterKey: MasterKey
  close(): Promise<void>
}>

/** Makes a reader of one option's text, whose error the command line shows with the option's name. */
export function reading<T>(read: (text: string) => T): (text: string) => T {
  return text => {
    try {
      return read(text)
    } catch (error) {
      throw new InvalidArgumentError(error instanceof Error ? error.message : String(error))
    }
  }
}

export function separator(text: string): string {
  if (text.length === 1 || text === 'tab' || text === 'whitespace') return text
  throw new Error('one character, tab or whitespace')
}

export function timeZone(text: string): string {
  if (!isTimeZone(text)) throw new Error('a name as America/New_York')
  return text
}

export function currency(text: string): string {
  if (!/^[A-Z]{3}$/.test(text)) throw new Error('three capital letters, as USD')
  return text
}

/** Minor units as people read them: 1177 USD is `$11.77`. */
export function shownAmount(amount: number, currency: string): string {
  const digits = decimalsOf(currency)
  const text = String(amount).padStart(digits + 1, '0')
  const exact = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`
  return new Intl.NumberFormat('en-US', { style: 'currency', currency }).format(exact as Intl.StringNumericLiteral)
}
