import { existsSync } from 'node:fs'
import { chmod, cp, mkdir, readFile, rm, stat, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { findPlatformBinaries, usableBinaries } from './binaries.ts'
import { explainOutput } from './errors.ts'
import { boundLog } from './log-file.ts'
import { findPostmaster } from './postmaster.ts'
import { removeEmbeddedPostgres } from './remove.ts'
import { startEmbeddedPostgres } from './start.ts'
import { query, type TemporaryPostgres, temporaryDirectory, temporaryPostgres } from './testing.ts'

let directory: string
const used: string[] = []
beforeEach(async () => {
  directory = await temporaryDirectory()
  used.push(directory)
})
afterAll(() => Promise.all(used.map(path => rm(path, { recursive: true, force: true }))))

const start = (path = directory) => startEmbeddedPostgres({ directory: path })

describe('what is in the way is named and left untouched', () => {
  test('a file instead of the directory', async () => {
    const file = join(directory, 'file')
    await writeFile(file, 'mine')
    await expect(start(file)).rejects.toMatchObject({ code: 'in_the_way', message: expect.stringContaining(file) })
    await expect(start(join(file, 'below'))).rejects.toMatchObject({ code: 'in_the_way' })
    expect(await readFile(file, 'utf8')).toBe('mine')
  })

  test('a file instead of the cluster', async () => {
    await writeFile(join(directory, 'postgres'), 'mine')
    await expect(start()).rejects.toMatchObject({ code: 'in_the_way' })
    expect(await readFile(join(directory, 'postgres'), 'utf8')).toBe('mine')
  })

  test('a directory with files that are no cluster', async () => {
    await mkdir(join(directory, 'postgres'))
    await writeFile(join(directory, 'postgres', 'letter.txt'), 'mine')
    await expect(start()).rejects.toMatchObject({
      code: 'not_a_cluster',
      message: expect.stringContaining(join(directory, 'postgres')),
    })
    await removeEmbeddedPostgres(directory)
    expect(await readFile(join(directory, 'postgres', 'letter.txt'), 'utf8')).toBe('mine')
  })

  test('an unknown platform', async () => {
    const platform = Object.getOwnPropertyDescriptor(process, 'platform')!
    Object.defineProperty(process, 'platform', { ...platform, value: 'plan9' })
    try {
      await expect(findPlatformBinaries()).rejects.toMatchObject({
        code: 'no_binaries',
        message: expect.stringContaining('DATABASE_URL'),
      })
    } finally {
      Object.defineProperty(process, 'platform', platform)
    }
  })

  test('a full disk, in the words of PostgreSQL', () => {
    const words = 'initdb: error: could not write to file "pg_wal/x": No space left on device'
    expect(explainOutput('initdb_failed', words, '/data')).toMatchObject({
      code: 'disk_full',
      message: expect.stringContaining('/data'),
    })
  })
})

test('an empty directory is no obstacle, and a path too long for a socket gets a short private one', async () => {
  const deep = join(directory, `with space, comma and "quotes" ${'x'.repeat(80)}`)
  await mkdir(join(deep, 'postgres'), { recursive: true })
  const postgres = await start(deep)
  const socketDirectory = new URL(postgres.url.replace('@/', '@local/')).searchParams.get('host')!
  expect(socketDirectory).toMatch(/^\/tmp\/ringfence-[0-9a-f]{16}$/)
  expect((await stat(socketDirectory)).mode & 0o777).toBe(0o700)
  expect(await query(postgres.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  await removeEmbeddedPostgres(deep)
  expect(existsSync(socketDirectory)).toBe(false)
  expect(existsSync(deep)).toBe(false)
})

describe('an existing cluster', () => {
  let postgres: TemporaryPostgres
  const restart = () => startEmbeddedPostgres({ directory: postgres.directory })

  test('whose socket is taken is reported', async () => {
    postgres = await temporaryPostgres()
    await postgres.stop()
    const socket = join(postgres.dataDirectory, '.s.PGSQL.5432')
    await mkdir(join(socket, 'taken'), { recursive: true })
    await expect(restart()).rejects.toMatchObject({ code: 'socket_in_use' })
    await rm(socket, { recursive: true })
  })

  test('with a setting that PostgreSQL refuses is reported in its own words', async () => {
    const settings = { max_connections: 'plenty' }
    await expect(startEmbeddedPostgres({ directory: postgres.directory, settings })).rejects.toMatchObject({
      code: 'start_failed',
      message: expect.stringContaining('max_connections'),
    })
  })

  test('whose password file is gone is reported', async () => {
    const file = join(postgres.dataDirectory, 'ringfence.password')
    const password = await readFile(file)
    await unlink(file)
    await expect(restart()).rejects.toMatchObject({ code: 'password_missing' })
    await writeFile(file, 'another', { mode: 0o600 })
    await expect(restart()).rejects.toMatchObject({ code: 'password_rejected' })
    expect(await findPostmaster(postgres.dataDirectory)).toBeUndefined()
    await writeFile(file, password)
  })

  test('of another major version is reported with both versions', async () => {
    const file = join(postgres.dataDirectory, 'PG_VERSION')
    await writeFile(file, '15\n')
    await expect(restart()).rejects.toMatchObject({
      code: 'other_version',
      message: expect.stringMatching(/PostgreSQL 15.* 18/s),
    })
    await postgres.remove()
  })
})

test('binaries without their library links, as with install scripts off, work in place or from a copy', async () => {
  const platform = await findPlatformBinaries()
  const bare = join(directory, 'package', 'native')
  const isNoArchive = (path: string) => !path.endsWith('.a')
  await cp(platform.native, bare, { recursive: true, verbatimSymlinks: true, filter: isNoArchive })
  const links = JSON.parse(await readFile(join(bare, 'pg-symlinks.json'), 'utf8')) as { target: string }[]
  for (const { target } of links) await rm(join(directory, 'package', target), { force: true })
  const copies = join(directory, 'copies')
  expect(await usableBinaries({ ...platform, native: bare }, undefined, copies)).toBe(bare)

  await chmod(join(bare, 'bin/postgres'), 0o644)
  const copy = await usableBinaries({ ...platform, native: bare }, undefined, copies)
  expect(copy.startsWith(copies)).toBe(true)
  expect(await usableBinaries({ ...platform, native: bare }, undefined, copies)).toBe(copy)
})

test('the log of PostgreSQL stays bounded: what is too long moves to .1', async () => {
  const file = join(directory, 'postgres.log')
  await writeFile(file, 'x'.repeat(101))
  await boundLog(file, 100)
  expect((await stat(file)).size).toBe(0)
  expect((await stat(`${file}.1`)).size).toBe(101)
})
