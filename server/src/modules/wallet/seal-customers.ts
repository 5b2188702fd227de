/** Seals customers of before there was sealing, once after an upgrade; as the owner of the tables, for the server may not change them. */
import type { Uuid } from '../../kernel/ids.ts'
import type { MasterKey } from '../../platform/crypto.ts'
import { arrayOf, type Database, type Transaction } from '../../platform/database.ts'
import { hashEmail, sealPerson, wordsOf } from './person.ts'
import { insertWords } from './store.ts'

const portion = 1_000

/** Returns how many; may be cut off and run again, and by several processes at once. */
export async function sealCustomers(owner: Database, masterKey: MasterKey): Promise<number> {
  let sealed = 0
  for (;;) {
    const count = await owner.transaction(tx => sealPortion(tx, masterKey))
    if (count === 0) return sealed
    sealed += count
  }
}

async function sealPortion(tx: Transaction, masterKey: MasterKey): Promise<number> {
  const people = await tx.query<{ id: Uuid; firstName: string; lastName: string; email: string }>(
    `SELECT id, first_name AS "firstName", last_name AS "lastName", email FROM wallet.customers
      WHERE sealed IS NULL ORDER BY id LIMIT $1 FOR UPDATE`,
    [portion],
  )
  if (people.length === 0) return 0
  await tx.query(
    `UPDATE wallet.customers c SET sealed = n.sealed, email_hash = n.hash, first_name = NULL, last_name = NULL, email = NULL
       FROM unnest($1::uuid[], $2::bytea[], $3::bytea[]) n(id, sealed, hash) WHERE c.id = n.id`,
    [
      arrayOf(people.map(person => person.id)),
      people.map(person => sealPerson(masterKey, person)),
      people.map(person => hashEmail(masterKey, person.email)),
    ],
  )
  const words = people.flatMap(person => wordsOf(masterKey, person).map(word => ({ word, id: person.id })))
  await insertWords(tx, words)
  return people.length
}
