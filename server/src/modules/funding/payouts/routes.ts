/** Payouts over HTTP, for finance. */
import type { Payout, PayoutItem } from '@ringfence/contract'
import { fromTypeId, toTypeId } from '../../../kernel/ids.ts'
import { toJson } from '../../../kernel/money.ts'
import type { Database } from '../../../platform/database.ts'
import type { HandlersOf } from '../../../platform/http.ts'
import { type PayoutItemRow, type PayoutRow, selectItems, selectPayout, selectPayouts } from './store.ts'

export function payoutRoutes(db: Database): HandlersOf<'listPayouts' | 'getPayout'> {
  return {
    listPayouts: async ({ query }) => {
      const { cursor, limit = 30, unmatched } = query
      const before = cursor === undefined ? undefined : fromTypeId('pot', cursor)
      if (cursor !== undefined && before === undefined) {
        return { ok: false, code: 'validation_failed', pointers: ['/cursor'] }
      }
      const rows = await selectPayouts(db, { before, limit, unmatchedOnly: unmatched === 'only' })
      const last = rows.length === limit ? rows.at(-1) : undefined
      return { ok: true, value: { data: rows.map(payoutView), nextCursor: last ? toTypeId('pot', last.id) : null } }
    },
    getPayout: async ({ params }) => {
      const id = fromTypeId('pot', params.id)
      const row = id === undefined ? undefined : await selectPayout(db, id)
      if (!row) return { ok: false, code: 'not_found' }
      return { ok: true, value: { ...payoutView(row), lines: (await selectItems(db, row.id)).map(itemView) } }
    },
  }
}

function payoutView(row: PayoutRow): Payout {
  return {
    id: toTypeId('pot', row.id),
    provider: row.provider,
    reference: row.reference,
    amount: toJson(row.amount),
    fees: toJson(row.fees),
    currency: row.currency,
    arrivesAt: row.arrives_at.toISOString(),
    items: row.items,
    unmatched: row.unmatched,
    postedAt: row.posted_at?.toISOString() ?? null,
  }
}

function itemView(row: PayoutItemRow): PayoutItem {
  return {
    reference: row.source ?? row.reference,
    type: row.type,
    gross: toJson(row.gross),
    fee: toJson(row.fee),
    net: toJson(row.net),
    at: row.at.toISOString(),
    matched: row.problem === null,
    loadId: row.load_id === null ? null : toTypeId('lod', row.load_id),
    problem: row.problem,
  }
}
