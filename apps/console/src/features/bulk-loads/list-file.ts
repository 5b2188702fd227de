/** Looks at a list before it is sent: how its values are separated, and what its columns are called. */

export type Separator = ',' | ';' | 'tab'

export interface ListFile {
  readonly name: string
  readonly text: string
  readonly separator: Separator
  /** Names of the first line. */
  readonly header: readonly string[]
  /** Lines after the first that are not empty. */
  readonly lines: number
}

export const listCharactersMax = 1_000_000

const characters = { ',': ',', ';': ';', tab: '\t' } as const

export function readListFile(name: string, text: string): ListFile {
  const [first = '', ...rest] = text
    .replace(/^\ufeff/, '')
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '')
  const separator = separatorOf(first)
  const header = first.split(characters[separator]).map(cell => cell.trim().replace(/^"(.*)"$/, '$1'))
  return { name, text, separator, header, lines: rest.length }
}

/** The one that splits the header most often; a comma in doubt. */
function separatorOf(header: string): Separator {
  const count = (separator: Separator) => header.split(characters[separator]).length
  return ([',', ';', 'tab'] as const).reduce((best, next) => (count(next) > count(best) ? next : best))
}

const customerNames = /customer|e-?mail|card|member|employee|kunde/i
const amountNames = /amount|value|sum|betrag/i

/** Which columns probably hold the customer and the amount. */
export function guessColumns(header: readonly string[]): { customer: string; amount: string } {
  const customer = header.find(name => customerNames.test(name)) ?? header[0] ?? ''
  const amount = header.find(name => amountNames.test(name)) ?? header.find(name => name !== customer) ?? ''
  return { customer, amount }
}
