import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, chown, cp, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findPlatformBinaries, usableBinaries } from './binaries.ts'
import { removeEmbeddedPostgres } from './remove.ts'
import { startEmbeddedPostgres } from './start.ts'
import { query, startElsewhere, temporaryDirectory } from './testing.ts'
import { canRead, chooseRunAs } from './unprivileged-user.ts'

const isRoot = process.getuid?.() === 0
if (!isRoot) console.log('Skipped: how PostgreSQL starts as root can only be tested as root.')

let parent: string
let directory: string
beforeEach(async () => {
  parent = await temporaryDirectory()
  directory = join(parent, '.ringfence')
})
afterEach(async () => {
  await chmod(parent, 0o755)
  await removeEmbeddedPostgres(directory)
  await rm(parent, { recursive: true, force: true })
})

describe.skipIf(!isRoot)('as root', () => {
  test('PostgreSQL runs as an unprivileged user, in place where that user can reach', async () => {
    const postgres = await startEmbeddedPostgres({ directory })
    expect(postgres.dataDirectory).toBe(join(directory, 'postgres'))
    const owner = (await stat(postgres.dataDirectory)).uid
    expect(owner).not.toBe(0)
    expect((await stat(`/proc/${postgres.pid}`)).uid).toBe(owner)
    await postgres.stop()
  })

  test('a directory that the user cannot enter gets its data elsewhere, and a file that says where', async () => {
    await chmod(parent, 0o700)
    const postgres = await startEmbeddedPostgres({ directory })
    expect(postgres.dataDirectory).toMatch(/^\/var\/lib\/ringfence\/[0-9a-f]{16}(-\d+)?\/postgres$/)
    expect(await readFile(join(directory, 'postgres.location'), 'utf8')).toContain(dirname(postgres.dataDirectory))
    await query(postgres.url, 'CREATE TABLE kept AS SELECT 42 AS answer')
    await postgres.stop()
    // What the pointer says holds, also when the directory has become reachable.
    await chmod(parent, 0o755)
    const again = await startEmbeddedPostgres({ directory })
    expect(await query(again.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }])
    await removeEmbeddedPostgres(directory)
    expect(existsSync(dirname(again.dataDirectory))).toBe(false)
  })

  test('a deleted directory begins anew instead of meeting its old data', async () => {
    await chmod(parent, 0o700)
    const old = await startEmbeddedPostgres({ directory })
    await old.stop()
    const pointer = await readFile(join(directory, 'postgres.location'))
    await rm(directory, { recursive: true })
    const fresh = await startEmbeddedPostgres({ directory })
    expect(fresh.dataDirectory).not.toBe(old.dataDirectory)
    await removeEmbeddedPostgres(directory)
    await mkdir(directory)
    await writeFile(join(directory, 'postgres.location'), pointer)
  })

  test('a pointer to data that are gone, or a cluster that has become unreachable, is no reason to start empty', async () => {
    await mkdir(directory)
    await writeFile(join(directory, 'postgres.location'), '/var/lib/ringfence/gone\n')
    await expect(startEmbeddedPostgres({ directory })).rejects.toMatchObject({ code: 'cluster_missing' })
    await rm(join(directory, 'postgres.location'))
    const postgres = await startEmbeddedPostgres({ directory })
    await postgres.stop()
    await chmod(parent, 0o700)
    await expect(startEmbeddedPostgres({ directory })).rejects.toMatchObject({ code: 'unreachable' })
  })

  test('binaries that the user cannot read are copied once to where it can', async () => {
    const platform = await findPlatformBinaries()
    const native = join(parent, 'private', 'native')
    await cp(platform.native, native, { recursive: true, verbatimSymlinks: true })
    await chmod(join(parent, 'private'), 0o700)
    const runAs = await chooseRunAs(join(directory, 'postgres'))
    const copies = join(parent, 'copies')
    const [one, other] = await Promise.all([
      usableBinaries({ ...platform, native }, runAs, copies),
      usableBinaries({ ...platform, native }, runAs, copies),
    ])
    expect(one).toBe(other)
    expect(one.startsWith(copies)).toBe(true)
    const made = (await stat(one)).ctimeMs
    expect(await usableBinaries({ ...platform, native }, runAs, copies)).toBe(one)
    expect((await stat(one)).ctimeMs).toBe(made)
  })

  test('an ordinary user has everything in place, and is told about directories of others', async context => {
    const user = (await chooseRunAs(join(directory, 'postgres')))!
    if (!(await canRead(join(import.meta.dirname, 'testing-program.ts'), user)))
      return context.skip('That user cannot read this checkout.')
    await mkdir(directory)
    await chown(directory, user.uid, user.gid)
    const { program, printed } = await startElsewhere(directory, user)
    expect(printed).toMatchObject({ alreadyRunning: false, dataDirectory: join(directory, 'postgres') })
    program.kill('SIGTERM')
    await once(program, 'exit')

    const forbidden = await startElsewhere(join(parent, 'forbidden'), user)
    expect(forbidden.printed).toMatchObject({ code: 'not_writable', message: expect.stringContaining(parent) })
    const nobody = await startElsewhere(directory, { uid: 65534, gid: 65534 })
    expect(nobody.printed).toMatchObject({ code: 'not_writable' })
  })
})
