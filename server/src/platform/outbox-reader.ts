/**
 * The outbox for listeners that run beside one another: each entry is read once, and whoever follows gets the same object. So what one of
 * them has found out about an entry is known to the next, too.
 */
import { notePosition, type OutboxEntry, type ReadOutbox, readOutbox } from './outbox.ts'

/** Of each lane. Who is further behind reads for itself. */
const rememberedMax = 200

/** Entries don't change once they are there, and their numbers have no gaps: what is remembered needs no second look. One for a database. */
export function createOutboxReader(): ReadOutbox {
  const lanes = new Map<number, OutboxEntry[]>()

  function remember(lane: number, fresh: readonly OutboxEntry[]): void {
    const [first] = fresh
    if (!first) return
    const recent = lanes.get(lane)
    const end = recent?.at(-1)?.seq
    if (recent && end === first.seq - 1n) recent.push(...fresh)
    else if (end === undefined || end < first.seq) lanes.set(lane, [...fresh])
    else return // somebody was faster
    const kept = lanes.get(lane)!
    kept.splice(0, kept.length - rememberedMax)
  }

  return async (db, lane, after, limit, listener) => {
    if (listener !== undefined) notePosition(listener, lane, after)
    const recent = lanes.get(lane) ?? []
    const place = recent.findIndex(entry => entry.seq === after + 1n)
    const known = place === -1 ? [] : recent.slice(place, place + limit)
    const rest = limit - known.length
    const fresh = rest === 0 ? [] : await readOutbox(db, lane, after + BigInt(known.length), rest)
    remember(lane, fresh)
    return [...known, ...fresh]
  }
}
