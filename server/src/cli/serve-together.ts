/**
 * Runs the server as several processes behind one port, for machines with several cores: this one looks after the
 * others. Each of them answers everything, but one: that does the work that one process does for all, so that no
 * answer waits for it.
 */
import cluster, { type Worker } from 'node:cluster'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setPriority } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import { type MeshRole, meshRoles } from '../platform/mesh/index.ts'

/** Which of them a process is: of those that answer, from 1; 0 is the worker. */
export interface Place {
  readonly number: number
  readonly of: number
}

const variable = 'RINGFENCE_PLACE'

/** Undefined for a process on its own, and for the one that looks after the others. */
export function ownPlace(): Place | undefined {
  const [, number, of] = /^(\d+)\/(\d+)$/.exec((cluster.isWorker && process.env[variable]) || '') ?? []
  return number === undefined || of === undefined ? undefined : { number: +number, of: +of }
}

export function rolesAt({ number }: Place): readonly MeshRole[] {
  return meshRoles.filter(role => (role === 'worker') === (number === 0))
}

/**
 * Where the kernel can, it hands out connections itself (`SO_REUSEPORT`): a burst of them is taken at once, and not one by one through the
 * process that looks after the others.
 */
export function sharingOf(place: Place | undefined): { reusePort?: boolean } {
  return place && process.platform === 'linux' ? { reusePort: true } : {}
}

/** Processes that share a port would share it with another deployment's, too. @throws the system's error when it is taken */
export async function requireFreePort({ host, port }: { host: string; port: number }): Promise<void> {
  const probe = createServer().listen(port, host)
  await once(probe, 'listening')
  probe.close()
  await once(probe, 'close')
}

/** To be called once this process answers. Periodic work waits for answers, not they for it. */
export function tellReady({ number }: Place): void {
  if (number === 0) setPriority(19)
  process.send?.('ready')
}

export interface Together {
  /** Lets what is in flight finish; resolves when all have ended. */
  stop(): Promise<void>
}

/** Resolves once all answer; rejects when one can't start (it says why itself), with the others stopped. */
export async function startTogether(count: number, onError: (error: unknown) => void): Promise<Together> {
  const running = new Set<Worker>()
  let stopping = false

  async function start(number: number): Promise<void> {
    const worker = cluster.fork({ [variable]: `${number}/${count}` })
    running.add(worker)
    const ended = once(worker, 'exit').finally(() => running.delete(worker))
    await Promise.race([untilReady(worker), ended.then(() => Promise.reject(new Error('a process could not start')))])
    ended.then(() => startAgain(number))
  }

  async function startAgain(number: number): Promise<void> {
    if (stopping) return
    onError(new Error(`process ${number} ended; it is started again`))
    await wait(1_000)
    if (!stopping) await start(number).catch(() => startAgain(number))
  }

  async function stop(): Promise<void> {
    stopping = true
    const ends = [...running].map(worker => once(worker, 'exit'))
    for (const worker of running) worker.process.kill('SIGTERM')
    await Promise.all(ends)
  }

  try {
    await Promise.all(Array.from({ length: count + 1 }, (_, number) => start(number)))
  } catch (error) {
    await stop()
    throw error
  }
  return { stop }
}

async function untilReady(worker: Worker): Promise<void> {
  for (;;) if ((await once(worker, 'message'))[0] === 'ready') return
}
