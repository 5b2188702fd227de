/**
 * The one entry point: mounts the contract's table of operations, and nothing else, under `/v1`. Modules never see HTTP.
 * The firewall stands before everything; guard.ts has what stands before each operation.
 */
import type { KeyObject } from 'node:crypto'
import { type Operation, type OperationId, operations } from '@ringfence/contract'
import type { FastifyInstance } from 'fastify'
import { assert } from '../kernel/assert.ts'
import type { Clock } from '../kernel/clock.ts'
import type { AuditTrail } from '../platform/audit-trail.ts'
import type { Handlers } from '../platform/http.ts'
import type { Log } from '../platform/log.ts'
import type { MeshGate } from '../platform/mesh/index.ts'
import type { MakeServer } from '../platform/tls/public-tls.ts'
import { logAccess, type RequestDone } from './access-log.ts'
import { type HashAddress, processAddressHash } from './addresses.ts'
import { createAdmission } from './admission.ts'
import { createAuthentication } from './authentication.ts'
import type { Authority } from './authority.ts'
import { readJsonOnly } from './bodies.ts'
import { mountReference } from './docs/index.ts'
import { mountEventStream, type Subscribe } from './event-stream.ts'
import { type IsTrusted, mountFirewall } from './firewall/index.ts'
import type { Forward } from './forward.ts'
import type { Guards } from './guard.ts'
import { createInFlight } from './idempotency.ts'
import {
  type AddressLimit,
  type Counter,
  createLeases,
  createLimitAddress,
  createLimitCallers,
  memoryCounter,
  type QuotaOptions,
} from './limits/index.ts'
import { mountMeshGate } from './mesh-gate.ts'
import { type AnyHandler, mountOperation } from './operation-route.ts'
import { sendProblem } from './problems.ts'
import { signAnswers } from './proof/answers.ts'
import { createNonceMemory, type Nonces } from './proof/nonces.ts'
import { createPossession } from './proof/possession.ts'
import { recordCalls } from './record-calls.ts'
import { decorateRequests } from './request.ts'
import { assertRoleTable } from './rights.ts'
import { createSecurityHeaders, type ForeignOrigins } from './security-headers.ts'
import { createServer } from './server.ts'
import { createRequireStepUp } from './step-up.ts'
import { createAnnounce } from './versions/announce.ts'
import { lifeOf, type VersionRegistry, versionRegistry } from './versions/registry.ts'

export interface GatewayOptions {
  /**
   * One for each operation of the table; events have their own way in. Or the process that has them, to which everything that passes is
   * handed on; or `none`: this process has no operations.
   */
  readonly handlers: Omit<Handlers, 'streamEvents'> | { readonly forward: Forward } | 'none'
  readonly subscribe: Subscribe
  readonly authority: Authority
  readonly clock: Clock
  readonly log: Log
  /** Whether the sandbox's operations exist. */
  readonly sandbox: boolean
  /** Origins that clients reach us at, for example `https://pay.example`; signatures cover them. The first is ours. */
  readonly origins: readonly string[]
  /** What pages may load from elsewhere; nothing unless given. */
  readonly foreignOrigins?: ForeignOrigins
  /** More requests than this at once are refused with 503. */
  readonly requestsInFlightMax?: number
  /** Shared by all processes of a deployment; in memory unless given. */
  readonly nonces?: Nonces
  readonly heartbeatMs?: number
  /** Tests of the other layers give a lenient one. */
  readonly parseBody?: (text: string) => unknown
  /** Proxies whose `X-Forwarded-For` is believed; nobody unless given. */
  readonly isTrusted?: IsTrusted
  /** Whether the lists refuse an address now. */
  readonly refusesAddress?: (address: string) => boolean
  /** Without it, requests are not counted; without a counter, by this process alone. */
  readonly limits?: QuotaOptions & { readonly address?: AddressLimit; readonly counter?: Counter }
  /** What is deprecated and retired, and when. */
  readonly versions?: VersionRegistry
  /** What staff and machine clients do is recorded there; nowhere unless given. */
  readonly trail?: AuditTrail
  /** Told of each call once it is over. */
  readonly onRequestDone?: (done: RequestDone) => void
  /** Without it, addresses are told apart within this process only. */
  readonly hashAddress?: HashAddress
  /** For TLS; plain HTTP unless given. */
  readonly makeServer?: MakeServer | undefined
  /** Of a process behind the edge. */
  readonly meshGate?: MeshGate | undefined
  /** The same in all processes of a deployment: hides what the fingerprints of requests are made of. */
  readonly fingerprintKey?: KeyObject
}

/** A Fastify instance, not yet listening. Pages may be mounted on it beside `/v1`. Throws when a handler is missing. */
export function buildGateway(options: GatewayOptions): FastifyInstance {
  const { authority, clock, log, origins } = options
  assert(origins.length > 0, 'the gateway knows its own origin')
  assertRoleTable()
  const headersFor = createSecurityHeaders(origins[0]!, options.foreignOrigins)
  const app = createServer({ log, headersFor, isTrusted: options.isTrusted ?? nobody, makeServer: options.makeServer })
  decorateRequests(app)
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(headersFor(request.raw.url ?? ''))
  })
  logAccess(app, { log, clock, onRequestDone: options.onRequestDone })
  if (options.trail) recordCalls(app, options.trail)
  if (options.meshGate) mountMeshGate(app, options.meshGate, log)
  mountFirewall(app, {
    sandbox: options.sandbox,
    isTrusted: options.isTrusted ?? nobody,
    refusesAddress: options.refusesAddress ?? nobody,
    limitAddress: options.limits?.address && createLimitAddress(options.limits.address),
  })
  readJsonOnly(app, options.parseBody)
  signAnswers(app, authority.answerKey, clock)
  app.setNotFoundHandler((request, reply) => sendProblem(request, reply, 'not_found'))
  mountOperations(app, options, {
    admission: createAdmission(options.requestsInFlightMax ?? 256),
    authenticate: createAuthentication(authority, clock),
    possession: createPossession({ authority, clock, origins, nonces: options.nonces ?? createNonceMemory(clock) }),
    fingerprintKey: options.fingerprintKey,
    requireStepUp: operation => createRequireStepUp(operation, clock, options.sandbox),
    announce: createAnnouncer(options.versions ?? versionRegistry, clock),
    limitCallers:
      options.limits && createLimitCallers(createLeases(options.limits.counter ?? memoryCounter()), options.limits),
  })
  return app
}

const nobody = () => false

function createAnnouncer(registry: VersionRegistry, clock: Clock): Guards['announce'] {
  return (id, { path }) => {
    const life = lifeOf(registry, id, path)
    assert(life !== undefined, `operation ${id} is of a registered version`)
    return createAnnounce(life, clock)
  }
}

function mountOperations(app: FastifyInstance, options: GatewayOptions, guards: Guards): void {
  const { clock, hashAddress = processAddressHash() } = options
  const tools = { guards, inFlight: createInFlight(), clock, hashAddress }
  if (options.handlers === 'none') return
  const forward = 'forward' in options.handlers ? options.handlers.forward : undefined
  const handlers = options.handlers as unknown as Record<string, AnyHandler | undefined>
  for (const [id, operation] of tableOf(options.sandbox)) {
    if (id === 'streamEvents') continue
    const handler = forward ? { forward } : handlers[id]
    assert(typeof handler === 'function' || typeof handler === 'object', `operation ${id} has no handler`)
    mountOperation(app, id, operation, handler, tools)
  }
  mountEventStream(app, guards, { ...options, forward })
  mountReference(app, guards)
}

function tableOf(sandbox: boolean): [OperationId, Operation][] {
  const table = Object.entries(operations) as [OperationId, Operation][]
  return table.filter(([, operation]) => sandbox || operation.sandbox !== true)
}
