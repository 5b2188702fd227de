/** The server as it is run: a process of its own on its directory, always at the same address. */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

/** Returns at once; the server has yet to become ready. */
export function spawnServer(directory: string, port: number): ChildProcess {
  const words = ['serve', '--sandbox', '--port', `${port}`, '--directory', directory, '--json', '--log-level', 'silent']
  const { DATABASE_URL: _, ...env } = process.env // its database is the embedded one
  return spawn(process.execPath, [main, ...words], { env, stdio: ['ignore', 'pipe', 'inherit'] })
}

/** @throws Error when it ends instead; what it had to say is on standard error */
export async function untilReady(server: ChildProcess): Promise<void> {
  for await (const line of createInterface({ input: server.stdout! })) {
    if ((JSON.parse(line) as { ready?: boolean }).ready) return
  }
  throw new Error('the server did not start')
}

/**
 * A port that stays free while the server is down: none of those that outgoing connections get, for a client that asks such a
 * port again and again is connected with itself one day.
 */
export async function freePort(): Promise<number> {
  const port = randomInt(10_000, 30_000)
  const probe = createServer().listen(port, '127.0.0.1')
  const event = await Promise.race([
    once(probe, 'listening').then(() => 'free'),
    once(probe, 'error').then(() => 'taken'),
  ])
  if (event === 'taken') return freePort()
  await new Promise(resolve => probe.close(resolve))
  return port
}
