/** A deployment as a big brand runs it: edge, identity, api and worker, each a process of its own, on one database and in one mesh. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { MeshRole } from '../../src/platform/mesh/index.ts'
import { endProcess } from '../crash/processes.ts'
import { freePort, untilReady } from '../crash/server-program.ts'

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
const roles = ['api', 'identity', 'worker', 'edge'] as const

export interface FourProcesses {
  /** The edge, as clients know it. */
  readonly origin: string
  /** Of a process of the mesh. */
  urlOf(role: MeshRole): string
  /** At once, as a crash would. */
  kill(role: MeshRole): Promise<void>
  start(role: MeshRole): Promise<void>
  /** As an operator stops it. Their exit statuses. */
  stop(): Promise<(number | null)[]>
}

export async function startFourProcesses(directory: string, databaseUrl: string): Promise<FourProcesses> {
  execFileSync(process.execPath, [main, 'mesh', 'issue', '--directory', directory], { stdio: 'ignore' })
  const ports = new Map<MeshRole, number>()
  for (const role of roles) ports.set(role, await freePort())
  const urlOf = (role: MeshRole) => `https://127.0.0.1:${ports.get(role)}`
  const origin = `http://127.0.0.1:${ports.get('edge')}`
  const running = new Map<MeshRole, ChildProcess>()
  const start = async (role: MeshRole) => {
    const words = ['serve', '--role', role, '--sandbox', '--json', '--log-level', 'silent', '--origin', origin]
    const places = ['--port', `${ports.get(role)}`, '--directory', directory, '--database-url', databaseUrl]
    const asked = role === 'edge' ? ['--api-url', urlOf('api'), '--identity-url', urlOf('identity')] : []
    const child = spawn(process.execPath, [main, ...words, ...places, ...asked], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    running.set(role, child)
    await untilReady(child)
  }
  for (const role of roles) await start(role)
  return {
    origin,
    urlOf,
    kill: async role => {
      await endProcess(running.get(role)!)
    },
    start,
    stop: () => Promise.all([...running.values()].map(child => endProcess(child, 'SIGTERM'))),
  }
}
