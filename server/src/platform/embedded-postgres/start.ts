import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { access, constants, mkdir, open } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findPlatformBinaries, usableBinaries } from './binaries.ts'
import { clusterExists, createCluster, readPassword } from './cluster.ts'
import { EmbeddedPostgresError, explainFileError, explainOutput } from './errors.ts'
import { type Location, locate, systemDirectory } from './location.ts'
import { takeLock } from './lock.ts'
import { boundLog, keepLogBounded, readLogSince, sizeOf } from './log-file.ts'
import { endPostmaster, findPostmaster, retireStaleLocks } from './postmaster.ts'
import { waitUntilReady } from './readiness.ts'
import { childEnvironment, postgresArguments } from './settings.ts'
import { connectionUrl, prepareSocketDirectory, socketDirectoryOf } from './socket.ts'

export interface StartOptions {
  /** Where Ringfence keeps its things, as `/path/.ringfence`; the cluster goes into `postgres` there. */
  directory: string
  /** Told in plain sentences what happens. */
  log?: (line: string) => void
  /** PostgreSQL settings over ours, as `{ max_connections: '200' }`. */
  settings?: Record<string, string>
}

export interface EmbeddedPostgres {
  /** Connection URL over the unix socket, password included: keep it out of logs. */
  url: string
  /** Found running, not started by this call. */
  alreadyRunning: boolean
  pid: number
  dataDirectory: string
  /** Shuts PostgreSQL down and waits for its end, if this call started it. */
  stop(): Promise<void>
}

interface Plan {
  native: string
  location: Location
  socketDirectory: string
  password: string
  settings: Record<string, string>
  log: (line: string) => void
}

const lockPatienceSeconds = 660
const orphanPatienceSeconds = 15

/**
 * Starts the embedded PostgreSQL of a directory, creating its cluster the first time, or finds it running.
 * It outlives a Ctrl-C and even the death of this process; the next start then finds it.
 * @throws EmbeddedPostgresError whose message says what to do
 */
export async function startEmbeddedPostgres(options: StartOptions): Promise<EmbeddedPostgres> {
  const directory = resolve(options.directory)
  const log = options.log ?? (() => undefined)
  try {
    await mkdir(directory, { recursive: true })
    await access(directory, constants.W_OK)
    const release = await takeLock(join(directory, 'postgres.lock'), lockPatienceSeconds, () =>
      log('Waiting for another start of PostgreSQL …'),
    )
    try {
      const plan = await prepare(directory, options.settings ?? {}, log)
      return (await useRunning(plan)) ?? (await startNew(plan))
    } finally {
      release()
    }
  } catch (error) {
    throw explainFileError(error, directory)
  }
}

async function prepare(directory: string, settings: Record<string, string>, log: Plan['log']): Promise<Plan> {
  const binaries = await findPlatformBinaries()
  const location = await locate(directory, log)
  const { dataDirectory, runAs, home } = location
  const native = await usableBinaries(binaries, runAs, join(runAs ? systemDirectory : home, 'binaries'))
  if (!(await clusterExists(dataDirectory, binaries.major))) {
    log(`Creating the PostgreSQL cluster in ${dataDirectory} …`)
    await createCluster(native, dataDirectory, runAs)
  }
  const socketDirectory = socketDirectoryOf(dataDirectory)
  return { native, location, socketDirectory, password: await readPassword(dataDirectory), settings, log }
}

/** The running PostgreSQL of that data directory; one that is shutting down is waited for and not used. */
async function useRunning(plan: Plan): Promise<EmbeddedPostgres | undefined> {
  const { dataDirectory, logFile } = plan.location
  const pid = await findPostmaster(dataDirectory)
  if (pid === undefined) return undefined
  const isRunning = async () => (await findPostmaster(dataDirectory)) === pid
  if (!(await waitUntilReady(plan.socketDirectory, plan.password, isRunning, plan.log))) return undefined
  plan.log(`Found PostgreSQL running (process ${pid}).`)
  const endLogging = keepLogBounded(logFile)
  const url = connectionUrl(plan.socketDirectory, plan.password)
  return { url, alreadyRunning: true, pid, dataDirectory, stop: async () => endLogging() }
}

async function startNew(plan: Plan): Promise<EmbeddedPostgres> {
  const { dataDirectory, logFile, runAs } = plan.location
  await prepareSocketDirectory(plan.socketDirectory, dataDirectory, runAs)
  await retireStaleLocks(dataDirectory, plan.socketDirectory, runAs)
  await boundLog(logFile)
  const child = await launchUntilReady(plan)
  const pid = child.pid!
  plan.log(`Started PostgreSQL (process ${pid}).`)
  const endLogging = keepLogBounded(logFile)
  let stopping: Promise<void> | undefined
  const stop = () => {
    endLogging()
    stopping ??= hasEnded(child) ? Promise.resolve() : endPostmaster(pid, dataDirectory)
    return stopping
  }
  const url = connectionUrl(plan.socketDirectory, plan.password)
  return { url, alreadyRunning: false, pid, dataDirectory, stop }
}

/** After a kill -9, PostgreSQL refuses to start as long as backends of the dead postmaster live: they soon end. */
async function launchUntilReady(plan: Plan): Promise<ChildProcess> {
  const { dataDirectory, logFile } = plan.location
  const deadline = performance.now() + orphanPatienceSeconds * 1000
  for (;;) {
    const logPosition = await sizeOf(logFile)
    const child = await launch(plan)
    if (await becomesReady(plan, child)) return child
    const lastWords = await readLogSince(logFile, logPosition)
    const isOrphaned = lastWords.includes('pre-existing shared memory block')
    if (!isOrphaned || performance.now() > deadline) throw explainOutput('start_failed', lastWords, dataDirectory)
    await sleep(200)
  }
}

/** A start that fails leaves nothing running, but never cuts a long recovery short: a later start finds that done. */
async function becomesReady(plan: Plan, child: ChildProcess): Promise<boolean> {
  try {
    return await waitUntilReady(plan.socketDirectory, plan.password, async () => !hasEnded(child), plan.log)
  } catch (error) {
    const isRecovering = error instanceof EmbeddedPostgresError && error.code === 'not_ready'
    if (!isRecovering) await endPostmaster(child.pid!, plan.location.dataDirectory)
    throw error
  }
}

/** Starts it in a session of its own: a Ctrl-C in the terminal must not end it before the server has drained. */
async function launch(plan: Plan): Promise<ChildProcess> {
  const { dataDirectory, logFile, runAs } = plan.location
  const output = await open(logFile, 'a', 0o600)
  try {
    const child = spawn(
      join(plan.native, 'bin/postgres'),
      postgresArguments(dataDirectory, plan.socketDirectory, plan.settings),
      { cwd: '/', env: childEnvironment(), detached: true, stdio: ['ignore', output.fd, output.fd], ...runAs },
    )
    await once(child, 'spawn')
    child.unref()
    return child
  } catch (cause) {
    const message = `PostgreSQL could not be started from ${plan.native}: ${cause instanceof Error ? cause.message : cause}`
    throw new EmbeddedPostgresError('start_failed', message, { cause })
  } finally {
    await output.close()
  }
}

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null
