/** A migrated database of its own for a test file, cloned from the template and dropped at the end. */
import { randomBytes } from 'node:crypto'
import { afterAll, inject } from 'vitest'
import { appDatabaseUrl } from '../src/platform/app-role.ts'
import { type Database, openDatabase } from '../src/platform/database.ts'
import { databaseUrl } from './postgres.ts'

export interface TestDatabase extends Database {
  readonly url: string
}

/** Call at the top of a test file: `const db = await testDatabase()`. */
export async function testDatabase(): Promise<TestDatabase> {
  const server = inject('postgresUrl')
  const name = `test_${randomBytes(8).toString('hex')}`
  const admin = openDatabase(server, { max: 1 })
  await admin.query(`CREATE DATABASE ${name} TEMPLATE ${inject('templateName')}`)
  const url = databaseUrl(server, name)
  const db = openDatabase(url, { max: 10 })
  afterAll(async () => {
    await db.end()
    await admin.query(`DROP DATABASE ${name} WITH (FORCE)`)
    await admin.end()
  })
  return { ...db, url }
}

/** The same, opened as the server opens it: `ringfence_app`. `owner` may do what the server may not, as an attacker with the whole database. */
export async function appDatabase(): Promise<TestDatabase & { readonly owner: TestDatabase }> {
  const owner = await testDatabase()
  const url = await appDatabaseUrl(owner, owner.url)
  const db = openDatabase(url, { max: 10 })
  afterAll(() => db.end()) // runs before the owner's: last in, first out
  return { ...db, url, owner }
}
