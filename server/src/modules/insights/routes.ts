/** Insights over HTTP. */
import { fromTypeId, type Uuid } from '../../kernel/ids.ts'
import type { HandlersOf } from '../../platform/http.ts'
import { type OverviewRoom, readOverview } from './overview.ts'

export function insightsRoutes(room: OverviewRoom): HandlersOf<'getOverview' | 'getFeesSaved'> {
  return {
    getFeesSaved: async () => ({
      ok: true,
      value: { currency: room.currency, timeZone: room.timeZone, assumption: '', months: [] },
    }),
    getOverview: async call => {
      const wanted: Uuid | undefined = call.caller.storeId ?? storeOf(call.query.storeId)
      const store = (await room.stores()).find(candidate => candidate.id === wanted)
      if (wanted !== undefined && !store) return { ok: false, code: 'not_found' }
      return { ok: true, value: await readOverview(room, store, call.nowMs) }
    },
  }
}

function storeOf(id: string | undefined): Uuid | undefined {
  return id === undefined ? undefined : fromTypeId('sto', id)
}
