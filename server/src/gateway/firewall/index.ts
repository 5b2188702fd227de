/** The firewall's first layer: stands before everything, knows nobody, and refuses what no honest client sends. */
import type { Socket } from 'node:net'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { LimitAddress } from '../limits/index.ts'
import { sendProblem } from '../problems.ts'
import { findAttackInBody, findAttackInEnvelope } from './content.ts'
import { inspectEnvelope, type Refusal } from './envelope.ts'
import { createMethodsAt } from './paths.ts'
import { type IsTrusted, settleAddress } from './proxies.ts'

export { bodyBytesMax, connectionsMax, nestingMax, serverBounds } from './bounds.ts'
export { nestsDeeperThan } from './nesting.ts'
export { type IsTrusted, readTrustedProxies } from './proxies.ts'

export interface FirewallOptions {
  readonly sandbox: boolean
  /** Proxies whose `X-Forwarded-For` is believed. */
  readonly isTrusted: IsTrusted
  /** Whether an address is on the deny list now, and not on the allow list. */
  readonly refusesAddress: (address: string) => boolean
  /** Undefined: no address is limited. */
  readonly limitAddress: LimitAddress | undefined
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Where the request comes from, as far as we believe it. */
    address: string
    /** For the log: the signature that a refused request fits. */
    attack: string | undefined
  }
}

const malformed: Refusal = { code: 'malformed_request' }

/** Before all hooks and routes that are to be protected. */
export function mountFirewall(app: FastifyInstance, options: FirewallOptions): void {
  const methodsAt = createMethodsAt(options.sandbox)
  app.decorateRequest('address', '')
  app.decorateRequest('attack', undefined)
  const { limitAddress } = options
  const closing = new WeakSet<Socket>()
  app.addHook('onRequest', async (request, reply) => {
    request.address = settleAddress(request, options.isTrusted)
    if (options.refusesAddress(request.address)) return refuse(request, reply, { code: 'request_refused' })
    const waitSeconds = await limitAddress?.(request.address)
    if (waitSeconds === undefined) return undefined
    reply.header('retry-after', String(waitSeconds))
    return refuse(request, reply, { code: 'limit_exceeded' })
  })
  app.addHook('onRequest', (request, reply, done) => {
    const { socket } = request.raw
    const refusal = closing.has(socket) ? malformed : inspectEnvelope(request.raw, methodsAt)
    if (refusal?.code === 'malformed_request') {
      // Where a request ends that could not be read is anybody's guess: what came behind it is not a request.
      closing.add(socket)
      reply.header('connection', 'close')
    }
    if (refusal !== undefined) return void refuse(request, reply, refusal)
    request.attack = findAttackInEnvelope(request.raw.url ?? '', request.raw.headers)
    if (request.attack !== undefined) return void refuse(request, reply, { code: 'request_refused' })
    return done()
  })
  app.addHook('preValidation', (request, reply, done) => {
    request.attack = findAttackInBody(request.body)
    if (request.attack !== undefined) return void refuse(request, reply, { code: 'request_refused' })
    return done()
  })
}

/** Nothing that a refused client has sent is waited for. */
function refuse(request: FastifyRequest, reply: FastifyReply, { code, allow }: Refusal): FastifyReply {
  if (allow !== undefined) reply.header('allow', allow.join(', '))
  return sendProblem(request, reply, code)
}
