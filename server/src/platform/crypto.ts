/**
 * Seals secrets before they reach the database: AES-256-GCM under the deployment's master key.
 * A sealed value is: version (1 byte), id of the master key (4), nonce (12), ciphertext, tag (16).
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
import { join } from 'node:path'

export interface MasterKey {
  readonly bytes: Buffer
  /** First 4 bytes of its SHA-256: tells which key sealed a value, and nothing about the key. */
  readonly id: Buffer
}

const version = 1
const headLength = 5
const nonceLength = 12
const tagLength = 16

/** From `RINGFENCE_MASTER_KEY` (base64), else from a file in `directory`, written at first start. 32 bytes. */
export async function loadMasterKey(directory: string, environment = process.env): Promise<MasterKey> {
  const given = environment.RINGFENCE_MASTER_KEY
  if (given !== undefined) return masterKeyOf(Buffer.from(given, 'base64'), 'RINGFENCE_MASTER_KEY')
  const path = join(directory, 'master.key')
  await mkdir(directory, { recursive: true, mode: 0o700 })
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

/** Only the same master key and the same purpose open it again. */
export function seal(key: MasterKey, purpose: string, bytes: Uint8Array): Buffer {
  const nonce = randomBytes(nonceLength)
  const cipher = createCipheriv('aes-256-gcm', createSecretKey(key.bytes), nonce).setAAD(Buffer.from(purpose))
  const secret = Buffer.concat([cipher.update(bytes), cipher.final()])
  return Buffer.concat([Buffer.of(version), key.id, nonce, secret, cipher.getAuthTag()])
}

/** Throws when the value was sealed by another key, for another purpose, or was changed since. */
export function open(key: MasterKey, purpose: string, sealed: Uint8Array): Buffer {
  const bytes = Buffer.from(sealed)
  if (bytes.length < headLength + nonceLength + tagLength || bytes[0] !== version) throw new Error('not a sealed value')
  if (!bytes.subarray(1, headLength).equals(key.id)) throw new Error('sealed with another master key')
  const nonce = bytes.subarray(headLength, headLength + nonceLength)
  const decipher = createDecipheriv('aes-256-gcm', createSecretKey(key.bytes), nonce, { authTagLength: tagLength })
  decipher.setAAD(Buffer.from(purpose)).setAuthTag(bytes.subarray(-tagLength))
  return Buffer.concat([decipher.update(bytes.subarray(headLength + nonceLength, -tagLength)), decipher.final()])
}

/**
 * HMAC-SHA-256 under a key derived from the master key for one purpose: finds a secret again without keeping it, and says nothing
 * to who has the database alone. 32 bytes.
 */
export function keyedHash(key: MasterKey, purpose: string, text: string): Buffer {
  const known = hashKeys.get(key) ?? new Map<string, KeyObject>()
  hashKeys.set(key, known)
  const derived = known.get(purpose) ?? createSecretKey(Buffer.from(hkdfSync('sha256', key.bytes, '', purpose, 32)))
  known.set(purpose, derived)
  return createHmac('sha256', derived).update(text).digest()
}
const hashKeys = new WeakMap<MasterKey, Map<string, KeyObject>>()
