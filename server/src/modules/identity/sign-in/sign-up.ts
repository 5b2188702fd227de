/** Opens a wallet for whoever has proved an address that was nobody's, once they have said what they are called. */
import type { Uuid } from '../../../kernel/ids.ts'
import type { MasterKey } from '../../../platform/crypto.ts'
import type { Database, Transaction } from '../../../platform/database.ts'
import { type Newcomer, takeNewcomer } from './newcomers.ts'
import { findProof, keepProof } from './proofs.ts'
import type { ProvedPerson } from './rules.ts'

export interface PersonName {
  readonly firstName: string
  readonly lastName: string
}

export interface SignUpRoom {
  readonly db: Database
  readonly masterKey: MasterKey
  /** A customer with an account; the one who has the address already, when somebody was faster. */
  readonly openCustomer: (tx: Transaction, customer: PersonName & { email: string; atMs: number }) => Promise<Uuid>
}

/**
 * The customer, proved by the code from their mail. Sent again, or twenty times at once, it finds the one that was opened.
 * `opened`: by this very call. Undefined: nobody has shown a code in this sign-in, or it is over.
 */
export async function signUp(
  { db, masterKey, openCustomer }: SignUpRoom,
  asked: { subject: string; name: PersonName },
  nowMs: number,
): Promise<{ person: ProvedPerson; opened: boolean } | undefined> {
  const { subject, name } = asked
  return db.transaction(async tx => {
    // Whoever comes meanwhile waits for this row, and then finds the proof that we leave in its place.
    const newcomer = await takeNewcomer(tx, masterKey, subject, nowMs)
    if (newcomer === undefined) {
      const person = await findProof(tx, subject, nowMs)
      return person && { person, opened: false }
    }
    const personId = await openCustomer(tx, { ...name, email: newcomer.address, atMs: nowMs })
    const person = customerOf(personId, newcomer)
    await keepProof(tx, subject, person)
    return { person, opened: true }
  })
}

function customerOf(personId: Uuid, { provedMs }: Newcomer): ProvedPerson {
  return { personId, kind: 'customer', proof: 'code', provedMs }
}
