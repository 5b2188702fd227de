/** Sums the counts of a span: by route and client, by hour, and in all. */
import type { ApiUse, OperationId } from '@ringfence/contract'
import { operations } from '@ringfence/contract'
import { toJson } from '../../kernel/money.ts'
import { addHistograms, emptyHistogram, type Histogram, percentileMs } from './latency.ts'
import type { UseRow } from './store.ts'

/** Whether a route is as it was, is announced to go, or is gone. */
export type LifecycleOf = (operation: string) => ApiUse['rows'][number]['lifecycle']

interface Sum {
  calls: number
  refused: number
  failed: number
  latency: Histogram
}
const nothing = (): Sum => ({ calls: 0, refused: 0, failed: 0, latency: emptyHistogram() })

function addTo(sum: Sum, row: UseRow): void {
  const calls = toJson(row.calls)
  sum.calls += calls
  if (row.status_class === 4) sum.refused += calls
  if (row.status_class === 5) sum.failed += calls
  sum.latency = addHistograms(sum.latency, row.latency.map(toJson))
}

export function sumUse(rows: readonly UseRow[], lifecycleOf: LifecycleOf): Pick<ApiUse, 'totals' | 'rows' | 'hours'> {
  const totals = nothing()
  const byRoute = new Map<string, { first: UseRow; sum: Sum; lastHour: Date }>()
  const byHour = new Map<number, Sum>()
  for (const row of rows) {
    addTo(totals, row)
    const key = `${row.client} ${row.operation} ${row.version}`
    const route = byRoute.get(key) ?? { first: row, sum: nothing(), lastHour: row.hour }
    addTo(route.sum, row)
    if (row.hour > route.lastHour) route.lastHour = row.hour
    byRoute.set(key, route)
    const hour = byHour.get(row.hour.getTime()) ?? nothing()
    addTo(hour, row)
    byHour.set(row.hour.getTime(), hour)
  }
  const routes = [...byRoute.values()].map(({ first, sum, lastHour }) => ({
    client: first.client,
    operation: first.operation,
    ...addressOf(first.operation),
    version: first.version,
    lifecycle: lifecycleOf(first.operation),
    ...shown(sum),
    lastHour: lastHour.toISOString(),
  }))
  const hours = [...byHour].map(([hourMs, sum]) => {
    const { p95Ms, p50Ms: _, p99Ms: __, ...counts } = shown(sum)
    return { hour: new Date(hourMs).toISOString(), ...counts, p95Ms }
  })
  return { totals: shown(totals), rows: routes.sort((one, other) => other.calls - one.calls).slice(0, 1_000), hours }
}

function shown({ latency, ...counts }: Sum) {
  const [p50Ms, p95Ms, p99Ms] = [0.5, 0.95, 0.99].map(share => percentileMs(latency, share)) as [number, number, number]
  return { ...counts, p50Ms, p95Ms, p99Ms }
}

/** Calls that reached no operation have no address: they are counted as `none`. */
function addressOf(operation: string): { method: string; path: string } {
  const known = operations[operation as OperationId]
  return known === undefined ? { method: '–', path: '–' } : { method: known.method, path: known.path }
}
