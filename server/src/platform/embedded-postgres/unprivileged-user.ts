import { execFile } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { EmbeddedPostgresError } from './errors.ts'

const run = promisify(execFile)

/** The account that PostgreSQL runs under; undefined means our own, which is not root. */
export type RunAs = { uid: number; gid: number } | undefined

/**
 * PostgreSQL refuses to run as root. When we are root, it runs as the owner of its cluster, or before there is one as
 * `ringfence` (created when the machine can), `postgres` or `nobody`.
 */
export async function chooseRunAs(dataDirectory: string): Promise<RunAs> {
  const data = await stat(dataDirectory).catch(() => undefined)
  const ourUid = process.getuid?.()
  if (ourUid !== 0) {
    if (data?.isDirectory() && data.uid !== ourUid) throw wrongOwner(dataDirectory, data.uid)
    return undefined
  }
  if (data && (await stat(join(dataDirectory, 'PG_VERSION')).catch(() => undefined))) {
    if (data.uid === 0) throw wrongOwner(dataDirectory, 0)
    return { uid: data.uid, gid: data.gid }
  }
  const account = (await find('ringfence')) ?? (await create('ringfence')) ?? (await find('postgres'))
  const chosen = account ?? (await find('nobody'))
  if (chosen) return chosen
  throw new EmbeddedPostgresError(
    'no_unprivileged_user',
    'PostgreSQL does not run as root, and this machine has no user for it. Create one: useradd --system ringfence',
  )
}

/** Whether that account can enter the directory. */
export async function canEnter(directory: string, runAs: RunAs): Promise<boolean> {
  return succeeds('/bin/sh', ['-c', 'cd -- "$1"', 'sh', directory], runAs)
}

/** Whether that account can read the file. */
export async function canRead(file: string, runAs: RunAs): Promise<boolean> {
  return succeeds('/bin/sh', ['-c', 'test -r "$1"', 'sh', file], runAs)
}

async function succeeds(program: string, args: string[], runAs: RunAs): Promise<boolean> {
  try {
    await run(program, args, { cwd: '/', ...runAs })
    return true
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) throw cannotBecome(runAs, error)
    return false
  }
}

function cannotBecome(runAs: RunAs, cause: Error): EmbeddedPostgresError {
  const message = `Ringfence runs as root but may not start a program as user ${runAs?.uid}. Run it as an ordinary user.`
  return new EmbeddedPostgresError('no_unprivileged_user', message, { cause })
}

async function find(name: string): Promise<RunAs> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])])
    return { uid: Number.parseInt(uid.stdout, 10), gid: Number.parseInt(gid.stdout, 10) }
  } catch {
    return undefined
  }
}

async function create(name: string): Promise<RunAs> {
  const options = ['--system', '--no-create-home', '--home-dir', '/nonexistent', '--shell', '/usr/sbin/nologin']
  // Fails where there is no useradd, or where another start has just created the user: looking again tells.
  await run('useradd', [...options, name]).catch(() => undefined)
  return find(name)
}

function wrongOwner(dataDirectory: string, uid: number): EmbeddedPostgresError {
  const remedy =
    uid === 0
      ? `PostgreSQL does not run as root. Give it an owner: chown -R ringfence ${dataDirectory}`
      : 'Start Ringfence as that user or as root, or choose another directory.'
  return new EmbeddedPostgresError('wrong_owner', `The cluster in ${dataDirectory} belongs to user ${uid}. ${remedy}`)
}
