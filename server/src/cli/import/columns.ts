/** Which column of the file is what: `customer=1,date=2,amount=4`, by number or by the header's names. */
const required = ['customer', 'date', 'amount'] as const
const optional = ['quantity', 'name', 'item'] as const
const fields = [...required, ...optional] as const
export type Field = (typeof fields)[number]

/** Columns as they were asked for: numbers from 1, or names. */
export type Mapping = ReadonlyMap<Field, string>
/** Place of each field in a line, from 0. */
export type Places = ReadonlyMap<Field, number>

/** Throws with a plain sentence when the text is no mapping. */
export function readMapping(text: string): Mapping {
  const mapping = new Map<Field, string>()
  for (const pair of text.split(',')) {
    const [field, column] = pair.split('=').map(part => part.trim())
    if (!isField(field)) throw new Error(`"${field}" is none of ${fields.join(', ')}`)
    if (!column || column === '0') throw new Error(`which column is the ${field}? Write ${field}=1 or ${field}=name`)
    mapping.set(field, column)
  }
  for (const field of required) if (!mapping.has(field)) throw new Error(`the mapping lacks the ${field}`)
  return mapping
}

function isField(text: string | undefined): text is Field {
  return (fields as readonly unknown[]).includes(text)
}

export function needsHeader(mapping: Mapping): boolean {
  return [...mapping.values()].some(column => !/^\d+$/.test(column))
}

/** Throws when the header has no column of a name. */
export function placesOf(mapping: Mapping, header: readonly string[]): Places {
  const names = header.map(name => name.toLowerCase())
  return new Map(
    [...mapping].map(([field, column]) => {
      const place = /^\d+$/.test(column) ? Number.parseInt(column, 10) - 1 : names.indexOf(column.toLowerCase())
      if (place === -1) throw new Error(`the header has no column "${column}"; it has ${header.join(', ')}`)
      return [field, place]
    }),
  )
}
