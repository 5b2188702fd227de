/** Runs the server until it is told to stop: SIGTERM or SIGINT lets what is in flight finish, then ends the database, too. */
import type { FastifyInstance } from 'fastify'
import { createApp } from '../app.ts'
import { servePages } from '../pages.ts'
import { clock, type Deployment } from './deployment.ts'
import { type MonitoringOptions, startMonitoring } from './monitoring.ts'
import { forgetRunningServer, noteRunningServer } from './running.ts'
import { openParts, type PartsOptions } from './serve-parts.ts'

export interface ServeOptions extends MonitoringOptions, Omit<PartsOptions, 'directory'> {
  readonly port: number
  readonly sandbox: boolean
  /** As clients know the deployment, where that is not the address we listen on. */
  readonly origin?: string | undefined
}

export interface Served {
  readonly url: string
  /** Resolves once everything is closed, whoever asked for it. */
  readonly stopped: Promise<void>
  stop(): Promise<void>
}

export async function serve(deployment: Deployment, options: ServeOptions): Promise<Served> {
  const monitoring = await startMonitoring(options)
  const { log } = monitoring
  const { db, masterKey, directory } = deployment
  const onError = (error: unknown) =>
    log.error({ err: error }, 'a file or a process of the mesh failed; it is tried again')
  const origins = originsOf(options)
  const opened = await openParts({ ...options, directory }, origins[0], onError)
  const url = `${opened.scheme}://${addressOf(options)}`
  const app = await createApp({ db, masterKey, clock, log, origins, sandbox: options.sandbox, parts: opened.parts })
  serveHealth(app.server, deployment)
  const isEdge = opened.parts.roles.includes('edge')
  if (isEdge) await servePages(app.server)
  try {
    await app.server.listen({ host: options.host, port: options.port })
  } catch (error) {
    await app.close()
    await opened.close()
    throw explain(error, options.port)
  }
  const isWhole = options.role === undefined
  if (isWhole) await noteRunningServer(directory, { pid: process.pid, url })
  const watch = watchDatabase(deployment, error => log.error({ err: error }, 'the database is down; starting it again'))
  return runUntilStopped(url, async () => {
    clearInterval(watch)
    await app.close()
    await opened.close()
    await monitoring.close()
    if (isWhole) await forgetRunningServer(directory)
    await deployment.close()
  })
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

function serveHealth(server: FastifyInstance, { db }: Deployment): void {
  server.get('/healthz', async (_request, reply) => {
    await db.query('SELECT 1')
    return reply.send({ ok: true, pid: process.pid })
  })
}

/** The first is the issuer of tokens: all processes of a deployment must be told the same. */
function originsOf(options: ServeOptions): [string, ...string[]] {
  const { origin, role, tlsCert, port } = options
  if (origin !== undefined) {
    if (new URL(origin).origin !== origin) throw new Error(`--origin ${origin} is none: say https://host, with no path`)
    return [origin]
  }
  if (role !== undefined)
    throw new Error('processes of a deployment need to know its --origin, for example https://pay.example')
  const scheme = tlsCert === undefined ? 'http' : 'https'
  return [`${scheme}://${addressOf(options)}`, `${scheme}://localhost:${port}`]
}

function addressOf({ host, port }: Pick<ServeOptions, 'host' | 'port'>): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** Looks after the database once a second: an embedded one that was killed is started again and recovers. */
function watchDatabase({ db, revive }: Deployment, onDown: (error: unknown) => void): NodeJS.Timeout {
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
