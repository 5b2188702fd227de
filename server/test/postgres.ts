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
  try {
    const url = given ?? temporary!.url
    const template = await makeTemplate(url)
    project.provide('postgresUrl', url)
    project.provide('templateName', template)
    return async () => {
      await onServer(url, `DROP DATABASE ${template} WITH (FORCE)`)
      await temporary?.remove()
    }
  } catch (error) {
    await temporary?.remove()
    throw error
  }
}

async function makeTemplate(url: string): Promise<string> {
  const name = `ringfence_template_${process.pid}`
  await onServer(url, `CREATE DATABASE ${name}`)
  const db = openDatabase(databaseUrl(url, name), { max: 2 })
  await migrate(db).finally(() => db.end())
  return name
}

async function onServer(url: string, statement: string): Promise<void> {
  const db = openDatabase(url, { max: 1 })
  await db.query(statement).finally(() => db.end())
}

/** The same server, another database. */
export function databaseUrl(url: string, name: string): string {
  return url.replace(/^(\w+:\/\/[^/]*)\/[^?]*/, `$1/${name}`) // by text: a socket's URL has no host, which URL refuses
}
