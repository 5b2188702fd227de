/** Measures side by side: each round takes the baseline and then every contender, so that a noisy machine is noisy for all. */
import type { Baseline } from './baseline.ts'
import type { Sample } from './closed-loop.ts'
import { type Spread, spreadOf } from './statistics.ts'

export interface Contender {
  readonly what: string
  readonly inFlight: number
  measure(seconds: number): Promise<Sample>
}

export interface Result {
  readonly what: string
  readonly inFlight: number
  readonly perSecond: Spread
  /** Medians over the rounds. */
  readonly p50Ms: number
  readonly p99Ms: number
  /** Median over the rounds of: per second, divided by the baseline's in the same round. */
  readonly ratio: number
}

export interface Rounds {
  readonly baselinePerSecond: Spread
  readonly results: readonly Result[]
}

/**
 * Not counted. A second is enough for PostgreSQL. V8 goes on compiling what it has found to be hot for some 10,000 requests a process,
 * and does part of it again when connections are closed and opened for the first time.
 */
const warmUp = { rounds: 3, seconds: 4 }

/** Warm-ups of each that don't count, then `rounds` of `seconds` each. */
export async function measureRounds(
  baseline: Baseline,
  contenders: readonly Contender[],
  options: { rounds: number; seconds: number },
): Promise<Rounds> {
  await baseline.measure(1)
  for (let round = 0; round < warmUp.rounds; round++)
    for (const contender of contenders) await contender.measure(warmUp.seconds)
  const baselines: number[] = []
  const samples = contenders.map((): Sample[] => [])
  for (let round = 0; round < options.rounds; round++) {
    baselines.push(await baseline.measure(options.seconds))
    for (const [i, contender] of contenders.entries()) samples[i]!.push(await contender.measure(options.seconds))
  }
  return {
    baselinePerSecond: spreadOf(baselines),
    results: contenders.map((contender, i) => resultOf(contender, samples[i]!, baselines)),
  }
}

function resultOf({ what, inFlight }: Contender, samples: readonly Sample[], baselines: readonly number[]): Result {
  return {
    what,
    inFlight,
    perSecond: spreadOf(samples.map(sample => sample.perSecond)),
    p50Ms: spreadOf(samples.map(sample => sample.p50Ms)).median,
    p99Ms: spreadOf(samples.map(sample => sample.p99Ms)).median,
    ratio: spreadOf(samples.map((sample, i) => sample.perSecond / baselines[i]!)).median,
  }
}
