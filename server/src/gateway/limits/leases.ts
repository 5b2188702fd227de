/**
 * Exact limits without a round trip for each request. A process takes a run of places of a window's count at once and hands them
 * out itself; each place is given to one process only, and only places up to the limit admit. Runs begin with one place, double
 * with use, and shrink to one as the limit comes near; the next run is asked for before one is used up, so that hardly any request waits
 * for it. So never more than the limit is admitted over all processes; of what is left, hardly more places than a process has used, and
 * never more than an eighth, can lie unused in it until the window ends.
 */
import { assert } from '../../kernel/assert.ts'
import { type Counter, windowSeconds } from './counters.ts'

export interface Verdict {
  readonly isAdmitted: boolean
  readonly limit: number
  /** Requests left in this window, as far as this process knows. */
  readonly remaining: number
  readonly secondsLeft: number
}

export interface Leases {
  /** Takes one place of the key's window. */
  take(key: string, limit: number): Promise<Verdict>
}

interface Lease {
  /** Places in hand. */
  held: number
  /** How many were taken last time. */
  size: number
  /** Places that nobody had taken when we last looked. */
  untaken: number
  endsAt: number
  waiting: number
  refill: Promise<void> | undefined
}

const sizeMax = 256
/** A run of so many is followed by the next one once a quarter of it is left. With what is left then, a tenth makes at most an eighth. */
const sizeAhead = 8
const shareMax = 10
/** Clocks and waiting differ by less; windows by more. */
const sameWindowMs = 500
const keysMax = 100_000

/** @param now monotonic milliseconds */
export function createLeases(counter: Counter, now: () => number = () => performance.now()): Leases {
  const leases = new Map<string, Lease>()

  const leaseOf = (key: string): Lease => {
    const known = leases.get(key)
    if (known !== undefined && (known.endsAt > now() || known.refill !== undefined)) return known
    if (leases.size >= keysMax) forgetEnded(leases, now())
    const lease = { held: 0, size: 0, untaken: Infinity, endsAt: Infinity, waiting: 0, refill: undefined }
    leases.set(key, lease)
    return lease
  }

  const refill = async (key: string, lease: Lease, limit: number) => {
    const grown = Math.min(lease.size * 2, sizeMax, Math.floor(Math.min(lease.untaken, limit) / shareMax))
    const wanted = Math.max(lease.waiting, grown, 1)
    const { counted, msLeft } = await counter.add(key, wanted)
    const before = counted - wanted
    const endsAt = now() + msLeft
    const rest = Math.abs(endsAt - lease.endsAt) < sameWindowMs ? lease.held : 0
    lease.size = wanted
    lease.held = rest + Math.min(Math.max(limit - before, 0), wanted)
    lease.untaken = Math.max(limit - counted, 0)
    lease.endsAt = endsAt
  }
  const refillOnce = (key: string, lease: Lease, limit: number): Promise<void> => {
    lease.refill ??= refill(key, lease, limit).finally(() => {
      lease.refill = undefined
    })
    return lease.refill
  }
  const isUsedUp = (lease: Lease) => lease.held === 0 || lease.endsAt <= now()
  const runsLow = ({ held, size, untaken }: Lease) => size >= sizeAhead && held < size / 4 && untaken > 0

  return {
    async take(key, limit) {
      const lease = leaseOf(key)
      lease.waiting += 1
      try {
        while (isUsedUp(lease) && lease.untaken > 0) await refillOnce(key, lease, limit)
      } finally {
        lease.waiting -= 1
      }
      const isAdmitted = lease.held > 0
      if (isAdmitted) lease.held -= 1
      if (isAdmitted && runsLow(lease)) refillOnce(key, lease, limit).catch(() => {}) // who finds none left asks again, and is told
      assert(lease.held >= 0, 'no place is given twice')
      const secondsLeft = Math.min(Math.max(Math.ceil((lease.endsAt - now()) / 1000), 1), windowSeconds)
      return { isAdmitted, limit, remaining: lease.untaken + lease.held, secondsLeft }
    },
  }
}

function forgetEnded(leases: Map<string, Lease>, now: number): void {
  for (const [key, lease] of leases) if (lease.endsAt <= now && lease.refill === undefined) leases.delete(key)
}
