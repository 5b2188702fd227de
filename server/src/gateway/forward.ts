/**
 * Hands a request on to the process that does the work, and its answer back, as they are. Who the caller is goes along as the caller has
 * proved it, by token, proof and signature: the other process checks them again, and believes no header about it.
 */
import { once } from 'node:events'
import { type ClientRequest, type IncomingMessage, type OutgoingHttpHeaders, request as sendPlain } from 'node:http'
import { type RequestOptions, request as sendTls } from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendProblem } from './problems.ts'

/** Answers the request, if only with 503 when nobody else does. */
export type Forward = (request: FastifyRequest, reply: FastifyReply) => Promise<void>

export interface ForwardOptions {
  /** Whom to ask, over which connections. */
  readonly target: () => RequestOptions & { readonly headers?: OutgoingHttpHeaders | undefined }
  /** As clients reach us: `https` or `http`. */
  readonly protocol: string
  readonly onError: (error: unknown) => void
  /** Milliseconds until the answer begins. */
  readonly timeMs?: number
}

/** About one connection (RFC 9110, 7.6.1), or settled here. */
const notForwarded = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
  'content-length',
  'x-forwarded-port',
])

export function createForward({ target, protocol, onError, timeMs = 30_000 }: ForwardOptions): Forward {
  return async (request, reply) => {
    const gone = new AbortController()
    reply.raw.once('close', () => gone.abort())
    const { method } = request
    const body = request.rawBody ?? Buffer.of()
    const headers = forwardedHeaders(request, protocol, body)
    try {
      const to = target()
      const send = to.protocol === 'http:' ? sendPlain : sendTls
      const about = { method, path: request.raw.url, headers: { ...headers, ...to.headers }, signal: gone.signal }
      const sent = send({ ...to, ...about })
      sent.on('error', () => {}) // told where the answer is awaited, or when the client is gone
      sent.end(body)
      passOn(await answerTo(sent, timeMs), reply)
    } catch (error) {
      if (gone.signal.aborted) return void reply.hijack() // there is nobody to answer
      onError(error)
      sendProblem(request, reply, 'overloaded') // it may have been done: whoever changes something asks again with the same key
    }
  }
}

async function answerTo(sent: ClientRequest, timeMs: number): Promise<IncomingMessage> {
  const over = new AbortController()
  const late = sleep(timeMs, undefined, { signal: over.signal }).then(() => {
    throw new Error('no answer in time')
  })
  try {
    const [answer] = (await Promise.race([once(sent, 'response', { signal: over.signal }), late])) as [IncomingMessage]
    return answer
  } catch (error) {
    sent.destroy()
    throw error
  } finally {
    late.catch(() => {})
    over.abort()
  }
}

function forwardedHeaders({ raw, address }: FastifyRequest, protocol: string, body: Buffer): OutgoingHttpHeaders {
  const kept = Object.entries(raw.headers).filter(([name]) => !notForwarded.has(name))
  return {
    ...Object.fromEntries(kept),
    ...(body.length === 0 && (raw.method === 'GET' || raw.method === 'HEAD') ? {} : { 'content-length': body.length }),
    'x-forwarded-for': address,
    'x-forwarded-proto': protocol,
    'x-forwarded-host': raw.headers.host ?? '',
  }
}

/** Past the hooks that would sign or record the answer: where the work was done, that is done already. */
function passOn(answer: IncomingMessage, reply: FastifyReply): void {
  const { raw } = reply
  for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) raw.setHeader(name, value)
  for (const [name, values] of Object.entries(answer.headersDistinct)) {
    if (!notForwarded.has(name) && values !== undefined) raw.setHeader(name, values.length === 1 ? values[0]! : values)
  }
  const { 'content-length': length } = answer.headers
  if (length !== undefined) raw.setHeader('content-length', length)
  reply.hijack()
  raw.writeHead(answer.statusCode ?? 502)
  raw.flushHeaders()
  answer.on('error', () => raw.destroy()) // cut off there is cut off here: half an answer never looks whole
  answer.on('aborted', () => raw.destroy())
  answer.pipe(raw)
}
