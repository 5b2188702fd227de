/**
 * What must never be written: parameters as a part of SQL, on a table of its own, in this harness alone. A search for injections that does
 * not find these has found nothing.
 */
import type { Database } from '../../../src/platform/database.ts'
import { tellMisunderstood, watchDatabase } from './watched-database.ts'

export interface Controls {
  /** What a path names: its error is seen by whoever watches the database. */
  byPath(id: string): Promise<{ status: number; text: string }>
  /** What a JSON body names: nobody sees an error, only found or not. */
  byBody(body: string): Promise<{ status: number; text: string }>
}

export async function createControls(db: Database): Promise<Controls> {
  await db.query(`CREATE TABLE public.scratch (id integer, name text)`)
  await db.query(`INSERT INTO public.scratch VALUES (1, 'one'), (2, 'two')`)
  const watched = watchDatabase(db) // its own: what is planted is no find
  const answer = async (on: Database, condition: string) => {
    try {
      const rows = await on.query(`SELECT id, name FROM public.scratch WHERE ${condition}`)
      return { status: rows.length > 0 ? 200 : 404, text: JSON.stringify({ found: rows.length > 0, rows }) }
    } catch {
      return { status: 400, text: '{"code":"invalid_request"}' }
    }
  }
  return {
    byPath: async id => {
      const { result, misunderstood } = await watched.during(() => answer(watched.db, `id = ${id}`))
      return { ...result, text: tellMisunderstood(misunderstood) || result.text }
    },
    byBody: async body => {
      let name: unknown
      try {
        name = (JSON.parse(body) as { name?: unknown }).name
      } catch {}
      return typeof name === 'string' ? answer(db, `name = '${name}'`) : { status: 400, text: '{}' }
    },
  }
}
