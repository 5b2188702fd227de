import { chmodSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { EmbeddedPostgresError } from './errors.ts'

const sqliteBusy = 5

/**
 * Takes the lock of a file, waiting for its holder. Returns the release.
 *
 * It is SQLite's write lock on an empty file: one that the kernel keeps and drops the moment its process dies, kill -9
 * included, so it can't go stale. Node itself offers no file lock.
 * @throws EmbeddedPostgresError `start_in_progress` when the holder has not finished within `timeoutSeconds`
 */
export async function takeLock(file: string, timeoutSeconds: number, onWait: () => void): Promise<() => void> {
  const database = openDatabase(file)
  const deadline = performance.now() + timeoutSeconds * 1000
  for (let attempt = 0; !tryLock(database); attempt++) {
    if (attempt === 0) onWait()
    if (performance.now() > deadline) {
      database.close()
      const message = `Another start holds ${file} for over ${timeoutSeconds} s. Wait for it, or end that process.`
      throw new EmbeddedPostgresError('start_in_progress', message)
    }
    await sleep(50)
  }
  return () => database.close()
}

/**
 * SQLite alone may open and create this file: POSIX locks belong to the process and end with the first descriptor of
 * the file that it closes, so a mere reading of it would drop the lock of another start in this process.
 */
function openDatabase(file: string): DatabaseSync {
  try {
    const database = new DatabaseSync(file, { timeout: 0 })
    chmodSync(file, 0o600)
    return database
  } catch (cause) {
    const message = `The lock file ${file} can't be opened. Give it back to the user of Ringfence, or delete it.`
    throw new EmbeddedPostgresError('not_writable', message, { cause })
  }
}

function tryLock(database: DatabaseSync): boolean {
  try {
    database.exec('BEGIN IMMEDIATE')
    return true
  } catch (error) {
    if (error instanceof Error && 'errcode' in error && error.errcode === sqliteBusy) return false
    throw error
  }
}
