/** Server-sent events: one long answer for each listener, ended when the token, the sign-in or its key does, the reader lags or we stop. */
import type { ServerResponse } from 'node:http'
import { operations } from '@ringfence/contract'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { assert } from '../kernel/assert.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Caller } from '../platform/http.ts'
import { createAdmission } from './admission.ts'
import { type Authenticate, readAuthorization } from './authentication.ts'
import type { Authority, VerifiedToken } from './authority.ts'
import type { Forward } from './forward.ts'
import { createProveSignature, type Guards } from './guard.ts'
import { guardsOf } from './operation-route.ts'

export interface StreamedEvent {
  /** Its place in the sequence; comes back as `lastEventId`. */
  readonly id: string
  readonly type: string
  /** One line of JSON. */
  readonly data: string
}

/** Calls `push` for each event that the caller may see, first those after `lastEventId`; returns how to stop it. */
export type Subscribe = (
  caller: Caller,
  lastEventId: string | undefined,
  push: (event: StreamedEvent) => void,
) => () => void

export interface StreamOptions {
  readonly subscribe: Subscribe
  readonly authority: Pick<Authority, 'ended' | 'signingKey'>
  readonly clock: Clock
  readonly heartbeatMs?: number
  readonly streamsMax?: number
  /** The process that has the streams, if it is not this one. */
  readonly forward?: Forward | undefined
}

/** A reader that is this far behind is cut off: it comes back with the id of the last event it has seen. */
const bufferedBytesMax = 64 * 1024

export function mountEventStream(app: FastifyInstance, guards: Guards, options: StreamOptions): void {
  const open = new Set<() => void>()
  app.addHook('preClose', async () => {
    for (const end of open) end()
  })
  app.route({
    method: 'GET',
    url: operations.streamEvents.path,
    exposeHeadRoute: false,
    // Streams last: they have places of their own, so that they can't crowd out payments.
    onRequest: guardsOf('streamEvents', operations.streamEvents, {
      ...guards,
      admission: createAdmission(options.streamsMax ?? 5_000),
    }),
    preValidation: createProveSignature(operations.streamEvents, guards),
    handler: async (request, reply) => {
      if (options.forward) return options.forward(request, reply)
      const { session } = request
      assert(session !== undefined, 'streams are for known callers')
      for (const [name, value] of Object.entries(reply.getHeaders())) reply.raw.setHeader(name, value ?? '')
      reply.hijack()
      const isStillGood = createRecheck(request, session, guards.authenticate, options.authority)
      const end = stream(reply.raw, { session, isStillGood, lastEventId: lastEventIdOf(request) }, options)
      open.add(end)
      reply.raw.once('close', () => {
        open.delete(end)
        end()
      })
      return undefined
    },
  })
}

/** Asked with each heartbeat, for a stream outlives the moment in which its caller was checked. False, too, when nobody can tell. */
function createRecheck(
  { headers }: FastifyRequest,
  { caller, boundKeyId }: VerifiedToken,
  authenticate: Authenticate,
  authority: Pick<Authority, 'signingKey'>,
): () => Promise<boolean> {
  const { token = '' } = readAuthorization(headers.authorization) ?? {}
  const isMachine = caller.role === 'client' || caller.terminalId !== undefined
  const check = async () => {
    if ((await authenticate(token)) === undefined) return false
    return !isMachine || (await authority.signingKey(boundKeyId)) !== undefined
  }
  return () => check().catch(() => false)
}

interface Listener {
  readonly session: VerifiedToken
  readonly isStillGood: () => Promise<boolean>
  readonly lastEventId: string | undefined
}

function stream(
  response: ServerResponse,
  { session, isStillGood, lastEventId }: Listener,
  { subscribe, authority, clock, heartbeatMs = 15_000 }: StreamOptions,
): () => void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' })
  response.write('retry: 1000\n\n')
  let unsubscribe = () => {}
  const beat = async () => ((await isStillGood()) ? write(':\n\n') : end())
  const heartbeat = setInterval(beat, heartbeatMs)
  const expiry = setTimeout(() => end(), Math.max(0, session.expiresAtMs - clock.now()))
  let ended = false
  const end = () => {
    if (ended) return
    ended = true
    clearInterval(heartbeat)
    clearTimeout(expiry)
    unsubscribe()
    response.end()
  }
  const write = (text: string) => {
    if (authority.ended?.has(session.caller.sessionId)) end()
    if (ended) return
    response.write(text)
    if (response.writableLength > bufferedBytesMax) response.destroy()
  }
  unsubscribe = subscribe(session.caller, lastEventId, event => write(frame(event)))
  if (ended) unsubscribe()
  return end
}

function frame({ id, type, data }: StreamedEvent): string {
  assert(!/[\r\n]/.test(id + type + data), 'an event is made of single lines')
  return `id: ${id}\nevent: ${type}\ndata: ${data}\n\n`
}

function lastEventIdOf(request: FastifyRequest): string | undefined {
  const id = request.headers['last-event-id']
  return typeof id === 'string' && /^[A-Za-z0-9._:-]{1,64}$/.test(id) ? id : undefined
}
