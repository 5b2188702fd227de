/** Values drawn from the schemas of the contract: valid ones, and those that are nearly valid. */
import fc from 'fast-check'
import type { Random } from '../../../src/demo/random.ts'
import type { Pool } from './pool.ts'

/** As much of JSON Schema as the contract uses. */
export interface Schema {
  readonly type?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly minItems?: number
  readonly maxItems?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
}

export interface Drawing {
  readonly random: Random
  readonly pool: Pool
  /** Texts that mean something under a name, for example a pay code of this moment as `code`. */
  readonly hints: Readonly<Record<string, () => unknown>>
}

export function validValue(drawing: Drawing, schema: Schema, name = ''): unknown {
  const { random, hints } = drawing
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return random.pick(schema.enum)
  if (schema.anyOf) return validValue(drawing, random.pick(schema.anyOf), name)
  const hint = hints[name]
  if (hint && random.chance(0.7)) {
    const value = hint()
    if (value !== undefined && typeof value === jsTypeOf(schema.type)) return value
  }
  switch (schema.type) {
    case 'object':
      return validObject(drawing, schema)
    case 'array': {
      const [low, high] = [schema.minItems ?? 0, Math.min(schema.maxItems ?? 3, 3)]
      return Array.from({ length: random.between(low, Math.max(low, high)) }, () =>
        validValue(drawing, schema.items ?? {}, name),
      )
    }
    case 'integer':
      return validInteger(random, schema)
    case 'boolean':
      return random.chance(0.5)
    case 'null':
      return null
    case 'string':
      return validText(drawing, schema, name)
    default:
      return 'anything'
  }
}

const jsTypeOf = (type: string | undefined) => (type === 'integer' ? 'number' : type)

function validObject(drawing: Drawing, { properties = {}, required = [] }: Schema): Record<string, unknown> {
  const chosen = Object.entries(properties).filter(([name]) => required.includes(name) || drawing.random.chance(0.4))
  return Object.fromEntries(chosen.map(([name, inner]) => [name, validValue(drawing, inner, name)]))
}

/** Small ones more often than huge ones. */
function validInteger(random: Random, { minimum = 0, maximum = Number.MAX_SAFE_INTEGER }: Schema): number {
  const span = Math.min(maximum - minimum, 10 ** random.between(0, 13))
  return random.chance(0.05) ? maximum : minimum + Math.floor(random.next() * span)
}

const samples = new Map<string, string[]>()

function validText({ random, pool }: Drawing, schema: Schema, name: string): string {
  const { pattern, minLength = 0, maxLength = 60 } = schema
  const prefix = /^\^([a-z]{3})_\[0-7\]/.exec(pattern ?? '')?.[1]
  const known = prefix === undefined ? pool.named(name) : pool.idOf(prefix)
  if (known !== undefined && random.chance(0.8) && (pattern === undefined || new RegExp(pattern).test(known))) {
    return known
  }
  if (/^\^\\d\{4\}-/.test(pattern ?? '')) return new Date(Date.now() + random.between(-9, 90) * 3_600_000).toISOString()
  const key = `${pattern} ${minLength} ${maxLength}`
  if (!samples.has(key)) samples.set(key, sample(pattern, minLength, maxLength, random.between(0, 2 ** 30)))
  return random.pick(samples.get(key)!)
}

function sample(pattern: string | undefined, minLength: number, maxLength: number, seed: number): string[] {
  const size = { minLength, maxLength: Math.max(minLength, Math.min(maxLength, 80)) }
  const text = pattern === undefined ? fc.string({ ...size, unit: 'grapheme' }) : fc.stringMatching(new RegExp(pattern))
  const drawn = fc.sample(text, { numRuns: 40, seed })
  const fitting = drawn.filter(one => one.length >= minLength && one.length <= maxLength)
  return fitting.length > 0 ? fitting : ['x'.repeat(minLength)]
}

export const wrongValues: readonly unknown[] = [
  null,
  true,
  -5,
  0,
  5.5,
  1e21,
  2 ** 53 + 2,
  '5',
  '',
  'a'.repeat(5000),
  [],
  {},
  [null],
  '\u0000',
  '\ud800',
  "' OR 1=1--",
  '<script>alert(1)</script>',
  '../../etc/passwd',
  '{{7*7}}',
  '%s%n',
  '2026-13-45T99:99:99Z',
  '\r\nSet-Cookie: a=b',
]

/** Changes one thing of a valid value, somewhere in it. */
export function nearlyValid(random: Random, value: unknown): unknown {
  const copy = structuredClone(value)
  const places = objectsIn(copy)
  if (places.length === 0) return random.pick(wrongValues)
  const place = random.pick(places)
  const names = Object.keys(place)
  if (names.length === 0 || random.chance(0.25)) {
    place[random.pick(['isAdmin', 'role', 'balance', 'customerId', 'id', 'approved_by'])] = random.pick([1, 'x', true])
    return copy
  }
  const name = random.pick(names)
  if (random.chance(0.3)) {
    delete place[name]
    return copy
  }
  place[name] = random.pick(wrongValues)
  return copy
}

function objectsIn(value: unknown): Record<string, unknown>[] {
  if (typeof value !== 'object' || value === null) return []
  const inner = Object.values(value).flatMap(objectsIn)
  return Array.isArray(value) ? inner : [value as Record<string, unknown>, ...inner]
}
