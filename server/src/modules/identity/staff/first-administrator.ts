/** A new deployment has nobody who could invite: the first administrator is named on the server, by a link that works once. */
import { newId, toTypeId, type Uuid } from '../../../kernel/ids.ts'
import type { MasterKey } from '../../../platform/crypto.ts'
import type { Database, Queryable, Transaction } from '../../../platform/database.ts'
import { invitationPath, inviteStaff } from '../sign-in/invitations.ts'
import { sealEmail } from './email.ts'
import { takeSeat } from './seats.ts'
import { insertNewcomer, updatePosition } from './staff-store.ts'

export interface FirstAdministrator {
  readonly name: string
  readonly email: string
  readonly atMs: number
  readonly record: (tx: Transaction, staff: string) => Promise<void>
}

/** Undefined when there is an administrator who can sign in. `link` is a path of the deployment. */
export async function foundAdministrator(
  db: Database,
  masterKey: MasterKey,
  { name, email, atMs, record }: FirstAdministrator,
): Promise<{ id: Uuid; link: string } | undefined> {
  return db.transaction(async tx => {
    const seat = await takeSeat(tx) // and nobody else takes one meanwhile
    const there = await tx.query(
      `SELECT FROM identity.staff WHERE administrator_seat IS NOT NULL AND status = 'active'`,
    )
    if (seat === undefined || there.length > 0) return undefined
    const id = newId(atMs)
    const idempotency = { clientId: newId(), key: 'first', fingerprint: '0'.repeat(32) }
    const person = { id, name, email: sealEmail(masterKey, email), role: 'administrator', storeId: undefined } as const
    if ((await insertNewcomer(tx, { ...person, status: 'proposed', placed: undefined, idempotency })) !== 'added')
      return undefined
    await updatePosition(tx, id, { role: 'administrator', storeId: undefined, status: 'invited', seat })
    await record(tx, toTypeId('stf', id))
    return { id, link: invitationPath((await inviteStaff(tx, id, atMs))!) }
  })
}

export async function findStaffByEmail(db: Queryable, masterKey: MasterKey, email: string): Promise<Uuid | undefined> {
  const [row] = await db.query<{ id: Uuid }>(
    `SELECT id FROM identity.staff WHERE email_hash = $1 AND status <> 'inactive'`,
    [sealEmail(masterKey, email).hash],
  )
  return row?.id
}
