/** Machine clients over HTTP. Scopes are those that exist; keys are public, and two can be live. */
import { eventScope, eventTypes, keyIdOf, type MachineClient, operations, type PublicKey } from '@ringfence/contract'
import { fromTypeId, namedId, toTypeId, type Uuid } from '../../../kernel/ids.ts'
import type { Database, Transaction } from '../../../platform/database.ts'
import type { Call, HandlersOf, Outcome } from '../../../platform/http.ts'
import { isOnCurve } from '../enrol-terminal.ts'
import type { EndedSessions } from '../sign-in/ended-sessions.ts'
import {
  type ClientRow,
  insertClient,
  insertKey,
  isKnownKey,
  lockClient,
  revokeClient,
  revokeKey,
  selectClient,
  selectClients,
} from './client-store.ts'

type ClientOperation = 'listClients' | 'createClient' | 'addClientKey' | 'revokeClientKey' | 'revokeClient'

const absent = { ok: false, code: 'not_found' } as const
const offCurve = { ok: false, code: 'validation_failed', pointers: ['/publicKey'] } as const

export interface ClientsRoom {
  readonly db: Database
  /** This process must not believe the key any longer. */
  readonly forgetKey: (keyId: string) => void
  /** Told of a client that has ended: its tokens and open streams end with it. */
  readonly ended: Pick<EndedSessions, 'add'>
  /** What else ends with a client, in the same transaction. */
  readonly onEnded?: (tx: Transaction, clientId: Uuid) => Promise<void>
}

export function clientsRoutes(room: ClientsRoom): HandlersOf<ClientOperation> {
  const { db, forgetKey, ended, onEnded = async () => {} } = room
  return {
    listClients: async () => ({ ok: true, value: { data: (await selectClients(db)).map(viewOf), nextCursor: null } }),
    createClient: call => create(db, call),
    addClientKey: async ({ params, body, nowMs }) => {
      const id = fromTypeId('cli', params.id)
      if (id === undefined) return absent
      const code = await addKey(db, id, body.publicKey, nowMs)
      if (code === 'off-curve') return offCurve
      return code === undefined ? { ok: true, value: viewOf((await selectClient(db, id))!) } : { ok: false, code }
    },
    revokeClientKey: async ({ params, nowMs }) => {
      const id = fromTypeId('cli', params.id)
      if (!id || !(await db.transaction(tx => revokeKey(tx, id, params.keyId, nowMs)))) return absent
      forgetKey(params.keyId)
      return { ok: true, value: undefined }
    },
    revokeClient: async ({ params, nowMs }) => {
      const id = fromTypeId('cli', params.id)
      if (!id || !(await selectClient(db, id))) return absent
      const keyIds = await db.transaction(async tx => {
        await onEnded(tx, id)
        return revokeClient(tx, id, nowMs)
      })
      for (const keyId of keyIds) forgetKey(keyId)
      ended.add(id)
      return { ok: true, value: viewOf((await selectClient(db, id))!) }
    },
  }
}

/** Scopes that a machine client can have: those of operations that its role may call, and of what events tell. */
const grantable = new Set<string>([
  ...Object.values(operations).flatMap(({ callers, scope }) =>
    callers !== 'anyone' && (callers as readonly string[]).includes('client') ? [scope] : [],
  ),
  ...eventTypes.map(eventScope),
])

/** Its id follows from the idempotency key and content, so that the same request makes it once. */
async function create(
  db: Database,
  { body, nowMs, idempotency }: Call<'createClient'>,
): Promise<Outcome<MachineClient>> {
  const unknown = body.scopes.findIndex(scope => !grantable.has(scope))
  if (unknown >= 0) return { ok: false, code: 'validation_failed', pointers: [`/scopes/${unknown}`] }
  if (!isOnCurve(body.publicKey)) return offCurve
  const keyId = await keyIdOf(body.publicKey)
  const { clientId, key, fingerprint } = idempotency!
  const id = namedId('machine client', clientId, key, fingerprint)
  const code = await registerClient(db, {
    id,
    name: body.name,
    scopes: body.scopes,
    keyId,
    publicKey: body.publicKey,
    atMs: nowMs,
  })
  if (code === 'key_in_use') return { ok: false, code }
  return { ok: true, value: viewOf((await selectClient(db, id))!), replayed: code === 'known' }
}

interface NewClient {
  readonly id: Uuid
  readonly name: string
  readonly scopes: readonly string[]
  readonly keyId: string
  readonly publicKey: PublicKey
  readonly atMs: number
}

/** `known`: the same client was registered before. */
export async function registerClient(db: Database, client: NewClient): Promise<'added' | 'known' | 'key_in_use'> {
  const { id, keyId, publicKey, atMs } = client
  try {
    return await db.transaction(async tx => {
      if (!(await insertClient(tx, client))) return 'known'
      if ((await insertKey(tx, { clientId: id, keyId, publicKey, atMs })) !== 'added') throw new KeyInUse()
      return 'added'
    })
  } catch (error) {
    if (error instanceof KeyInUse || isKnownKey(error)) return 'key_in_use'
    throw error
  }
}

/** Thrown to roll the new client back. */
class KeyInUse extends Error {
  override readonly name = 'KeyInUse'
}

async function addKey(
  db: Database,
  id: Uuid,
  publicKey: PublicKey,
  atMs: number,
): Promise<'off-curve' | 'not_found' | 'key_in_use' | 'too_many_keys' | undefined> {
  if (!isOnCurve(publicKey)) return 'off-curve'
  const keyId = await keyIdOf(publicKey)
  try {
    return await db.transaction(async tx => {
      if (!(await lockClient(tx, id))) return 'not_found'
      const added = await insertKey(tx, { clientId: id, keyId, publicKey, atMs })
      return added === 'added' ? undefined : added === 'full' ? 'too_many_keys' : 'key_in_use'
    })
  } catch (error) {
    if (isKnownKey(error)) return 'key_in_use'
    throw error
  }
}

function viewOf(row: ClientRow): MachineClient {
  return {
    id: toTypeId('cli', row.id),
    name: row.name,
    scopes: [...row.scopes],
    status: row.revoked_at === null ? 'active' : 'revoked',
    keys: row.keys.map(({ keyId, createdAt }) => ({ keyId, createdAt: new Date(createdAt).toISOString() })),
    createdAt: row.created_at.toISOString(),
  }
}
