import { execFile } from 'node:child_process'
import { lchown, readFile, readlink, realpath, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { errorCode } from './errors.ts'
import { socketFile } from './socket.ts'
import type { RunAs } from './unprivileged-user.ts'

const run = promisify(execFile)

/** No process has this id: it is above the limit of every kernel. */
const impossiblePid = 2_147_483_647

/** The living postmaster of a data directory, or undefined; a lock file alone proves nothing. */
export async function findPostmaster(dataDirectory: string): Promise<number | undefined> {
  const [pid] = await readLockFile(join(dataDirectory, 'postmaster.pid'))
  return pid !== undefined && (await isPostmasterOf(pid, dataDirectory)) ? pid : undefined
}

/** Whether this process is a PostgreSQL at work in this data directory, not another program with a reused id. */
export async function isPostmasterOf(pid: number, dataDirectory: string): Promise<boolean> {
  if (!isAlive(pid)) return false
  const data = await realpath(dataDirectory).catch(() => dataDirectory)
  if (process.platform !== 'linux') {
    // `command` shows the whole command line, in which we name the data directory.
    const { stdout } = await run('ps', ['-ww', '-o', 'command=', '-p', String(pid)]).catch(() => ({ stdout: '' }))
    return stdout.includes('postgres') && (stdout.includes(data) || stdout.includes(dataDirectory))
  }
  try {
    const name = (await readFile(`/proc/${pid}/comm`, 'utf8')).trim()
    // A postmaster works in its data directory. A process that waits only to be reaped has none any more.
    return name === 'postgres' && (await readlink(`/proc/${pid}/cwd`)) === data
  } catch (error) {
    // Not ours to look at: take it for living rather than start a second postmaster on the same files.
    return errorCode(error) === 'EACCES' || errorCode(error) === 'EPERM'
  }
}

/**
 * Defuses what a postmaster that died has left, when its id may belong to another program by now: PostgreSQL would
 * take that one for a postmaster. Call only when `findPostmaster` found none.
 */
export async function retireStaleLocks(dataDirectory: string, socketDirectory: string, runAs: RunAs): Promise<void> {
  const lockFile = join(dataDirectory, 'postmaster.pid')
  const [pid, , lines] = await readLockFile(lockFile)
  if (pid === undefined) {
    await rm(lockFile, { force: true })
  } else {
    // Only the id goes. The rest names the shared memory by which PostgreSQL knows that orphaned backends still live.
    const retired = `${lockFile}.retired`
    await rm(retired, { force: true })
    await writeFile(retired, [impossiblePid, ...lines.slice(1)].join('\n'), { mode: 0o600, flag: 'wx' })
    if (runAs) await lchown(retired, runAs.uid, runAs.gid)
    await rename(retired, lockFile)
  }
  const socketLock = `${socketFile(socketDirectory)}.lock`
  const [socketPid, socketData] = await readLockFile(socketLock)
  const isForeign = socketPid !== undefined && socketData !== undefined && socketData !== dataDirectory
  if (isForeign && (await isPostmasterOf(socketPid, socketData))) return
  await rm(socketLock, { force: true })
}

/** Ends a postmaster: fast shutdown, and after `patienceSeconds` the immediate one, from which it recovers. */
export async function endPostmaster(pid: number, dataDirectory: string, patienceSeconds = 60): Promise<void> {
  const signals: NodeJS.Signals[] = ['SIGINT', 'SIGQUIT', 'SIGKILL']
  for (const signal of signals) {
    if (!(await isPostmasterOf(pid, dataDirectory))) return
    process.kill(pid, signal)
    const deadline = performance.now() + patienceSeconds * 1000
    while (performance.now() < deadline) {
      if (!(await isPostmasterOf(pid, dataDirectory))) return
      await sleep(20)
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return errorCode(error) === 'EPERM'
  }
}

/** Process id, data directory and all lines of a lock file of PostgreSQL; nothing where there is none. */
async function readLockFile(file: string): Promise<[number | undefined, string | undefined, string[]]> {
  const text = await readFile(file, 'utf8').catch(() => '')
  const lines = text.split('\n')
  const pid = Math.abs(Number.parseInt(lines[0] ?? '', 10))
  return pid > 0 ? [pid, lines[1], lines] : [undefined, undefined, []]
}
