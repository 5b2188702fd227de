/**
 * Each nonce of a key is good once, whichever process it reaches: who inserts it first may go on. Requests that are in flight together
 * share one statement, so that the store costs a signed payment next to nothing.
 */
import { hash } from 'node:crypto'
import type { Clock } from '../../kernel/clock.ts'
import { arrayOf, type Database, type Queryable } from '../../platform/database.ts'
import { groupCommit } from '../../platform/group-commit.ts'

export interface Nonces {
  /** True the first time. The nonce is remembered until `expiresAtMs` at least. */
  use(keyId: string, nonce: string, expiresAtMs: number): Promise<boolean>
  /** Waits for what is under way. */
  close(): Promise<void>
}

interface Shown {
  /** 16 bytes in hex, which PostgreSQL reads as a UUID. */
  readonly id: string
  readonly expiresAtMs: number
}

export function createNonceStore(db: Database): Nonces {
  const inserts = groupCommit<Shown, boolean>({
    groupOf: () => '',
    connect: async () => {
      const connection = await db.connect()
      await connection.query('SET synchronous_commit = off') // see the notes of migration 0024
      return connection
    },
    send: insertFirst,
    // After a lost connection a nonce may count as shown although nobody has gone on with it: then the caller signs anew.
    alone: async shown => (await insertFirst(db, [shown]))[0]!,
  })
  return {
    use: (keyId, nonce, expiresAtMs) => inserts.submit({ id: idOf(keyId, nonce), expiresAtMs }),
    close: inserts.close,
  }
}

/** For each, whether it is the first of its kind; of two alike in one group, the one that comes first. */
async function insertFirst(on: Queryable, group: readonly Shown[]): Promise<boolean[]> {
  const rows = await on.query<{ id: string }>(
    `INSERT INTO ringfence.proofs (id, expires_at)
     SELECT id, to_timestamp(ms / 1000.0) FROM unnest($1::uuid[], $2::bigint[]) s(id, ms)
     ON CONFLICT DO NOTHING RETURNING replace(id::text, '-', '') AS id`,
    [arrayOf(group.map(shown => shown.id)), arrayOf(group.map(shown => shown.expiresAtMs))],
    'gateway proofs',
  )
  const fresh = new Set(rows.map(row => row.id))
  return group.map(({ id }) => fresh.delete(id))
}

function idOf(keyId: string, nonce: string): string {
  return hash('sha256', `${keyId} ${nonce}`, 'hex').slice(0, 32)
}

/** Forgets what is too old to be shown again. Returns how many. */
export async function forgetProofs(db: Queryable, nowMs: number): Promise<number> {
  const [row] = await db.query<{ gone: number }>(
    'WITH gone AS (DELETE FROM ringfence.proofs WHERE expires_at < $1 RETURNING 1) SELECT count(*)::int AS gone FROM gone',
    [new Date(nowMs - graceMs)],
  )
  return row!.gone
}
/** For clocks of other processes that are a little behind. */
const graceMs = 30_000

/** Within one process, in memory: for a gateway without a database. */
export function createNonceMemory(clock: Clock, max = 100_000): Nonces {
  const expiries = new Map<string, number>()
  const forget = () => {
    for (const [id, expiresAtMs] of expiries) if (expiresAtMs < clock.now()) expiries.delete(id)
  }
  return {
    use: async (keyId, nonce, expiresAtMs) => {
      const id = idOf(keyId, nonce)
      if (expiries.has(id)) return false
      if (expiries.size >= max) forget()
      if (expiries.size >= max) return false
      expiries.set(id, expiresAtMs)
      return true
    },
    close: async () => {},
  }
}
