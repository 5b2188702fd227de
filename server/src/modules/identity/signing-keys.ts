/** The keys that sign access tokens: made at first start, sealed in the database, shared by all processes. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { keyIdOf, type PublicKey } from '@ringfence/contract'
import { assert } from '../../kernel/assert.ts'
import type { Clock } from '../../kernel/clock.ts'
import { type MasterKey, open, seal } from '../../platform/crypto.ts'
import type { Database } from '../../platform/database.ts'
import { insertSigningKey, listSigningKeys, type SigningKeyRow } from './store.ts'

export interface SigningKeys {
  readonly active: { readonly kid: string; readonly privateKey: KeyObject }
  /** The public half of a key by its id; looks again, now and then, for a key that another process has made. */
  publicKey(kid: string): Promise<KeyObject | undefined>
  jwks(): { keys: (PublicKey & { kid: string; alg: 'ES256'; use: 'sig' })[] }
}

const purpose = 'identity.signing_keys'
/** An unknown key id can't make us ask the database more often than this. */
const reloadEveryMs = 10_000

export async function loadSigningKeys(db: Database, clock: Clock, masterKey: MasterKey): Promise<SigningKeys> {
  let rows = await listSigningKeys(db)
  if (!rows.some(row => row.active)) {
    await insertSigningKey(db, await createKey(masterKey), clock.now())
    rows = await listSigningKeys(db)
  }
  const active = rows.find(row => row.active)
  assert(active !== undefined, 'there is an active signing key')
  let publicKeys = toPublicKeys(rows)
  let loadedMs = clock.now()
  return {
    active: { kid: active.kid, privateKey: openPrivateKey(masterKey, active) },
    publicKey: async kid => {
      if (!publicKeys.has(kid) && clock.now() - loadedMs >= reloadEveryMs) {
        loadedMs = clock.now()
        rows = await listSigningKeys(db)
        publicKeys = toPublicKeys(rows)
      }
      return publicKeys.get(kid)
    },
    jwks: () => ({ keys: rows.map(({ kid, publicKey }) => ({ ...publicKey, kid, alg: 'ES256', use: 'sig' })) }),
  }
}

async function createKey(masterKey: MasterKey): Promise<SigningKeyRow> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { d, x, y } = privateKey.export({ format: 'jwk' })
  const publicKey: PublicKey = { kty: 'EC', crv: 'P-256', x: x!, y: y! }
  const sealedPrivateKey = seal(masterKey, purpose, Buffer.from(JSON.stringify({ ...publicKey, d })))
  return { kid: await keyIdOf(publicKey), publicKey, sealedPrivateKey, active: true }
}

function openPrivateKey(masterKey: MasterKey, row: SigningKeyRow): KeyObject {
  const jwk = JSON.parse(open(masterKey, purpose, row.sealedPrivateKey).toString()) as JsonWebKey
  return createPrivateKey({ format: 'jwk', key: { ...jwk } })
}

function toPublicKeys(rows: readonly SigningKeyRow[]): Map<string, KeyObject> {
  return new Map(rows.map(row => [row.kid, createPublicKey({ format: 'jwk', key: { ...row.publicKey } })]))
}
