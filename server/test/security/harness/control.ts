/**
 * What must never be written: parameters as a part of SQL, on a table of its own, in this harness alone. A search for injections that does
 * not find these has found nothing.
 */
import type { Database } from '../../../src/platform/database.ts'

export interface Controls {
  /** What a path names: its error is seen by whoever watches the database. */
  byPath(id: string): Promise<{ status: number; text: string }>
  /** What a JSON body names: nobody sees an error, only found or not. */
  byBody(body: string): Promise<{ status: number; text: string }>
}

/** @param watched tells errors, @param plain keeps them to itself */
export async function createControls(watched: Database, plain: Database): Promise<Controls> {
  await plain.query(`CREATE TABLE public.scratch (id integer, name text)`)
  await plain.query(`INSERT INTO public.scratch VALUES (1, 'one'), (2, 'two')`)
  const answer = async (db: Database, condition: string) => {
    try {
      const rows = await db.query(`SELECT id, name FROM public.scratch WHERE ${condition}`)
      return { status: rows.length > 0 ? 200 : 404, text: JSON.stringify({ found: rows.length > 0, rows }) }
    } catch {
      return { status: 400, text: '{"code":"invalid_request"}' }
    }
  }
  return {
    byPath: id => answer(watched, `id = ${id}`),
    byBody: async body => {
      let name: unknown
      try {
        name = (JSON.parse(body) as { name?: unknown }).name
      } catch {}
      return typeof name === 'string' ? answer(plain, `name = '${name}'`) : { status: 400, text: '{}' }
    },
  }
}
