/** Loads that are final at once (cash, import): gathered and written together with their transfers. */
import { type Database, sqlState, uniqueViolation } from '../../platform/database.ts'
import { type GroupCommit, groupCommit } from '../../platform/group-commit.ts'
import { expireLots, type Refusal, refusalOf } from '../ledger/index.ts'
import { callTake, type FinalLoad, type LoadRow, selectByKey, selectLoads } from './store.ts'

export type RecordOutcome =
  | { ok: true; load: LoadRow; replayed: boolean }
  | { ok: false; code: Refusal | 'idempotency_key_reused' }

export type RecordLoad = GroupCommit<FinalLoad, RecordOutcome>

export function loadRecorder(db: Database): RecordLoad {
  return groupCommit<FinalLoad, RecordOutcome>({
    groupOf: load => `${load.lane} ${load.currency}`,
    connect: () => db.connect(),
    send: async (on, loads) => {
      const balances = await callTake(on, loads)
      return loads.map((load, i) =>
        balances[i] === undefined ? undefined : { ok: true, load: rowOf(load), replayed: false },
      )
    },
    alone: load => recordAlone(db, load),
  })
}

/** One load exactly: answers a known key with its first answer, and says why an account refuses. */
async function recordAlone(db: Database, load: FinalLoad): Promise<RecordOutcome> {
  const known = await selectByKey(db, load.idempotency)
  if (known) return replay(known, load)
  try {
    return await db.transaction(async tx => {
      let [balance] = await callTake(tx, [load])
      // Expired value does not fill the limit.
      if (balance === undefined && (await expireLots(tx, load.accountId, load.atMs))) {
        ;[balance] = await callTake(tx, [load])
      }
      if (balance !== undefined)
        return { ok: true, load: (await selectLoads(tx, load.lane, [load.id]))[0]!, replayed: false }
      // What it waited for may have been this very load, committed by another process: that is no refusal.
      const first = await selectByKey(tx, load.idempotency)
      if (first) return replay(first, load)
      return { ok: false, code: (await refusalOf(tx, load)) ?? 'balance_limit_exceeded' }
    })
  } catch (error) {
    if (sqlState(error) === 'RF002') return { ok: false, code: 'currency_mismatch' }
    if (sqlState(error) !== uniqueViolation) throw error
    return replay((await selectByKey(db, load.idempotency))!, load)
  }
}

function replay(known: LoadRow, load: FinalLoad): RecordOutcome {
  if (known.fingerprint !== load.idempotency.fingerprint) return { ok: false, code: 'idempotency_key_reused' }
  return { ok: true, load: known, replayed: true }
}

function rowOf(load: FinalLoad): LoadRow {
  return {
    id: load.id,
    account_id: load.accountId,
    amount: load.amount,
    currency: load.currency,
    tender: load.tender,
    status: 'succeeded',
    decline_reason: null,
    decline_kind: null,
    payment_method: null,
    provider: null,
    psp_customer: null,
    psp_card: null,
    psp_reference: null,
    psp_fee: null,
    off_session: false,
    refunded: 0n,
    recovered: 0n, // what it was is not for the till to know
    store_id: load.storeId ?? null,
    terminal_id: load.terminalId ?? null,
    fingerprint: load.idempotency.fingerprint,
    at: new Date(load.atMs),
  }
}
