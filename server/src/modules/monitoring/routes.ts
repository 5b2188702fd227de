/** Who uses the API, over HTTP. */
import type { Database } from '../../platform/database.ts'
import type { HandlersOf } from '../../platform/http.ts'
import { type LifecycleOf, sumUse } from './read-use.ts'
import { selectClients, selectUse } from './store.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** A reader asks for a year at most. */
const spanMaxMs = 366 * dayMs

export function apiUseRoutes(db: Database, lifecycleOf: LifecycleOf): HandlersOf<'getApiUse'> {
  return {
    getApiUse: async ({ query, nowMs }) => {
      const toMs = ceilHour(query.to === undefined ? nowMs : Date.parse(query.to))
      const fromMs = floorHour(query.from === undefined ? toMs - dayMs : Date.parse(query.from))
      if (!(fromMs < toMs && toMs - fromMs <= spanMaxMs))
        return { ok: false, code: 'validation_failed', pointers: ['/query/from'] }
      const [rows, clients] = await Promise.all([
        selectUse(db, { fromMs, toMs, client: query.client }),
        selectClients(db, fromMs, toMs),
      ])
      const [from, to] = [new Date(fromMs).toISOString(), new Date(toMs).toISOString()]
      return { ok: true, value: { from, to, clients, ...sumUse(rows, lifecycleOf) } }
    },
  }
}

const floorHour = (atMs: number) => Math.floor(atMs / hourMs) * hourMs
const ceilHour = (atMs: number) => Math.ceil(atMs / hourMs) * hourMs
