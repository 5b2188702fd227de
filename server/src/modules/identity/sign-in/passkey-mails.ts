/** Writes to the owner of an account that a passkey was added or taken away: in the transaction that does it, neither without the other. */
import type { Uuid } from '../../../kernel/ids.ts'
import type { MasterKey } from '../../../platform/crypto.ts'
import type { Queryable, Transaction } from '../../../platform/database.ts'
import { MailRefused, type MailSlots, queueMail } from '../../../platform/mail/index.ts'
import { staffAddress } from '../staff/email.ts'
import type { PasskeyRow } from './passkey-store.ts'

export interface PasskeyMailRoom {
  readonly masterKey: MasterKey
  /** IANA time zone that the time is told in. */
  readonly timeZone: string
  /** A customer's e-mail address, under which their authenticator lists the passkey, too. Undefined for nobody. */
  readonly customerLabel: (db: Queryable, id: Uuid) => Promise<string | undefined>
}

/** Whoever has no address that can be written to is not: the passkey is added or taken away all the same. */
export async function tellOfPasskey(
  tx: Transaction,
  { masterKey, timeZone, customerLabel }: PasskeyMailRoom,
  { id, personId, kind, name }: Pick<PasskeyRow, 'id' | 'personId' | 'kind' | 'name'>,
  change: MailSlots['passkey']['change'],
  atMs: number,
): Promise<void> {
  const to = await (kind === 'customer' ? customerLabel(tx, personId) : staffAddress(tx, masterKey, personId))
  if (to === undefined) return
  const time = { at: new Date(atMs).toISOString(), timeZone }
  try {
    await queueMail(tx, masterKey, {
      onceKey: `passkey ${change} ${id}`,
      about: id,
      template: 'passkey',
      to,
      slots: { change, owner: kind, deviceName: name, time },
      dueMs: atMs,
      atMs,
    })
  } catch (error) {
    if (!(error instanceof MailRefused)) throw error
  }
}
