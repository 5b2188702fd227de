/**
 * Sessions, and machine clients, that ended while tokens of theirs may still be good. Each process looks every few seconds and remembers them for as long
 * as an access token lives, so that asking costs no query.
 */
import type { Clock } from '../../../kernel/clock.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Database } from '../../../platform/database.ts'
import { tokenSecondsMax } from '../rules.ts'
import { selectEndedSince } from './sessions.ts'

/** A minute more than a token lives: the clocks of processes are not the same. */
const rememberMs = tokenSecondsMax * 1000 + 60_000

export interface EndedSessions {
  has(sessionId: Uuid): boolean
  /** Known here at once; the other processes find it when they look. */
  add(sessionId: Uuid): void
  /** Run every few seconds. */
  look(): Promise<void>
}

export function createEndedSessions(db: Database, clock: Clock): EndedSessions {
  let ended = new Set<Uuid>()
  /** Since the latest look began, which may not have seen them. */
  let added = new Set<Uuid>()
  return {
    has: sessionId => ended.has(sessionId) || added.has(sessionId),
    add: sessionId => void added.add(sessionId),
    look: async () => {
      const before = added
      added = new Set()
      for (const id of before) ended.add(id)
      ended = new Set(await selectEndedSince(db, clock.now() - rememberMs))
    },
  }
}
