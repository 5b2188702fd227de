/** Query parameters are text: those that the schema wants as integers are read, all others stay as they are. */
import type { TSchema } from 'typebox'

export type ReadQuery = (query: Record<string, unknown>) => void

export function createQueryReader(schema: TSchema): ReadQuery {
  const properties = (schema as { properties?: Record<string, { type?: string }> }).properties ?? {}
  const integers = Object.keys(properties).filter(name => properties[name]?.type === 'integer')
  return query => {
    for (const name of integers) {
      const text = query[name]
      if (typeof text === 'string' && /^(0|-?[1-9][0-9]{0,14})$/.test(text)) query[name] = Number.parseInt(text, 10)
    }
  }
}
