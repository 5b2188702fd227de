/** Writes to somebody new how to set up a passkey. */
import { newId, type Uuid } from '../../../kernel/ids.ts'
import type { MasterKey } from '../../../platform/crypto.ts'
import type { Transaction } from '../../../platform/database.ts'
import { queueMail } from '../../../platform/mail/index.ts'
import { countTry } from '../../../platform/tries.ts'
import { inviteStaff } from '../sign-in/invitations.ts'

const dayMs = 86_400_000

/** False when this person was written to as often as may be in a day. The invitation before is no longer good. */
export async function sendInvitation(
  tx: Transaction,
  masterKey: MasterKey,
  person: { readonly id: Uuid; readonly name: string; readonly email: string },
  nowMs: number,
): Promise<boolean> {
  const limit = { name: 'staff invitations', asker: person.id, windowMs: dayMs, triesMax: 5 }
  if (!(await countTry(tx, [limit], nowMs))) return false
  const token = (await inviteStaff(tx, person.id, nowMs))!
  return queueMail(tx, masterKey, {
    onceKey: `invitation ${newId()}`,
    about: person.id,
    template: 'staffInvitation',
    to: person.email,
    slots: { name: person.name, token },
    dueMs: nowMs,
    atMs: nowMs,
  })
}
