import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { removeEmbeddedPostgres } from './remove.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from './start.ts'
import type { RunAs } from './unprivileged-user.ts'

/** A PostgreSQL of its own for one test file; `remove()` ends it and deletes everything. */
export interface TemporaryPostgres extends EmbeddedPostgres {
  directory: string
  remove(): Promise<void>
}

/** Starts a throw-away cluster in the system's temporary directory, durable like the real one unless told otherwise. */
export async function temporaryPostgres(settings: Record<string, string> = {}): Promise<TemporaryPostgres> {
  const directory = await temporaryDirectory()
  const started = await startEmbeddedPostgres({ directory, settings })
  return { ...started, directory, remove: () => removeEmbeddedPostgres(directory) }
}

/** A new directory that every user can enter: as root, PostgreSQL runs as another one. */
export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'ringfence-test-'))
  await chmod(directory, 0o755)
  return directory
}

/** Runs one statement on a connection of its own. */
export async function query(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query(statement)).rows
  } finally {
    await client.end()
  }
}

/** Starts the embedded PostgreSQL from another process, and returns what that process printed about it. */
export async function startElsewhere(
  directory: string,
  runAs?: RunAs,
): Promise<{ program: ChildProcess; printed: Record<string, unknown> }> {
  const path = fileURLToPath(new URL('./testing-program.ts', import.meta.url))
  const program = spawn(process.execPath, [path, directory], { stdio: ['ignore', 'pipe', 'inherit'], ...runAs })
  const [line] = await once(program.stdout!, 'data')
  return { program, printed: JSON.parse(String(line)) as Record<string, unknown> }
}
