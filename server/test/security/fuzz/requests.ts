/** Requests to an operation: valid, nearly valid, hostile. */
import type { Operation, OperationId } from '@ringfence/contract'
import type { Random } from '../../../src/demo/random.ts'
import { hostileBodies, hostileQueries, hostileSegments } from './bodies.ts'
import { json, type Sent, type Someone } from './people.ts'
import { type Drawing, nearlyValid, type Schema, validValue, wrongValues } from './values.ts'

export type Temper = 'valid' | 'nearly' | 'hostile'

export interface Shot {
  readonly id: OperationId
  readonly operation: Operation
  readonly temper: Temper
  readonly request: Sent
}

export interface Range {
  readonly table: readonly (readonly [OperationId, Operation])[]
  readonly people: readonly Someone[]
  readonly drawing: Drawing
}

export async function makeShot({ table, people, drawing }: Range): Promise<Shot> {
  const { random } = drawing
  const [id, operation] = pickOperation(random, table)
  const temper = random.pick<Temper>(['valid', 'valid', 'nearly', 'hostile'])
  const payload = bodyFor(drawing, operation, temper)
  const request: Sent = {
    method:
      temper === 'hostile' && random.chance(0.03) ? random.pick(['PATCH', 'DELETE', 'PUT', 'POST']) : operation.method,
    url: pathFor(drawing, operation, temper) + queryFor(drawing, operation, temper),
    headers: headersFor(random, operation, temper, payload !== undefined),
    ...(payload === undefined ? {} : { payload }),
  }
  return { id, operation, temper, request: await provedBy(random, people, operation, temper, request) }
}

/**
 * What takes people and tills out of use comes seldom, or nobody would be left to ask for the rest; and so does what looks through
 * all the books, or there would be time for little else.
 */
const seldom = /^(deactivate|revoke|changeStaff|end(My)?Session|proveLedger|exportAudit|verifyAudit|getOpenApi)/

function pickOperation(random: Random, table: Range['table']) {
  const chosen = random.pick(table)
  return seldom.test(chosen[0]) && random.chance(0.9) ? random.pick(table) : chosen
}

/** Mostly by someone who may; now and then by someone who may not, or with a proof that does not fit. */
async function provedBy(
  random: Random,
  people: readonly Someone[],
  { callers }: Operation,
  temper: Temper,
  request: Sent,
): Promise<Sent> {
  const may = callers === 'anyone' ? [] : people.filter(({ role }) => callers.includes(role))
  if (may.length === 0 && random.chance(0.8)) return request
  if (temper === 'hostile' && random.chance(0.1)) return request
  const person = random.pick(may.length > 0 && random.chance(0.92) ? may : people)
  const proved = await person.prove(request)
  if (temper !== 'hostile' || random.chance(0.8)) return proved
  const names = ['authorization', 'dpop', 'signature', 'signature-input', 'content-digest'].filter(
    name => proved.headers[name],
  )
  if (names.length === 0) return proved // nobody any more: taken out of use
  const name = random.pick(names)
  const value = proved.headers[name]!
  const at = random.between(0, value.length - 1)
  const bent = `${value.slice(0, at)}${value[at] === 'A' ? 'B' : 'A'}${value.slice(at + 1)}`
  return { ...proved, headers: { ...proved.headers, [name]: random.pick([bent, '', value.slice(1)]) } }
}

function bodyFor(drawing: Drawing, { body }: Operation, temper: Temper): string | undefined {
  const { random } = drawing
  if (body === undefined) return temper === 'hostile' && random.chance(0.2) ? random.pick(hostileBodies) : undefined
  if (temper === 'hostile' && random.chance(0.5)) return random.pick(hostileBodies)
  const valid = validValue(drawing, body as Schema)
  return JSON.stringify(temper === 'valid' ? valid : nearlyValid(random, valid))
}

function pathFor(drawing: Drawing, { path, params }: Operation, temper: Temper): string {
  const { properties = {} } = (params ?? {}) as Schema
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    if (temper === 'hostile' && drawing.random.chance(0.4)) return drawing.random.pick(hostileSegments)
    return encodeURIComponent(String(validValue(drawing, properties[name] ?? {}, name)))
  })
}

function queryFor(drawing: Drawing, { query }: Operation, temper: Temper): string {
  const { random } = drawing
  if (temper === 'hostile' && random.chance(0.3)) return `?${random.pick(hostileQueries)}`
  const valid = query ? (validValue(drawing, query as Schema) as Record<string, unknown>) : {}
  if (temper === 'nearly' && random.chance(0.3))
    valid[random.pick(['limit', 'cursor', 'q', 'x'])] = random.pick(wrongValues)
  const said = new URLSearchParams()
  for (const [name, value] of Object.entries(valid)) said.set(name, String(value).toWellFormed())
  return said.size > 0 ? `?${said}` : ''
}

function headersFor(
  random: Random,
  { idempotent }: Operation,
  temper: Temper,
  hasBody: boolean,
): Record<string, string> {
  const key =
    temper === 'hostile' && random.chance(0.2) ? random.pick(['x', '""', `"${'k'.repeat(300)}"`, '"a\\b"']) : undefined
  const type = temper === 'hostile' && random.chance(0.1) ? 'text/plain' : json['content-type']
  return {
    ...(hasBody ? { 'content-type': type } : {}),
    ...(idempotent && !(temper === 'hostile' && random.chance(0.1))
      ? { 'idempotency-key': key ?? `"${random.between(1, 1e9)}"` }
      : {}),
    ...(temper === 'hostile' && random.chance(0.1)
      ? { 'x-forwarded-for': '10.0.0.1', 'x-user-role': 'administrator' }
      : {}),
  }
}
