/** Runs the server until it is told to stop: SIGTERM or SIGINT lets what is in flight finish, then ends the database, too. */
import type { FastifyInstance } from 'fastify'
import { createApp } from '../app.ts'
import { servePages } from '../pages.ts'
import type { Log } from '../platform/log.ts'
import { clock, type Deployment } from './deployment.ts'
import { type MonitoringOptions, startMonitoring } from './monitoring.ts'
import { forgetRunningServer, noteRunningServer } from './running.ts'
import { openParts, type PartsOptions } from './serve-parts.ts'
import {
  ownPlace,
  type Place,
  requireFreePort,
  rolesAt,
  sharingOf,
  startTogether,
  tellReady,
} from './serve-together.ts'

export interface ServeOptions extends MonitoringOptions, Omit<PartsOptions, 'directory'> {
  readonly port: number
  readonly sandbox: boolean
  /** As clients know the deployment, where that is not the address we listen on. */
  readonly origin?: string | undefined
  /** How many answer at the port, besides one for periodic work; unless given, this process does all. */
  readonly processes?: number
}

export interface Served {
  readonly url: string
  /** Resolves once everything is closed, whoever asked for it. */
  readonly stopped: Promise<void>
  stop(): Promise<void>
}

export async function serve(deployment: Deployment, options: ServeOptions): Promise<Served> {
  const place = ownPlace()
  if (options.processes !== undefined && place === undefined) return serveTogether(deployment, options)
  const monitoring = await startMonitoring(monitoringAt(options, place))
  const { log } = monitoring
  const { db, masterKey, directory } = deployment
  const onError = (error: unknown) =>
    log.error({ err: error }, 'a file or a process of the mesh failed; it is tried again')
  const origins = originsOf(options)
  const isAlone = place?.number === 0
  const roles = place ? rolesAt(place) : options.role
  const opened = await openParts({ ...options, directory, role: roles, isAlone }, origins[0], onError)
  const url = `${opened.scheme}://${addressOf(options)}`
  const app = await createApp({
    db,
    masterKey,
    clock,
    log,
    origins,
    sandbox: options.sandbox,
    parts: opened.parts,
    limitFactor: limitFactorOf(process.env),
  })
  serveHealth(app.server, deployment, place ? process.ppid : process.pid)
  const isEdge = opened.parts.roles.includes('edge')
  if (isEdge) await servePages(app.server)
  try {
    if (!isAlone) await app.server.listen({ host: options.host, port: options.port, ...sharingOf(place) })
  } catch (error) {
    await app.close()
    await opened.close()
    throw explain(error, options.port)
  }
  if (place) tellReady(place)
  const isWhole = options.role === undefined && place === undefined
  if (isWhole) await noteRunningServer(directory, { pid: process.pid, url })
  const watch = place ? undefined : watchDatabase(deployment, log)
  return runUntilStopped(url, async () => {
    clearInterval(watch)
    await app.close()
    await opened.close()
    await monitoring.close()
    if (isWhole) await forgetRunningServer(directory)
    await deployment.close()
    if (place) process.disconnect() // else who looks after us would keep us
  })
}

async function serveTogether(deployment: Deployment, options: ServeOptions): Promise<Served> {
  const { directory } = deployment
  await requireFreePort(options).catch(error => {
    throw explain(error, options.port)
  })
  const { log, close } = await startMonitoring({ ...(options.logLevel ? { logLevel: options.logLevel } : {}) })
  const url = `${publicScheme(options)}://${addressOf(options)}`
  const together = await startTogether(options.processes!, error => log.error({ err: error }, 'a process ended'))
  await noteRunningServer(directory, { pid: process.pid, url })
  const watch = watchDatabase(deployment, log)
  return runUntilStopped(url, async () => {
    clearInterval(watch)
    await together.stop()
    await close()
    await forgetRunningServer(directory)
    await deployment.close()
  })
}

/** Each process has metrics of its own: they are on neighbouring ports. */
function monitoringAt({ logLevel, metricsPort }: ServeOptions, place: Place | undefined): MonitoringOptions {
  return {
    ...(logLevel === undefined ? {} : { logLevel }),
    ...(metricsPort === undefined ? {} : { metricsPort: metricsPort + (place?.number ?? 0) }),
  }
}

/** `RINGFENCE_LIMIT_FACTOR` multiplies the usual limits: for load tests, which ask for more than people do. */
function limitFactorOf({ RINGFENCE_LIMIT_FACTOR: text = '1' }: NodeJS.ProcessEnv): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new Error('RINGFENCE_LIMIT_FACTOR must be a whole number from 1')
  return Number.parseInt(text, 10)
}

/** SIGTERM and SIGINT stop it, too; however often it is asked, it is closed once. */
function runUntilStopped(url: string, close: () => Promise<void>): Served {
  let stopping: Promise<void> | undefined
  const { promise: stopped, resolve: ended } = Promise.withResolvers<void>()
  const stop = () => {
    stopping ??= close().then(ended)
    return stopping
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop())
  return { url, stopped, stop }
}

/** `pid`: of the process to stop. `process`: of the one that answers. */
function serveHealth(server: FastifyInstance, { db }: Deployment, pid: number): void {
  server.get('/healthz', async (_request, reply) => {
    await db.query('SELECT 1')
    return reply.send({ ok: true, pid, process: process.pid })
  })
}

/** The first is the issuer of tokens: all processes of a deployment must be told the same. */
function originsOf(options: ServeOptions): [string, ...string[]] {
  const { origin, role } = options
  if (origin !== undefined) {
    if (new URL(origin).origin !== origin) throw new Error(`--origin ${origin} is none: say https://host, with no path`)
    return [origin]
  }
  if (role !== undefined)
    throw new Error('processes of a deployment need to know its --origin, for example https://pay.example')
  const scheme = publicScheme(options)
  return [`${scheme}://${addressOf(options)}`, `${scheme}://localhost:${options.port}`]
}

function publicScheme({ tlsCert }: ServeOptions): 'http' | 'https' {
  return tlsCert === undefined ? 'http' : 'https'
}

function addressOf({ host, port }: Pick<ServeOptions, 'host' | 'port'>): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** Looks after the database once a second: an embedded one that was killed is started again and recovers. */
function watchDatabase({ db, revive }: Deployment, log: Log): NodeJS.Timeout {
  const onDown = (error: unknown) => log.error({ err: error }, 'the database is down; starting it again')
  let looking = false
  return setInterval(async () => {
    if (looking) return
    looking = true
    try {
      await db.query('SELECT 1')
    } catch (error) {
      onDown(error)
      await revive().catch(onDown)
    } finally {
      looking = false
    }
  }, 1_000)
}

function explain(error: unknown, port: number): unknown {
  if (!(error instanceof Error) || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') return error
  return new Error(`port ${port} is taken by another program; choose one with --port, for example --port ${port + 1}`)
}
