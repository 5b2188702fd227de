/**
 * The keys that sign access tokens: made at first start, sealed in the database, shared by all processes. A change of key refuses
 * nobody: the new key is known to all before it signs, and the old one verifies until its tokens are over.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { keyIdOf, type PublicKey } from '@ringfence/contract'
import { assert } from '../../kernel/assert.ts'
import type { Clock } from '../../kernel/clock.ts'
import { type MasterKey, open, seal } from '../../platform/crypto.ts'
import type { Database, Transaction } from '../../platform/database.ts'
import { keyAnnouncedMs, keyVerifiesMs } from './rules.ts'
import {
  insertSigningKey,
  listSigningKeys,
  lockSigningKeys,
  type NewSigningKey,
  retireSigningKeys,
  type SigningKeyRow,
} from './store.ts'

export interface SigningKeys {
  /** The key that signs now. */
  readonly active: { readonly kid: string; readonly privateKey: KeyObject }
  /** The public half of a key by its id; looks again, now and then, for a key that another process has made. */
  publicKey(kid: string): Promise<KeyObject | undefined>
  /** All keys that verify now, those that are about to sign included. */
  jwks(): { keys: (PublicKey & { kid: string; alg: 'ES256'; use: 'sig' })[] }
  /** Goes up whenever a look has found other keys that verify than the one before. */
  generation(): number
  /** Looks for what other processes have changed; due every `keysReloadEveryMs`. */
  reload(): Promise<void>
}

const purpose = 'identity.signing_keys'
/** An unknown key id can't make us ask the database more often than this. */
export const keysReloadEveryMs = 10_000

export async function loadSigningKeys(db: Database, clock: Clock, masterKey: MasterKey): Promise<SigningKeys> {
  let rows = await listSigningKeys(db)
  if (!rows.some(row => row.active)) {
    await insertSigningKey(db, await createKey(masterKey), clock.now(), clock.now())
    rows = await listSigningKeys(db)
  }
  let loadedMs = clock.now()
  const opened = new Map<string, KeyObject>()
  const privateKeyOf = (row: SigningKeyRow) => {
    const key = opened.get(row.kid) ?? openPrivateKey(masterKey, row)
    opened.set(row.kid, key)
    return key
  }
  const verifying = () => rows.filter(row => row.verifiesUntil === null || row.verifiesUntil.getTime() > clock.now())
  const verifyingNames = () =>
    verifying()
      .map(row => row.kid)
      .join()
  let [generation, known] = [0, verifyingNames()]
  const reload = async () => {
    rows = await listSigningKeys(db)
    loadedMs = clock.now()
    const names = verifyingNames()
    if (names !== known) generation++
    known = names
  }
  const active = () => {
    const row = signerOf(verifying(), clock.now())
    return { kid: row.kid, privateKey: privateKeyOf(row) }
  }
  active() // a wrong master key is told at the start
  return {
    get active() {
      return active()
    },
    publicKey: async kid => {
      if (!rows.some(row => row.kid === kid) && clock.now() - loadedMs >= keysReloadEveryMs) await reload()
      const row = verifying().find(candidate => candidate.kid === kid)
      return row && publicKeyOf(row)
    },
    jwks: () => ({
      keys: verifying().map(({ kid, publicKey }) => ({ ...publicKey, kid, alg: 'ES256', use: 'sig' })),
    }),
    generation: () => generation,
    reload,
  }
}

/** Of keys that verify, newest first: the newest whose time to sign has come, else the one that was there before. */
function signerOf(rows: readonly SigningKeyRow[], nowMs: number): SigningKeyRow {
  const signer = rows.find(row => row.signsFrom.getTime() <= nowMs) ?? rows.at(-1)
  assert(signer !== undefined, 'there is a signing key')
  return signer
}

export interface Rotation {
  readonly kid: string
  readonly signsFromMs: number
  /** When the last of the older keys stops to verify. */
  readonly olderUntilMs: number
}

export interface RotationOptions {
  readonly compromised?: boolean
  /** Writes it to the audit trail, in the same transaction. */
  readonly record?: (tx: Transaction) => Promise<void>
}

/**
 * Puts a new key in the place of the one that signs. Processes that run pick it up by themselves. `compromised`: the older keys stop
 * to verify at once, and who is signed in gets new tokens by refreshing.
 */
export async function rotateSigningKey(
  db: Database,
  masterKey: MasterKey,
  nowMs: number,
  { compromised = false, record = async () => {} }: RotationOptions = {},
): Promise<Rotation> {
  const key = await createKey(masterKey)
  const signsFromMs = compromised ? nowMs : nowMs + keyAnnouncedMs
  const olderUntilMs = compromised ? nowMs : signsFromMs + keyVerifiesMs
  await db.transaction(async tx => {
    await lockSigningKeys(tx)
    await retireSigningKeys(tx, olderUntilMs)
    await insertSigningKey(tx, key, nowMs, signsFromMs)
    await record(tx)
  })
  return { kid: key.kid, signsFromMs, olderUntilMs }
}

async function createKey(masterKey: MasterKey): Promise<NewSigningKey> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { d, x, y } = privateKey.export({ format: 'jwk' })
  const publicKey: PublicKey = { kty: 'EC', crv: 'P-256', x: x!, y: y! }
  const sealedPrivateKey = seal(masterKey, purpose, Buffer.from(JSON.stringify({ ...publicKey, d })))
  return { kid: await keyIdOf(publicKey), publicKey, sealedPrivateKey }
}

function openPrivateKey(masterKey: MasterKey, row: SigningKeyRow): KeyObject {
  const jwk = JSON.parse(open(masterKey, purpose, row.sealedPrivateKey).toString()) as JsonWebKey
  return createPrivateKey({ format: 'jwk', key: { ...jwk } })
}

function publicKeyOf(row: SigningKeyRow): KeyObject {
  const known = publicKeys.get(row) ?? createPublicKey({ format: 'jwk', key: { ...row.publicKey } })
  publicKeys.set(row, known)
  return known
}
const publicKeys = new WeakMap<SigningKeyRow, KeyObject>()
