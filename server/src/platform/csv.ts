/** Splits lines of separated values, quoted ones too. */
import { parse } from 'csv-parse/sync'

export type SplitLine = (text: string) => string[]

/** `separator`: a character, `tab` or `whitespace`. Values are trimmed. Throws on a quoted value that does not end on its line. */
export function lineSplitter(separator: string): SplitLine {
  if (separator === 'whitespace') return text => text.trim().split(/\s+/)
  const delimiter = separator === 'tab' ? '\t' : separator
  return text => {
    if (!text.includes('"')) return text.split(delimiter).map(value => value.trim())
    return parse(text, { delimiter, trim: true, relax_column_count: true })[0] ?? []
  }
}
