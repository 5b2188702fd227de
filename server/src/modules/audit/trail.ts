/** The audit trail of this process: takes entries, seals in the background, writes what is left at the end. */
import type { Clock } from '../../kernel/clock.ts'
import { newId } from '../../kernel/ids.ts'
import type { AuditTrail } from '../../platform/audit-trail.ts'
import { keyedHash, type MasterKey } from '../../platform/crypto.ts'
import type { Database } from '../../platform/database.ts'
import { inTurn, type RunListener, runListener } from '../../platform/outbox.ts'
import { canonicalJson } from './canonical.ts'
import { newEvent } from './event-row.ts'
import { sealEvents } from './seal-events.ts'
import { appendEvents } from './store.ts'
import { createWriter } from './write-events.ts'

export interface TrailOptions {
  readonly db: Database
  readonly masterKey: MasterKey
  readonly clock: Clock
  readonly onError: (error: unknown) => void
  readonly sealEveryMs?: number
  /** Where another process does the periodic work: `leaveToOthers`. */
  readonly run?: RunListener | undefined
}

export interface RunningTrail extends AuditTrail {
  /** Entries that are not on disk yet. */
  waiting(): number
  /** Writes what is left and seals it. Rejects when the database does not take it. */
  close(): Promise<void>
}

export function startTrail({
  db,
  masterKey,
  clock,
  onError,
  sealEveryMs = 1_000,
  run = runListener,
}: TrailOptions): RunningTrail {
  const writer = createWriter({ append: events => appendEvents(db, events), onError })
  const sealing = run({
    work: async () => (await inTurn(() => sealEvents(db, masterKey, clock.now()))) > 0,
    everyMs: sealEveryMs,
    onError,
  })
  return {
    record: entry => writer.now(newEvent(entry, newId(), clock.now())),
    recordLater: entry => writer.later(newEvent(entry, newId(), clock.now())),
    digest: thing => keyedHash(masterKey, 'audit digests', canonicalJson(thing)).toString('hex'),
    waiting: writer.waiting,
    async close() {
      await sealing.close()
      await writer.close()
      while ((await sealEvents(db, masterKey, clock.now())) > 0);
    },
  }
}
