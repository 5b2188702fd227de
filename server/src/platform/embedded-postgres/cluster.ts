import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { lchown, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { EmbeddedPostgresError, errorCode, explainOutput, inTheWay } from './errors.ts'
import { childEnvironment, superuser } from './settings.ts'
import type { RunAs } from './unprivileged-user.ts'

const run = promisify(execFile)

/** Whether a cluster of this major version is there. @throws EmbeddedPostgresError when something else is */
export async function clusterExists(dataDirectory: string, major: string): Promise<boolean> {
  const found = await stat(dataDirectory).catch(() => undefined)
  if (!found) return false
  if (!found.isDirectory()) throw inTheWay(dataDirectory)
  const version = await readFile(join(dataDirectory, 'PG_VERSION'), 'utf8').catch(() => undefined)
  if (version === undefined) {
    if ((await readdir(dataDirectory)).length === 0) return false
    throw new EmbeddedPostgresError(
      'not_a_cluster',
      `${dataDirectory} holds files, but no PostgreSQL cluster. Move them away, or choose another directory.`,
    )
  }
  if (version.trim() === major) return true
  throw new EmbeddedPostgresError(
    'other_version',
    `The cluster in ${dataDirectory} is of PostgreSQL ${version.trim()}, this Ringfence brings ${major}. ` +
      `Start it with the Ringfence that made it and copy the data over, or use it by DATABASE_URL with PostgreSQL ${version.trim()}.`,
  )
}

/** Creates the cluster: beside its place, then renamed into it, so that an interruption leaves no half cluster. */
export async function createCluster(native: string, dataDirectory: string, runAs: RunAs): Promise<void> {
  const staging = `${dataDirectory}.partial-${randomBytes(6).toString('hex')}`
  try {
    await removeOldStaging(dataDirectory)
    await mkdir(staging, { mode: 0o700 })
    const password = join(staging, 'password')
    await writeFile(password, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' })
    if (runAs) for (const path of [password, staging]) await lchown(path, runAs.uid, runAs.gid)
    const cluster = join(staging, 'cluster')
    await initdb(native, cluster, password, runAs, dataDirectory)
    await rename(password, passwordFile(cluster))
    await syncDirectory(cluster)
    await rename(cluster, dataDirectory)
    await syncDirectory(dirname(dataDirectory))
  } finally {
    await rm(staging, { recursive: true, force: true }).catch(() => undefined)
  }
}

/** The password of the cluster's only role. It lives inside, so that moving or copying a cluster takes it along. */
export async function readPassword(dataDirectory: string): Promise<string> {
  try {
    return (await readFile(passwordFile(dataDirectory), 'utf8')).trim()
  } catch (cause) {
    throw new EmbeddedPostgresError(
      'password_missing',
      `${passwordFile(dataDirectory)} can't be read. Put the file back from a backup; without it nobody can log in.`,
      { cause },
    )
  }
}

const passwordFile = (dataDirectory: string) => join(dataDirectory, 'ringfence.password')

async function initdb(native: string, cluster: string, pwfile: string, runAs: RunAs, target: string): Promise<void> {
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
  const access = [`--username=${superuser}`, `--pwfile=${pwfile}`, '--auth=scram-sha-256']
  const args = [`--pgdata=${cluster}`, '--data-checksums', '--no-instructions', ...locale, ...access]
  try {
    await run(join(native, 'bin/initdb'), args, { cwd: '/', env: childEnvironment(), ...runAs })
  } catch (error) {
    const output = error instanceof Error && 'stderr' in error ? String(error.stderr) : ''
    throw explainOutput('initdb_failed', output.trim().slice(-2000) || String(error), target)
  }
}

/** What a start that was killed has left; we hold the lock, so nobody is at work there. */
async function removeOldStaging(dataDirectory: string): Promise<void> {
  const home = dirname(dataDirectory)
  for (const name of await readdir(home))
    if (name.startsWith('postgres.partial-')) await rm(join(home, name), { recursive: true, force: true })
}

/** Makes a rename inside the directory durable. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r')
  try {
    await handle.sync()
  } catch (error) {
    // Some file systems can't sync a directory and order the rename themselves.
    if (errorCode(error) !== 'EINVAL') throw error
  } finally {
    await handle.close()
  }
}
