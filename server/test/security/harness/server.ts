/**
 * The API without its locks, for tools that know no proofs: `/<role>/<operation>/v1/…` over plain HTTP on loopback is answered as the real
 * app answers somebody of that role, token, proof and idempotency key added. What PostgreSQL did not understand is told in the answer.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { type Operation, type OperationId, operations } from '@ringfence/contract'
import type { Got, Someone } from '../fuzz/people.ts'
import { json } from '../fuzz/people.ts'
import type { Target } from '../fuzz/target.ts'
import type { Controls } from './control.ts'
import { tellMisunderstood, type Watched } from './watched-database.ts'

export interface Harness {
  readonly server: Server
  /** Answers by operation and status. */
  readonly answered: ReadonlyMap<OperationId, ReadonlyMap<number, number>>
}

const nobody = 'anyone'

/** @param forgetTries lets those who tried too much try on */
export function createHarness(
  { range, send }: Target,
  watched: Watched,
  controls: Controls,
  forgetTries: () => Promise<void>,
): Harness {
  const answered = new Map<OperationId, Map<number, number>>()
  let keys = 0
  const ask = async (role: string, id: OperationId, method: string, url: string, payload: string): Promise<Got> => {
    const operation: Operation = operations[id]
    keys += 1
    const headers = {
      ...(operation.body ? json : {}),
      ...(operation.idempotent ? { 'idempotency-key': `"harness ${keys}"` } : {}),
    }
    const request = { method, url, headers, ...(operation.body ? { payload } : {}) }
    const person: Someone | undefined = range.people.find(one => one.role === role)
    const got = await send(person ? await person.prove(request) : request)
    if (got.status === 429) await forgetTries()
    const counts = answered.get(id) ?? new Map<number, number>()
    answered.set(id, counts.set(got.status, (counts.get(got.status) ?? 0) + 1))
    return got
  }
  const answer = async (request: IncomingMessage): Promise<{ status: number; text: string }> => {
    const [, role = '', id = '', rest = ''] = /^\/(\w+)\/(\w+)(\/.*)$/.exec(request.url ?? '') ?? []
    const payload = await text(request)
    if (role === 'control') return id === 'path' ? controls.byPath(decoded(rest.slice(1))) : controls.byBody(payload)
    if (!(id in operations)) return { status: 404, text: 'no such operation' }
    return ask(role, id as OperationId, request.method ?? 'GET', rest, payload)
  }
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    void watched
      .during(() => answer(request))
      .then(({ result, misunderstood }) => {
        response
          .writeHead(200, { 'content-type': 'application/json' })
          .end(tellMisunderstood(misunderstood) || told(result))
      })
      .catch((error: unknown) => response.writeHead(500).end(String(error)))
  })
  return { server, answered }
}

/** Who asks for an operation: one who may; the first of the contract's list that is signed in. */
export function roleFor({ range }: Target, { callers }: Operation): string {
  if (callers === 'anyone') return nobody
  return callers.find(role => range.people.some(person => person.role === role)) ?? nobody
}

/** A tool passes over what is answered 404: so all is answered 200, and says its real status within. What differs each time is left out. */
function told({ status, text }: { status: number; text: string }): string {
  return `${status} ${text.replace(/"instance":"[^"]*"/, '"instance":""')}`
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
