/** A migrated database of its own for a test file, cloned from the template and dropped at the end. */
import { randomBytes } from 'node:crypto'
import { afterAll, inject } from 'vitest'
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
