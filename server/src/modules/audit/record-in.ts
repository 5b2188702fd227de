/** For deeds that must not happen without their entry: written in the same transaction. Everybody else waits until it ends. */
import { newId } from '../../kernel/ids.ts'
import type { AuditEntry } from '../../platform/audit-trail.ts'
import type { Transaction } from '../../platform/database.ts'
import { newEvent } from './event-row.ts'
import { appendEvents } from './store.ts'

export async function recordIn(tx: Transaction, entry: AuditEntry, nowMs: number): Promise<void> {
  await appendEvents(tx, [newEvent(entry, newId(), nowMs)])
}
