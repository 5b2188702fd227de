/** Which column of the file is what: `customer=1,date=2,amount=4`, by number or by the header's names. */

/** Columns as they were asked for: numbers from 1, or names. */
export type Mapping<Field extends string> = ReadonlyMap<Field, string>
/** Place of each field in a line, from 0. */
export type Places<Field extends string> = ReadonlyMap<Field, number>

/** Reads mappings of these fields; throws with a plain sentence when the text is none. */
export function mappingReader<Field extends string>(
  required: readonly Field[],
  optional: readonly Field[],
): (text: string) => Mapping<Field> {
  const fields = [...required, ...optional]
  const fieldOf = (text: string | undefined) => fields.find(field => field === text)
  return text => {
    const mapping = new Map<Field, string>()
    for (const pair of text.split(',')) {
      const [name, column] = pair.split('=').map(part => part.trim())
      const field = fieldOf(name)
      if (field === undefined) throw new Error(`"${name}" is none of ${fields.join(', ')}`)
      if (!column || column === '0') throw new Error(`which column is the ${field}? Write ${field}=1 or ${field}=name`)
      mapping.set(field, column)
    }
    for (const field of required) if (!mapping.has(field)) throw new Error(`the mapping lacks the ${field}`)
    return mapping
  }
}

export function needsHeader(mapping: Mapping<string>): boolean {
  return [...mapping.values()].some(column => !/^\d+$/.test(column))
}

/** Throws when the header has no column of a name. */
export function placesOf<Field extends string>(mapping: Mapping<Field>, header: readonly string[]): Places<Field> {
  const names = header.map(name => name.toLowerCase())
  return new Map(
    [...mapping].map(([field, column]) => {
      const place = /^\d+$/.test(column) ? Number.parseInt(column, 10) - 1 : names.indexOf(column.toLowerCase())
      if (place === -1) throw new Error(`the header has no column "${column}"; it has ${header.join(', ')}`)
      return [field, place]
    }),
  )
}
