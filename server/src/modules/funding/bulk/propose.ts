/** Proposes a bulk load: reads the list, finds its customers, judges its lines, and keeps all of it for a second person to approve. */
import type { CreateBulkLoad } from '@ringfence/contract'
import { newId, type Uuid } from '../../../kernel/ids.ts'
import type { MasterKey } from '../../../platform/crypto.ts'
import { type Database, sqlState, uniqueViolation } from '../../../platform/database.ts'
import type { Idempotency } from '../../../platform/http.ts'
import { accountStates } from '../../ledger/index.ts'
import { type FoundCustomer, findCustomers } from '../../wallet/index.ts'
import { readList } from './read-list.ts'
import { type Holder, judgeLines } from './rules.ts'
import { type BulkLoadRow, insertBulkLoad, selectBulkLoadByKey } from './store.ts'

export interface Proposal {
  readonly body: CreateBulkLoad
  readonly currency: string
  readonly by: { readonly id: Uuid; readonly name: string }
  readonly idempotency: Idempotency
  readonly atMs: number
}

export type ProposeOutcome =
  | { ok: true; load: BulkLoadRow; replayed: boolean }
  | { ok: false; code: 'idempotency_key_reused' }
  | { ok: false; code: 'validation_failed'; pointers: string[] }

export async function proposeBulkLoad(db: Database, masterKey: MasterKey, proposal: Proposal): Promise<ProposeOutcome> {
  const { body, currency, by, idempotency, atMs } = proposal
  const known = await selectBulkLoadByKey(db, idempotency)
  if (known) return replay(known, idempotency)
  const expiresMs = body.expiresAt === undefined ? undefined : Date.parse(body.expiresAt)
  const isRightExpiry =
    body.kind === 'promotion' ? expiresMs !== undefined && expiresMs > atMs : expiresMs === undefined
  if (!isRightExpiry) return invalid('/expiresAt')
  const list = readList(body, currency)
  if (!list.ok) return invalid(list.pointer)
  const names = [...new Set(list.lines.filter(line => line.problem === undefined).map(line => line.given))]
  const lines = judgeLines(list.lines, await holdersOf(db, await findCustomers(db, masterKey, names, currency)))
  const { name, kind } = body
  const load = { id: newId(atMs), name, kind, currency, expiresMs, createdBy: by.id, createdByName: by.name }
  try {
    await db.transaction(tx => insertBulkLoad(tx, { ...load, idempotency, atMs }, lines))
  } catch (error) {
    if (sqlState(error) !== uniqueViolation) throw error
    return replay((await selectBulkLoadByKey(db, idempotency))!, idempotency)
  }
  return { ok: true, load: (await selectBulkLoadByKey(db, idempotency))!, replayed: false }
}

async function holdersOf(db: Database, found: ReadonlyMap<string, FoundCustomer>): Promise<Map<string, Holder>> {
  const accountIds = [...found.values()].flatMap(({ accountId }) => (accountId === undefined ? [] : [accountId]))
  const states = await accountStates(db, accountIds)
  return new Map(
    [...found].map(([given, { customerId, accountId }]) => {
      const state = accountId === undefined ? undefined : states.get(accountId)
      const room = state?.ceiling == null ? undefined : state.ceiling - state.balance - state.held
      return [given, { customerId, accountId, room }]
    }),
  )
}

function replay(known: BulkLoadRow, { fingerprint }: Idempotency): ProposeOutcome {
  if (known.fingerprint !== fingerprint) return { ok: false, code: 'idempotency_key_reused' }
  return { ok: true, load: known, replayed: true }
}

function invalid(pointer: string): ProposeOutcome {
  return { ok: false, code: 'validation_failed', pointers: [pointer] }
}
