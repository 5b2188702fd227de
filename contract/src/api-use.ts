/** Who uses the API, how much, how well it answers, and who still calls what is to go. */
import { type Static, Type } from 'typebox'
import { Closed, Nullable, Timestamp } from './common.ts'

const Count = Type.Integer({ minimum: 0 })
const Milliseconds = Type.Integer({ minimum: 0, description: 'Milliseconds; an estimate from a histogram.' })
const Client = Type.String({ pattern: '^[A-Za-z0-9._:-]{1,80}$', description: 'An app, a machine client, or `none`.' })

export const ApiUseQuery = Closed({
  from: Type.Optional(Timestamp),
  to: Type.Optional(Timestamp),
  client: Type.Optional(Client),
})

const counts = {
  calls: Count,
  refused: { ...Count, description: 'Answers 4xx.' },
  failed: { ...Count, description: 'Answers 5xx.' },
}

/** Counts by whole hours (UTC), so `from` and `to` are those asked for, widened to hours. */
export const ApiUse = Closed({
  from: Timestamp,
  to: Timestamp,
  totals: Closed({ ...counts, p50Ms: Milliseconds, p95Ms: Milliseconds, p99Ms: Milliseconds }),
  clients: Type.Array(Type.String()),
  rows: Type.Array(
    Closed({
      client: Type.String(),
      operation: Type.String(),
      method: Type.String(),
      path: Type.String(),
      version: Type.String(),
      lifecycle: Type.Enum(['active', 'deprecated', 'retired']),
      ...counts,
      p50Ms: Milliseconds,
      p95Ms: Milliseconds,
      p99Ms: Milliseconds,
      lastHour: Timestamp,
    }),
  ),
  hours: Type.Array(Closed({ hour: Timestamp, ...counts, p95Ms: Nullable(Milliseconds) })),
})
export type ApiUse = Static<typeof ApiUse>
