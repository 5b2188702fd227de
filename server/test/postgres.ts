/**
 * Vitest's global set-up: one PostgreSQL for the whole run, with a migrated template that each test file clones.
 * The embedded one by default; any server by RINGFENCE_TEST_DATABASE_URL (its user must be allowed to create databases).
 */
import type { TestProject } from 'vitest/node'
import { openDatabase } from '../src/platform/database.ts'
import { temporaryPostgres } from '../src/platform/embedded-postgres/testing.ts'
import { migrate } from '../src/platform/migrations.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    postgresUrl: string
    templateName: string
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.RINGFENCE_TEST_DATABASE_URL
  const temporary = given === undefined ? await temporaryPostgres({ max_connections: '200' }) : undefined
  const url = given ?? temporary!.url
  const template = `ringfence_template_${process.pid}`
  const admin = openDatabase(url, { max: 1 })
  await admin.query(`CREATE DATABASE ${template}`)
  const db = openDatabase(databaseUrl(url, template), { max: 2 })
  await migrate(db)
  await db.end()
  project.provide('postgresUrl', url)
  project.provide('templateName', template)
  return async () => {
    await admin.query(`DROP DATABASE ${template} WITH (FORCE)`)
    await admin.end()
    await temporary?.remove()
  }
}

/** The same server, another database. */
export function databaseUrl(url: string, name: string): string {
  return url.replace(/^(\w+:\/\/[^/]*)\/[^?]*/, `$1/${name}`) // by text: a socket's URL has no host, which URL refuses
}
