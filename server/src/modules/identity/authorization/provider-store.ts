/**
 * What the authorization server remembers between requests. Ids are found by their keyed hash and payloads are sealed: who has the
 * database alone has no code, no refresh token and no sign-in. What must happen once is one statement that either does it or does not.
 */

import type { Clock } from '../../../kernel/clock.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { keyedHash, type MasterKey, open, seal } from '../../../platform/crypto.ts'
import type { Database } from '../../../platform/database.ts'

export type Payload = Record<string, unknown> & { grantId?: string; uid?: string; consumed?: unknown }

export interface ProviderStore {
  put(model: string, id: string, payload: Payload, expiresAtMs: number): Promise<void>
  find(model: string, id: string): Promise<Payload | undefined>
  findByUid(model: string, uid: string): Promise<Payload | undefined>
  /** True for exactly one caller, over all processes; what was consumed before, or is not there, gives false. */
  consume(model: string, id: string, nowMs: number): Promise<boolean>
  destroy(model: string, id: string): Promise<void>
  /** Everything that came of a grant: codes and refresh tokens. */
  revokeGrant(grantId: string): Promise<void>
  /** True when nobody has shown it before, over all processes. */
  unseen(what: string, expiresAtMs: number): Promise<boolean>
  /** Notes the session that a grant stands for. */
  tieSession(grantId: string, sessionId: Uuid): Promise<void>
  /** The session that a grant stands for, unless it has ended. */
  sessionOf(grantId: string): Promise<Uuid | undefined>
  /** Deletes the grant and ends its session. */
  endGrant(grantId: string, nowMs: number): Promise<void>
}

interface Row {
  readonly idHash: Buffer
  readonly payload: Buffer
  readonly consumedAt: Date | null
}
const columns = 'id_hash AS "idHash", payload, consumed_at AS "consumedAt"'

/**
 * A code that comes again later was stolen or leaked: the provider takes back what came of it. In the first seconds it is a request
 * sent twice: the second is refused, and the first keeps what it got.
 */
const sameMomentMs = 10_000

export function createProviderStore(db: Database, masterKey: MasterKey, clock: Clock): ProviderStore {
  const hashOf = (model: string, id: string) => keyedHash(masterKey, 'identity.provider_state', `${model}\0${id}`)
  const grantHash = (grantId: string) => hashOf('Grant', grantId)
  const purposeOf = (model: string, idHash: Buffer) => `identity.provider_state ${model} ${idHash.toString('hex')}`
  const read = (model: string, row: Row | undefined): Payload | undefined => {
    if (row === undefined) return undefined
    const payload = JSON.parse(open(masterKey, purposeOf(model, row.idHash), row.payload).toString()) as Payload
    const consumedMs = row.consumedAt?.getTime()
    const spares = payload.grantId !== undefined && consumedMs !== undefined && clock.now() - consumedMs < sameMomentMs
    if (consumedMs === undefined || spares) return payload
    return { ...payload, consumed: Math.floor(consumedMs / 1000) }
  }
  return {
    put: async (model, id, payload, expiresAtMs) => {
      const idHash = hashOf(model, id)
      const sealed = seal(masterKey, purposeOf(model, idHash), Buffer.from(JSON.stringify(payload)))
      const { grantId, uid } = payload
      await db.query(
        `INSERT INTO identity.provider_state (model, id_hash, payload, grant_hash, uid_hash, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (model, id_hash) DO UPDATE SET payload = excluded.payload, grant_hash = excluded.grant_hash,
           uid_hash = excluded.uid_hash, expires_at = excluded.expires_at`,
        [
          model,
          idHash,
          sealed,
          grantId === undefined ? null : grantHash(grantId),
          model === 'Session' && uid !== undefined ? hashOf('uid', uid) : null,
          new Date(expiresAtMs),
        ],
      )
    },
    find: async (model, id) => {
      const [row] = await db.query<Row>(
        `SELECT ${columns} FROM identity.provider_state WHERE model = $1 AND id_hash = $2`,
        [model, hashOf(model, id)],
      )
      return read(model, row)
    },
    findByUid: async (model, uid) => {
      const [row] = await db.query<Row>(
        `SELECT ${columns} FROM identity.provider_state WHERE model = $1 AND uid_hash = $2`,
        [model, hashOf('uid', uid)],
      )
      return read(model, row)
    },
    consume: async (model, id, nowMs) => {
      const rows = await db.query(
        `UPDATE identity.provider_state SET consumed_at = $3
          WHERE model = $1 AND id_hash = $2 AND consumed_at IS NULL RETURNING 1`,
        [model, hashOf(model, id), new Date(nowMs)],
      )
      return rows.length === 1
    },
    destroy: async (model, id) => {
      await db.query('DELETE FROM identity.provider_state WHERE model = $1 AND id_hash = $2', [
        model,
        hashOf(model, id),
      ])
    },
    revokeGrant: async grantId => {
      await db.query('DELETE FROM identity.provider_state WHERE grant_hash = $1', [grantHash(grantId)])
    },
    unseen: async (what, expiresAtMs) => {
      const rows = await db.query(
        `INSERT INTO identity.provider_replays (id_hash, expires_at) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING 1`,
        [hashOf('replay', what), new Date(expiresAtMs)],
      )
      return rows.length === 1
    },
    tieSession: async (grantId, sessionId) => {
      await db.query(`UPDATE identity.provider_state SET session_id = $2 WHERE model = 'Grant' AND id_hash = $1`, [
        grantHash(grantId),
        sessionId,
      ])
    },
    sessionOf: async grantId => {
      const [row] = await db.query<{ id: Uuid }>(
        `SELECT s.id FROM identity.provider_state g JOIN identity.sessions s ON s.id = g.session_id
          WHERE g.model = 'Grant' AND g.id_hash = $1 AND s.ended_at IS NULL`,
        [grantHash(grantId)],
      )
      return row?.id
    },
    endGrant: async (grantId, nowMs) => {
      await db.query(
        `WITH ended AS (DELETE FROM identity.provider_state WHERE model = 'Grant' AND id_hash = $1 RETURNING session_id)
         UPDATE identity.sessions s SET ended_at = $2 FROM ended WHERE s.id = ended.session_id AND s.ended_at IS NULL`,
        [grantHash(grantId), new Date(nowMs)],
      )
    },
  }
}

/** Deletes what is over. Returns how many rows; what was over less than a minute ago stays for clocks that differ. */
export async function forgetProviderState(db: Database, nowMs: number): Promise<number> {
  const before = [new Date(nowMs - 60_000)]
  const states = await db.query('DELETE FROM identity.provider_state WHERE expires_at < $1 RETURNING 1', before)
  const replays = await db.query('DELETE FROM identity.provider_replays WHERE expires_at < $1 RETURNING 1', before)
  return states.length + replays.length
}
