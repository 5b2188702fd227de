/**
 * Codes by e-mail, for customers and whoever wants to be one. Whoever asks learns nothing of whether the address is known: the request
 * only writes down that it was asked, and a worker sends the code, the same to both. Only who reads that mail learns it. Kept as a keyed
 * hash; good for ten minutes, five tries and one use.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto'
import { newId, type Uuid } from '../../../kernel/ids.ts'
import { keyedHash, type MasterKey, open, seal } from '../../../platform/crypto.ts'
import type { Database, Queryable, Transaction } from '../../../platform/database.ts'
import { queueMail } from '../../../platform/mail/index.ts'
import { countTry } from '../../../platform/tries.ts'
import { addressPurpose, type Newcomer } from './newcomers.ts'
import {
  canonicalAddress,
  codeLifeMs,
  codeLimits,
  codeTriesMax,
  drawCode,
  guessLimits,
  type ProvedPerson,
  readCode,
} from './rules.ts'

export interface CodeRoom {
  readonly db: Database
  readonly masterKey: MasterKey
  /** The customer with this address, in whatever case it is written. */
  readonly customerByEmail: (db: Queryable, address: string) => Promise<Uuid | undefined>
}

const hashAddress = (key: MasterKey, address: string) =>
  keyedHash(key, 'sign-in addresses', address).toString('base64url')
const hashCode = (key: MasterKey, id: Uuid, code: string) => keyedHash(key, 'sign-in codes', `${id} ${code}`)

/** False when a limit is reached, for known and unknown addresses alike. A code asked for before, in the same sign-in, is dead. */
export async function askForCode(
  { db, masterKey }: CodeRoom,
  asked: { subject: string; address: string; networkHash: string },
  nowMs: number,
): Promise<boolean> {
  const address = canonicalAddress(asked.address)
  const addressHash = hashAddress(masterKey, address)
  const sealed = seal(masterKey, addressPurpose, Buffer.from(address))
  return db.transaction(async tx => {
    if (!(await countTry(tx, codeLimits(addressHash, asked.networkHash), nowMs))) return false
    await tx.query('DELETE FROM identity.email_codes WHERE subject = $1', [asked.subject])
    await tx.query(
      'INSERT INTO identity.email_codes (id, subject, sealed_address, asked_at, expires_at) VALUES ($1, $2, $3, $4, $5)',
      [newId(), asked.subject, sealed, new Date(nowMs), new Date(nowMs + codeLifeMs)],
    )
    return true
  })
}

/** Draws and queues what was asked for; the other processes take other rows. Returns how many it has looked at. */
export async function sendCodes(room: CodeRoom, nowMs: number): Promise<number> {
  return room.db.transaction(async tx => {
    const rows = await tx.query<{ id: Uuid; sealed: Buffer }>(
      `SELECT id, sealed_address AS sealed FROM identity.email_codes WHERE sealed_address IS NOT NULL
        ORDER BY asked_at LIMIT 20 FOR UPDATE SKIP LOCKED`,
    )
    for (const row of rows) await sendCode(room, tx, row, nowMs)
    return rows.length
  })
}

async function sendCode(
  { masterKey, customerByEmail }: CodeRoom,
  tx: Transaction,
  { id, sealed }: { id: Uuid; sealed: Buffer },
  nowMs: number,
): Promise<void> {
  const address = open(masterKey, addressPurpose, sealed).toString()
  const personId = await customerByEmail(tx, address)
  const code = drawCode()
  const newcomer = personId === undefined ? sealed : null
  await tx.query(
    'UPDATE identity.email_codes SET sealed_address = NULL, person_id = $2, sealed_newcomer = $3, code_hash = $4 WHERE id = $1',
    [id, personId ?? null, newcomer, hashCode(masterKey, id, code)],
  )
  await queueMail(tx, masterKey, {
    onceKey: `sign-in code ${id}`,
    about: id,
    template: 'signInCode',
    to: address,
    slots: { code },
    dueMs: nowMs,
    atMs: nowMs,
  })
}

interface CodeRow {
  readonly id: Uuid
  readonly personId: Uuid | null
  readonly sealedNewcomer: Buffer | null
  readonly codeHash: Buffer | null
}

/**
 * The customer whose code it is, or the address that is nobody's yet; undefined when it is wrong, used, over, or was tried too often.
 * Of twenty at once, one is told.
 */
export async function redeemCode(
  { db, masterKey, customerByEmail }: CodeRoom,
  tried: { subject: string; code: string },
  nowMs: number,
): Promise<ProvedPerson | Newcomer | undefined> {
  const code = readCode(tried.code)
  if (code === undefined) return undefined
  return db.transaction(async tx => {
    const row = await countTryAt(tx, tried.subject, nowMs)
    if (row === undefined) return undefined
    const address = row.sealedNewcomer && open(masterKey, addressPurpose, row.sealedNewcomer).toString()
    const askers = guessLimits(row.personId ?? (address === null ? row.id : hashAddress(masterKey, address)))
    if (!(await countTry(tx, askers, nowMs))) return undefined
    const right = timingSafeEqual(hashCode(masterKey, row.id, code), row.codeHash ?? randomBytes(32))
    if (!right) return undefined
    // What only a newcomer's row needs goes; who became a customer since the mail was sent is one.
    const personId = row.personId ?? (address === null ? undefined : await customerByEmail(tx, address))
    await tx.query(
      `UPDATE identity.email_codes SET used_at = $2, sealed_newcomer = NULL,
              code_hash = CASE WHEN person_id IS NULL THEN NULL ELSE code_hash END WHERE id = $1`,
      [row.id, new Date(nowMs)],
    )
    if (personId !== undefined) return { personId, kind: 'customer', proof: 'code', provedMs: nowMs }
    return address === null ? undefined : { address, provedMs: nowMs }
  })
}

/** Holds the row until the transaction ends: whoever comes meanwhile waits, and then finds it used. */
async function countTryAt(tx: Transaction, subject: string, nowMs: number): Promise<CodeRow | undefined> {
  const [row] = await tx.query<CodeRow>(
    `UPDATE identity.email_codes SET tries = tries + 1
      WHERE subject = $1 AND used_at IS NULL AND expires_at > $2 AND tries < $3
      RETURNING id, person_id AS "personId", sealed_newcomer AS "sealedNewcomer", code_hash AS "codeHash"`,
    [subject, new Date(nowMs), codeTriesMax],
  )
  return row
}
