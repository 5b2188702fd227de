import { existsSync } from 'node:fs'
import { rm, rmdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { pointerFile, readPointer, systemDirectory } from './location.ts'
import { endPostmaster, findPostmaster } from './postmaster.ts'
import { socketDirectoryOf } from './socket.ts'

/** Ends the embedded PostgreSQL of a directory and deletes its data for good. For tests and throw-away demos. */
export async function removeEmbeddedPostgres(directory: string): Promise<void> {
  const root = resolve(directory)
  const home = (await readPointer(root)) ?? root
  const dataDirectory = join(home, 'postgres')
  const pid = await findPostmaster(dataDirectory)
  if (pid !== undefined) await endPostmaster(pid, dataDirectory)
  const socketDirectory = socketDirectoryOf(dataDirectory)
  if (socketDirectory !== dataDirectory) await remove(socketDirectory)
  const isCluster = existsSync(join(dataDirectory, 'PG_VERSION'))
  if (isCluster) await remove(dataDirectory)
  for (const name of ['postgres.log', 'postgres.log.1', 'binaries']) if (isCluster) await remove(join(home, name))
  await remove(join(root, 'postgres.lock'))
  await remove(pointerFile(root))
  if (dirname(home) === systemDirectory) await rmdir(home).catch(() => undefined)
  // Stays when something else lives in it.
  await rmdir(root).catch(() => undefined)
}

const remove = (path: string) => rm(path, { recursive: true, force: true, maxRetries: 3 })
