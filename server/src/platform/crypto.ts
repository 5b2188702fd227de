/**
 * Seals secrets before they reach the database: AES-256-GCM under a data key, which the deployment's master key seals (key-ring.ts).
 * A sealed value is: version (1 byte), id of the key (4), nonce (12), ciphertext, tag (16).
 */
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto'
import { link, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { readSecret } from './secrets.ts'

export interface Key {
  readonly bytes: Buffer
  /** First 4 bytes of its SHA-256: tells which key sealed a value, and nothing about the key. */
  readonly id: Buffer
}

/** Data keys, in memory only. While keys are changed there are several, and any of them opens what it sealed. */
export interface KeyRing {
  readonly sealing: Key
  /** By id in hex. */
  readonly opening: ReadonlyMap<string, Key>
  /** What keyed hashes follow from; stays when all others change. */
  readonly hashing: Key
}

export interface MasterKey extends Key {
  /** As it was last read. Absent: the master key itself seals and hashes, as in tests. */
  readonly ring?: { current: KeyRing }
}

const version = 1
const headLength = 5
const nonceLength = 12
const tagLength = 16

/** From `RINGFENCE_MASTER_KEY` or the file that `RINGFENCE_MASTER_KEY_FILE` names (base64), else from a file in `directory`, written at first start. 32 bytes. */
export async function loadMasterKey(directory: string, environment = process.env): Promise<MasterKey> {
  const given = readSecret(environment, 'RINGFENCE_MASTER_KEY')
  if (given !== undefined) return masterKeyOf(Buffer.from(given, 'base64'), 'RINGFENCE_MASTER_KEY')
  return loadKeyFile(join(directory, 'master.key'))
}

/** Written when it is not there yet. */
export async function loadKeyFile(path: string): Promise<MasterKey> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const text = (await readKeyFile(path)) ?? (await createKeyFile(path))
  return masterKeyOf(Buffer.from(text, 'base64'), path)
}

export function masterKeyOf(bytes: Buffer, source: string): MasterKey {
  if (bytes.length !== 32) throw new Error(`${source} must hold 32 bytes in base64`)
  return { bytes, id: createHash('sha256').update(bytes).digest().subarray(0, 4) }
}

async function readKeyFile(path: string): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) return undefined
  if ((found.mode & 0o077) !== 0) throw new Error(`others may read ${path}: run chmod 600 on it`)
  return readFile(path, 'utf8')
}

/** Two processes may start at once: the file appears whole or not at all, and the first one wins. */
async function createKeyFile(path: string): Promise<string> {
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  await writeFile(draft, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx', flush: true })
  await link(draft, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  await rm(draft)
  return readFile(path, 'utf8')
}

/** Only a ring that holds the same key, and the same purpose, open it again. */
export function seal(key: MasterKey, purpose: string, bytes: Uint8Array): Buffer {
  const { bytes: secretKey, id } = key.ring?.current.sealing ?? key
  const nonce = randomBytes(nonceLength)
  const cipher = createCipheriv('aes-256-gcm', keyObjectOf(secretKey), nonce).setAAD(Buffer.from(purpose))
  const secret = Buffer.concat([cipher.update(bytes), cipher.final()])
  return Buffer.concat([Buffer.of(version), id, nonce, secret, cipher.getAuthTag()])
}

/** Throws when the value was sealed by another key, for another purpose, or was changed since. */
export function open(key: MasterKey, purpose: string, sealed: Uint8Array): Buffer {
  const bytes = Buffer.from(sealed)
  if (bytes.length < headLength + nonceLength + tagLength || bytes[0] !== version) throw new Error('not a sealed value')
  const { bytes: secretKey } = keyOf(key, bytes.subarray(1, headLength))
  const nonce = bytes.subarray(headLength, headLength + nonceLength)
  const decipher = createDecipheriv('aes-256-gcm', keyObjectOf(secretKey), nonce, { authTagLength: tagLength })
  decipher.setAAD(Buffer.from(purpose)).setAuthTag(bytes.subarray(-tagLength))
  return Buffer.concat([decipher.update(bytes.subarray(headLength + nonceLength, -tagLength)), decipher.final()])
}

/** Handing over the bytes each time takes as long as opening does. */
function keyObjectOf(bytes: Buffer): KeyObject {
  const known = keyObjects.get(bytes) ?? createSecretKey(bytes)
  keyObjects.set(bytes, known)
  return known
}
const keyObjects = new WeakMap<Buffer, KeyObject>()

function keyOf(key: MasterKey, id: Buffer): Key {
  if (id.equals(key.id)) return key
  const found = key.ring?.current.opening.get(id.toString('hex'))
  if (!found) throw new Error('sealed with another key')
  return found
}

/** What all values sealed with a key begin with. */
export function sealedBy(key: Key): Buffer {
  return Buffer.concat([Buffer.of(version), key.id])
}

/**
 * HMAC-SHA-256 under a key derived for one purpose: finds a secret again without keeping it, and says nothing
 * to who has the database alone. 32 bytes.
 */
export function keyedHash(key: MasterKey, purpose: string, text: string): Buffer {
  const root = key.ring?.current.hashing ?? key
  const known = hashKeys.get(root) ?? new Map<string, KeyObject>()
  hashKeys.set(root, known)
  const derived = known.get(purpose) ?? createSecretKey(Buffer.from(hkdfSync('sha256', root.bytes, '', purpose, 32)))
  known.set(purpose, derived)
  return createHmac('sha256', derived).update(text).digest()
}
const hashKeys = new WeakMap<Key, Map<string, KeyObject>>()
