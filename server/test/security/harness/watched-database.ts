/** A database that notes when PostgreSQL did not understand a statement: text that somebody sent had become SQL. */
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Database, Queryable } from '../../../src/platform/database.ts'

export interface Watched {
  readonly db: Database
  /** Everything that was not understood, whoever asked for it. */
  readonly seen: readonly string[]
  /** Runs a request, and tells what was not understood on its behalf. */
  during<T>(work: () => Promise<T>): Promise<{ result: T; misunderstood: readonly string[] }>
}

/** Class 42 of SQLSTATE, syntax and names; a refused right (42501) was understood well. */
const isMisunderstood = (code: unknown) => typeof code === 'string' && code.startsWith('42') && code !== '42501'

export function watchDatabase(db: Database): Watched {
  const seen: string[] = []
  const request = new AsyncLocalStorage<string[]>()
  const watch = <Q extends Queryable>(on: Q): Q => ({
    ...on,
    query: async <Row>(...[text, values, name]: Parameters<Queryable['query']>): Promise<Row[]> => {
      try {
        return await on.query<Row>(text, values, name)
      } catch (error) {
        const { code, message } = error as { code?: string; message: string }
        if (isMisunderstood(code)) for (const list of [seen, request.getStore()]) list?.push(`${code} ${message}`)
        throw error
      }
    },
  })
  return {
    seen,
    db: {
      ...watch(db),
      transaction: work => db.transaction(tx => work(watch(tx))),
      snapshot: work => db.snapshot(snapshot => work(watch(snapshot))),
      connect: async () => watch(await db.connect()),
    },
    during: async work => {
      const misunderstood: string[] = []
      return { result: await request.run(misunderstood, work), misunderstood }
    },
  }
}

/** In the words that tools look for. */
export function tellMisunderstood(lines: readonly string[]): string {
  return lines.map(line => `PostgreSQL query failed: ERROR:  ${line}\n`).join('')
}
