/** Insights over HTTP. */
import { fromTypeId, type Uuid } from '../../kernel/ids.ts'
import type { HandlersOf } from '../../platform/http.ts'
import { type FeesSavedRoom, readFeesSaved } from './fees-saved.ts'
import { type OverviewRoom, readOverview } from './overview.ts'

type InsightsRoom = OverviewRoom & FeesSavedRoom

export function insightsRoutes(room: InsightsRoom): HandlersOf<'getOverview' | 'getFeesSaved'> {
  return {
    getFeesSaved: async ({ query, nowMs }) => ({
      ok: true,
      value: await readFeesSaved(room, query.months ?? 12, nowMs),
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
