/** A closed loop: so many requests are in flight at any time; each that ends starts the next. */
import { percentile } from './statistics.ts'

export interface Sample {
  readonly count: number
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
}

export async function closedLoop(inFlight: number, seconds: number, request: () => Promise<void>): Promise<Sample> {
  const latencies: number[] = []
  const startedMs = performance.now()
  const endMs = startedMs + seconds * 1000
  const loop = async () => {
    for (let beganMs = performance.now(); beganMs < endMs; ) {
      await request()
      const nowMs = performance.now()
      latencies.push(nowMs - beganMs)
      beganMs = nowMs
    }
  }
  await Promise.all(Array.from({ length: inFlight }, loop))
  return sampleOf(latencies, performance.now() - startedMs)
}

export function sampleOf(latenciesMs: readonly number[], tookMs: number): Sample {
  const sorted = Float64Array.from(latenciesMs).sort()
  return {
    count: sorted.length,
    perSecond: sorted.length / (tookMs / 1000),
    p50Ms: percentile(sorted, 0.5),
    p99Ms: percentile(sorted, 0.99),
  }
}
