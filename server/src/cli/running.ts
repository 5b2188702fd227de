/** Knows whether a server of this data directory runs already, and where. */
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface RunningServer {
  readonly pid: number
  readonly url: string
}

const fileOf = (directory: string) => join(directory, 'server.json')

/** The server that runs on this directory; undefined when none does (a stale note is no server). */
export async function findRunningServer(directory: string): Promise<RunningServer | undefined> {
  const text = await readFile(fileOf(directory), 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  try {
    const server = JSON.parse(text) as RunningServer
    process.kill(server.pid, 0)
    const response = await fetch(new URL('/healthz', server.url), { signal: AbortSignal.timeout(2_000) })
    const health = (await response.json()) as { pid?: number }
    return health.pid === server.pid ? server : undefined
  } catch {
    return undefined
  }
}

export async function noteRunningServer(directory: string, server: RunningServer): Promise<void> {
  await writeFile(fileOf(directory), `${JSON.stringify(server)}\n`, { mode: 0o600 })
}

export async function forgetRunningServer(directory: string): Promise<void> {
  await rm(fileOf(directory), { force: true })
}
