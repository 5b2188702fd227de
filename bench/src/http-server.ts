/** The server under load: the program as it is started on a real machine, in a directory of its own. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { loadMasterKey, type MasterKey } from '../../server/src/platform/crypto.ts'
import { freePort } from '../../server/test/crash/server-program.ts'

const program = fileURLToPath(new URL('../../server/src/main.ts', import.meta.url))

export interface ServerDirectory {
  readonly directory: string
  /** What the server will open the database's secrets with. */
  readonly masterKey: MasterKey
  remove(): Promise<void>
}

export async function createServerDirectory(): Promise<ServerDirectory> {
  const directory = await mkdtemp(join(tmpdir(), 'ringfence-bench-'))
  const remove = () => rm(directory, { recursive: true, force: true })
  return { directory, masterKey: await loadMasterKey(directory, {}), remove }
}

export interface RunningServer {
  readonly origin: string
  stop(): Promise<void>
}

/** @throws Error when it does not start; why is on standard error */
export async function startServer(directory: string, databaseUrl: string, processes: number): Promise<RunningServer> {
  const port = await freePort()
  const words = ['serve', '--sandbox', '--json', '--processes', `${processes}`, '--port', `${port}`]
  const child = spawn(process.execPath, [program, ...words, '--directory', directory], {
    env: { ...process.env, DATABASE_URL: databaseUrl, RINGFENCE_LIMIT_FACTOR: '10000' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })
  // It goes on reading: every request leaves a line in the log, and a full pipe would hold the server up.
  await new Promise<void>((resolve, reject) => {
    lines.on('line', line => line.startsWith('{"ready":true') && resolve())
    ended.then(() => reject(new Error('the server did not start')))
  })
  return {
    origin: `http://127.0.0.1:${port}`,
    stop: async () => {
      child.kill('SIGTERM')
      await ended
    },
  }
}
