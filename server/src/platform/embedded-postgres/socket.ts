import { createHash } from 'node:crypto'
import { chown, lstat, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { EmbeddedPostgresError, errorCode } from './errors.ts'
import { databaseName, port, superuser } from './settings.ts'
import type { RunAs } from './unprivileged-user.ts'

/** The longest path of a unix socket: 107 bytes on Linux, 103 on macOS. */
const socketPathBytesMax = 103

const socketName = `.s.PGSQL.${port}`

export const socketFile = (socketDirectory: string) => join(socketDirectory, socketName)

/** Where PostgreSQL listens: in its data directory (mode 0700), or in a short directory when that path is too long. */
export function socketDirectoryOf(dataDirectory: string): string {
  if (Buffer.byteLength(join(dataDirectory, socketName)) <= socketPathBytesMax) return dataDirectory
  const hash = createHash('sha256').update(dataDirectory).digest('hex').slice(0, 16)
  return `/tmp/ringfence-${hash}`
}

/** Creates the short directory. Everyone may write to /tmp, so one that is not ours alone is refused. */
export async function prepareSocketDirectory(directory: string, dataDirectory: string, runAs: RunAs): Promise<void> {
  if (directory === dataDirectory) return
  try {
    await mkdir(directory, { mode: 0o700 })
    if (runAs) await chown(directory, runAs.uid, runAs.gid)
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error
  }
  const found = await lstat(directory)
  const owner = runAs?.uid ?? process.getuid?.()
  if (found.isDirectory() && found.uid === owner && (found.mode & 0o077) === 0) return
  throw new EmbeddedPostgresError(
    'socket_in_use',
    `The PostgreSQL socket of ${dataDirectory} belongs in ${directory}, which is not a private directory of user ` +
      `${owner}. Remove it, then start again.`,
  )
}

/** Connection URL for `pg` and for every libpq program. */
export function connectionUrl(socketDirectory: string, password: string, database = databaseName): string {
  const host = encodeURIComponent(socketDirectory)
  return `postgres://${superuser}:${encodeURIComponent(password)}@/${database}?host=${host}&port=${port}`
}
