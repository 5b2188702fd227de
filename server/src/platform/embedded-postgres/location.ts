import { createHash } from 'node:crypto'
import { lstat, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { EmbeddedPostgresError } from './errors.ts'
import { canEnter, chooseRunAs, type RunAs } from './unprivileged-user.ts'

/** Where root keeps what the unprivileged user can't reach in the checkout. */
export const systemDirectory = '/var/lib/ringfence'

/** Where the embedded PostgreSQL of a directory lives. */
export interface Location {
  /** Holds the data directory and the log: the directory itself, or its stand-in under `systemDirectory`. */
  home: string
  dataDirectory: string
  logFile: string
  runAs: RunAs
}

const pointerName = 'postgres.location'

/** Decides where the cluster of a directory lives; as root also writes the pointer to a home outside of it. */
export async function locate(directory: string, log: (line: string) => void): Promise<Location> {
  const pointedHome = await readPointer(directory)
  if (pointedHome !== undefined) {
    if (await stat(pointedHome).catch(() => undefined)) return locationIn(pointedHome)
    throw new EmbeddedPostgresError(
      'cluster_missing',
      `${join(directory, pointerName)} names ${pointedHome}, which does not exist. Put the data back there, or delete ` +
        'that file to begin with an empty database.',
    )
  }
  const inPlace = await locationIn(directory)
  if (inPlace.runAs === undefined || (await canEnter(directory, inPlace.runAs))) return inPlace
  if (await isOccupied(inPlace.dataDirectory)) {
    throw new EmbeddedPostgresError(
      'unreachable',
      `User ${inPlace.runAs.uid}, which runs PostgreSQL, can't enter ${directory} any more. Give it the right to: ` +
        'chmod o+x on each directory of that path.',
    )
  }
  const home = await createHome(directory)
  await writePointer(directory, home)
  log(`The user that runs PostgreSQL can't enter ${directory}: its data are in ${home}.`)
  return locationIn(home)
}

/** The home that the pointer file names, or undefined. */
export async function readPointer(directory: string): Promise<string | undefined> {
  const text = await readFile(join(directory, pointerName), 'utf8').catch(() => undefined)
  return text?.split('\n')[0]
}

export const pointerFile = (directory: string) => join(directory, pointerName)

async function locationIn(home: string): Promise<Location> {
  const dataDirectory = join(home, 'postgres')
  return { home, dataDirectory, logFile: join(home, 'postgres.log'), runAs: await chooseRunAs(dataDirectory) }
}

/** A fresh home. One left by a directory that has been deleted since keeps its data: the next gets a number. */
async function createHome(directory: string): Promise<string> {
  const hash = createHash('sha256').update(directory).digest('hex').slice(0, 16)
  for (let number = 1; ; number++) {
    const home = join(systemDirectory, number === 1 ? hash : `${hash}-${number}`)
    if (await isOccupied(home)) continue
    await mkdir(home, { recursive: true, mode: 0o755 })
    return home
  }
}

async function isOccupied(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined)
  if (!found) return false
  return !found.isDirectory() || (await readdir(path)).length > 0
}

async function writePointer(directory: string, home: string): Promise<void> {
  const explanation = [
    home,
    '',
    'The first line says where the PostgreSQL data of this directory are. Ringfence ran as root, PostgreSQL does not,',
    'and its user could not enter this directory. Delete both to begin with an empty database.',
    '',
  ]
  await writeFile(pointerFile(directory), explanation.join('\n'), { flush: true })
}
