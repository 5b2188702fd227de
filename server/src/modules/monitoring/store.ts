/** All SQL of the counts. */
import type { Queryable } from '../../platform/database.ts'
import type { Histogram } from './latency.ts'

export interface UseCount {
  readonly hourMs: number
  readonly client: string
  readonly operation: string
  readonly version: string
  readonly statusClass: number
  calls: number
  readonly latency: Histogram
}

/** Rows in the order of their key: processes that add to the same ones wait for each other and never cross. */
export async function addUse(db: Queryable, rows: readonly UseCount[]): Promise<void> {
  const sorted = [...rows].sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1))
  const given = sorted.map(({ hourMs, statusClass, ...rest }) => {
    return { ...rest, hour: new Date(hourMs).toISOString(), status_class: statusClass }
  })
  await db.query(
    `INSERT INTO monitoring.api_use AS known (hour, client, operation, version, status_class, calls, latency)
     SELECT hour, client, operation, version, status_class, calls, latency
       FROM jsonb_to_recordset($1::jsonb) AS given (hour timestamptz, client text, operation text, version text, status_class smallint,
                                                    calls bigint, latency bigint[])
     ON CONFLICT (hour, client, operation, version, status_class) DO UPDATE
        SET calls = known.calls + excluded.calls,
            latency = (SELECT array_agg(one + other ORDER BY place)
                         FROM unnest(known.latency, excluded.latency) WITH ORDINALITY AS both_of (one, other, place))`,
    [JSON.stringify(given)],
    'api use add',
  )
}
const keyOf = (row: UseCount) => `${row.hourMs} ${row.client} ${row.operation} ${row.version} ${row.statusClass}`

export interface UseRow {
  readonly hour: Date
  readonly client: string
  readonly operation: string
  readonly version: string
  readonly status_class: number
  readonly calls: bigint
  readonly latency: bigint[]
}

export async function selectUse(
  db: Queryable,
  where: { readonly fromMs: number; readonly toMs: number; readonly client: string | undefined },
): Promise<UseRow[]> {
  return db.query(
    `SELECT hour, client, operation, version, status_class, calls, latency FROM monitoring.api_use
      WHERE hour >= $1 AND hour < $2 AND ($3::text IS NULL OR client = $3) ORDER BY hour`,
    [new Date(where.fromMs), new Date(where.toMs), where.client ?? null],
  )
}

export async function selectClients(db: Queryable, fromMs: number, toMs: number): Promise<string[]> {
  const rows = await db.query<{ client: string }>(
    'SELECT DISTINCT client FROM monitoring.api_use WHERE hour >= $1 AND hour < $2 ORDER BY client LIMIT 500',
    [new Date(fromMs), new Date(toMs)],
  )
  return rows.map(row => row.client)
}

export async function forgetUse(db: Queryable, beforeMs: number): Promise<number> {
  const rows = await db.query('DELETE FROM monitoring.api_use WHERE hour < $1 RETURNING 1', [new Date(beforeMs)])
  return rows.length
}
