/**
 * Break-glass: somebody on the staff acts as administrator for an hour, granted on the server itself. It is loud: all
 * administrators and the person are written to, every console shows it, and it ends by itself.
 */
import { newId, toTypeId, type Uuid } from '../../../kernel/ids.ts'
import type { MasterKey } from '../../../platform/crypto.ts'
import type { Database, Transaction } from '../../../platform/database.ts'
import { queueMail } from '../../../platform/mail/index.ts'
import { openEmail } from './email.ts'
import { emergencyMs } from './rules.ts'
import { administratorAddresses, insertEmergency, lockStaff } from './staff-store.ts'

export interface EmergencyGrant {
  readonly staffId: Uuid
  readonly reason: string
  /** Who asked for it on the server: the account of the operating system. */
  readonly by: string
  readonly atMs: number
  readonly timeZone: string
  /** Writes it to the audit trail, in the same transaction. */
  readonly record: (tx: Transaction, emergency: { staff: string; endsMs: number }) => Promise<void>
}

export interface Emergency {
  readonly name: string
  readonly endsMs: number
  /** How many people were written to. */
  readonly told: number
}

/** Needs the owner's connection: the server's own role can't declare one. Undefined when nobody active has that id. */
export async function breakGlass(
  db: Database,
  masterKey: MasterKey,
  grant: EmergencyGrant,
): Promise<Emergency | undefined> {
  return db.transaction(async tx => {
    const { staffId, reason, by, atMs, timeZone } = grant
    const person = await lockStaff(tx, staffId)
    if (person?.status !== 'active') return undefined
    const [id, endsMs] = [newId(atMs), atMs + emergencyMs]
    await insertEmergency(tx, { id, staffId, reason, by, atMs, endsMs })
    await grant.record(tx, { staff: toTypeId('stf', staffId), endsMs })
    const readers = new Map((await administratorAddresses(tx)).map(reader => [reader.id, reader.sealed_email]))
    if (person.sealed_email) readers.set(staffId, person.sealed_email)
    for (const [reader, sealed] of readers) {
      await queueMail(tx, masterKey, {
        onceKey: `emergency ${id} ${reader}`,
        about: id,
        template: 'emergency',
        to: openEmail(masterKey, sealed),
        slots: { name: person.name, reason, until: { at: new Date(endsMs).toISOString(), timeZone } },
        dueMs: atMs,
        atMs,
      })
    }
    return { name: person.name, endsMs, told: readers.size }
  })
}
