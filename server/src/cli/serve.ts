/** Runs the server until it is told to stop: SIGTERM or SIGINT lets what is in flight finish, then ends the database, too. */
import { createApp } from '../app.ts'
import { servePages } from '../pages.ts'
import { clock, type Deployment } from './deployment.ts'
import { type MonitoringOptions, startMonitoring } from './monitoring.ts'
import { forgetRunningServer, noteRunningServer } from './running.ts'

export interface ServeOptions extends MonitoringOptions {
  readonly host: string
  readonly port: number
  readonly sandbox: boolean
}

export interface Served {
  readonly url: string
  /** Resolves once everything is closed, whoever asked for it. */
  readonly stopped: Promise<void>
  stop(): Promise<void>
}

export async function serve(deployment: Deployment, options: ServeOptions): Promise<Served> {
  requireLoopback(options.host)
  const url = `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${options.port}`
  const monitoring = await startMonitoring(options)
  const { log } = monitoring
  const { db, masterKey } = deployment
  const origins = [url, `http://localhost:${options.port}`] as [string, string]
  const app = await createApp({ db, masterKey, clock, log, origins, sandbox: options.sandbox })
  app.server.get('/healthz', async (_request, reply) => {
    await db.query('SELECT 1')
    return reply.send({ ok: true, pid: process.pid })
  })
  await servePages(app.server)
  try {
    await app.server.listen({ host: options.host, port: options.port })
  } catch (error) {
    await app.close()
    throw explain(error, options.port)
  }
  await noteRunningServer(deployment.directory, { pid: process.pid, url })
  const watch = watchDatabase(deployment, error => log.error({ err: error }, 'the database is down; starting it again'))

  let stopping: Promise<void> | undefined
  let ended = () => {}
  const stopped = new Promise<void>(resolve => {
    ended = resolve
  })
  const stop = () => {
    stopping ??= (async () => {
      clearInterval(watch)
      await app.close()
      await monitoring.close()
      await forgetRunningServer(deployment.directory)
      await deployment.close()
      ended()
    })()
    return stopping
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop())
  return { url, stopped, stop }
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

function requireLoopback(host: string): void {
  if (['127.0.0.1', '::1', 'localhost'].includes(host)) return
  throw new Error(`${host} can be reached from outside, and TLS is not set up: listen on 127.0.0.1 behind a TLS proxy`)
}

function explain(error: unknown, port: number): unknown {
  if (!(error instanceof Error) || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') return error
  return new Error(`port ${port} is taken by another program; choose one with --port, for example --port ${port + 1}`)
}
