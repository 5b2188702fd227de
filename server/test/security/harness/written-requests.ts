/** Requests for every operation, written out for sqlmap, with a mark behind every parameter that it shall try. */
import type { Operation } from '@ringfence/contract'
import type { Drawing, Schema } from '../fuzz/values.ts'
import { validValue } from '../fuzz/values.ts'

/** sqlmap's own: here comes the payload. */
const mark = '*'
/** How often a request is drawn to meet all forms that its schema allows. */
const drawings = 24

export interface Written {
  readonly method: string
  readonly target: string
  readonly body?: string
  /** Parameters that are marked in it. */
  readonly marks: number
}

/** Each parameter of an operation is marked in exactly one of its requests. */
export function writeRequests(drawing: Drawing, operation: Operation): Written[] {
  // Everything that may be there is there; integers are not the largest.
  const all: Drawing = { ...drawing, random: { ...drawing.random, chance: probability => probability >= 0.4 } }
  const seen = new Set<string>()
  const written: Written[] = []
  for (let i = 0; i < drawings; i += 1) {
    const before = seen.size
    const isNew = (pointer: string) => !seen.has(pointer) && seen.add(pointer).has(pointer)
    const request = {
      method: operation.method,
      target: targetOf(all, operation, isNew),
      ...bodyOf(all, operation, isNew),
    }
    if (seen.size > before) written.push({ ...request, marks: seen.size - before })
  }
  return written
}

type IsNew = (pointer: string) => boolean

function targetOf(drawing: Drawing, { path, params, query }: Operation, isNew: IsNew): string {
  const marked = (value: unknown, pointer: string) =>
    encodeURIComponent(textOf(value)).replaceAll('*', '%2A') + (isNew(pointer) ? mark : '')
  const { properties = {} } = (params ?? {}) as Schema
  const where = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    marked(validValue(drawing, properties[name] ?? {}, name), `path ${name}`),
  )
  const asked = query ? (validValue(drawing, query as Schema) as Record<string, unknown>) : {}
  const said = Object.entries(asked).map(([name, value]) => `${name}=${marked(value, `query ${name}`)}`)
  return said.length > 0 ? `${where}?${said.join('&')}` : where
}

const textOf = (value: unknown) => String(value).toWellFormed()

function bodyOf(drawing: Drawing, { body }: Operation, isNew: IsNew): { body?: string } {
  return body ? { body: markedJson(validValue(drawing, body as Schema), 'body', isNew) } : {}
}

/** JSON with a mark behind each new value: within the quotes of a text, behind a number or word. */
function markedJson(value: unknown, pointer: string, isNew: IsNew): string {
  if (Array.isArray(value)) return `[${value.map(one => markedJson(one, `${pointer}/-`, isNew)).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const inner = Object.entries(value).map(
      ([name, one]) => `${JSON.stringify(name)}:${markedJson(one, `${pointer}/${name}`, isNew)}`,
    )
    return `{${inner.join(',')}}`
  }
  const text = typeof value === 'string' ? JSON.stringify(value.replaceAll('*', 'x')) : JSON.stringify(value)
  if (!isNew(pointer)) return text
  return text.endsWith('"') ? `${text.slice(0, -1)}${mark}"` : text + mark
}

/** A log as Burp keeps it, which sqlmap reads targets from. */
export function burpLog(host: string, requests: readonly Written[]): string {
  const line = '='.repeat(54)
  const entries = requests.map(({ method, target, body }) => {
    const head = `${method} ${target} HTTP/1.1\nHost: ${host}\n`
    return `${line}\n${head}${body === undefined ? '' : `Content-Type: application/json\n\n${body}`}\n${line}\n`
  })
  return `${entries.join('\n')}\n`
}
