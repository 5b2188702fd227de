/** The books over HTTP: reading only. */

import type { LedgerAccount, Proof, Transfer, TrialBalance } from '@ringfence/contract'
import { fromTypeId, toTypeId, type Uuid } from '../../kernel/ids.ts'
import { toJson } from '../../kernel/money.ts'
import type { Database } from '../../platform/database.ts'
import type { HandlersOf, Outcome } from '../../platform/http.ts'
import { laneCount, laneOf } from './lanes.ts'
import { listAudits } from './nightly-audit.ts'
import { proveLedger } from './prove.ts'
import {
  type AccountRow,
  selectAccounts,
  selectTransfers,
  selectTransfersOf,
  sumTransfers,
  type TransferRow,
  transferKindNames,
} from './store.ts'
import { totalsOf, trialBalanceRows } from './trial-balance.ts'

export function ledgerRoutes(
  db: Database,
): HandlersOf<'getTrialBalance' | 'listTransfers' | 'getLedgerAccount' | 'proveLedger' | 'listAudits'> {
  return {
    getTrialBalance: async call => ({ ok: true, value: await readTrialBalance(db, atOf(call.query), call.nowMs) }),
    listTransfers: async call => listTransfers(db, call.query),
    getLedgerAccount: async call => readAccount(db, call.params.id, atOf(call.query), call.nowMs),
    proveLedger: async call => ({
      ok: true,
      value: { ...(await readProof(db)), checkedAt: new Date(call.nowMs).toISOString() },
    }),
    listAudits: async call => {
      const audits = await listAudits(db, call.nowMs)
      const data = audits.map(({ night, at, ok, report }) => {
        return { night, at: at.toISOString(), ok, transfers: report.transfers, checks: [...report.checks] }
      })
      return { ok: true, value: { data } }
    },
  }
}

function atOf(query: { at?: string }): number | undefined {
  return query.at === undefined ? undefined : Date.parse(query.at)
}

async function readTrialBalance(db: Database, atMs: number | undefined, nowMs: number): Promise<TrialBalance> {
  const rows = await trialBalanceRows(db, atMs)
  return {
    at: new Date(atMs ?? nowMs).toISOString(),
    rows: rows.map(row => ({
      accountId: row.accountId === null ? null : toTypeId('lac', row.accountId),
      kind: row.kind,
      name: row.name,
      accounts: toJson(row.accounts),
      currency: row.currency,
      debit: row.balance < 0n ? toJson(-row.balance) : 0,
      credit: row.balance > 0n ? toJson(row.balance) : 0,
    })),
    totals: totalsOf(rows).map(total => ({
      currency: total.currency,
      debit: toJson(total.debit),
      credit: toJson(total.credit),
      difference: toJson(total.debit - total.credit),
    })),
  }
}

async function readAccount(
  db: Database,
  id: string,
  atMs: number | undefined,
  nowMs: number,
): Promise<Outcome<LedgerAccount>> {
  const account = await findAccount(db, id)
  if (!account) return { ok: false, code: 'not_found' }
  const sums = account.balance === null || atMs !== undefined ? await sumTransfers(db, account.id, atMs) : undefined
  const balance = sums ? sums.credit - sums.debit : account.balance!
  const { kind, name, currency } = account
  const at = new Date(atMs ?? nowMs).toISOString()
  return { ok: true, value: { id, kind, name, currency, balance: toJson(balance), at } }
}

async function findAccount(db: Database, id: string): Promise<AccountRow | undefined> {
  const uuid = fromTypeId('lac', id)
  if (uuid === undefined) return undefined
  const [account] = await selectAccounts(db, laneOf(uuid), [uuid])
  return account
}

async function listTransfers(
  db: Database,
  query: { limit?: number; cursor?: string; accountId?: string },
): Promise<Outcome<{ data: Transfer[]; nextCursor: string | null }>> {
  const page = {
    before: query.cursor === undefined ? undefined : fromTypeId('trf', query.cursor),
    limit: query.limit ?? 30,
  }
  if (query.cursor !== undefined && page.before === undefined) return { ok: false, code: 'validation_failed' }
  let rows: TransferRow[]
  if (query.accountId === undefined) rows = await selectTransfers(db, page)
  else {
    const account = await findAccount(db, query.accountId)
    if (!account) return { ok: true, value: { data: [], nextCursor: null } }
    rows = await selectTransfersOf(
      db,
      { lane: laneOf(account.id), id: account.id, guarded: account.balance !== null },
      page,
    )
  }
  const last = rows.length === page.limit ? rows.at(-1) : undefined
  return {
    ok: true,
    value: { data: await named(db, rows), nextCursor: last ? toTypeId('trf', last.id) : null },
  }
}

/** Transfers as the API shows them, with the names of both accounts. */
async function named(db: Database, rows: readonly TransferRow[]): Promise<Transfer[]> {
  const ids = [...new Set(rows.flatMap(row => [row.debit_account, row.credit_account]))]
  const found = await Promise.all(Array.from({ length: laneCount }, (_, lane) => selectAccounts(db, lane, ids)))
  const accounts = new Map<Uuid, AccountRow>(found.flat().map(account => [account.id, account]))
  const side = (id: Uuid) => {
    const account = accounts.get(id)!
    return { id: toTypeId('lac', id), kind: account.kind, name: account.name }
  }
  return rows.map(row => ({
    id: toTypeId('trf', row.id),
    kind: transferKindNames[row.kind - 1]!,
    debit: side(row.debit_account),
    credit: side(row.credit_account),
    amount: toJson(row.amount),
    currency: row.currency,
    at: row.at.toISOString(),
    batch: toJson(row.batch),
    reverses: row.reverses === null ? null : toTypeId('trf', row.reverses),
  }))
}

async function readProof(db: Database): Promise<Omit<Proof, 'checkedAt'>> {
  const { ok, transfers, accounts, heads, checks } = await proveLedger(db)
  return { ok, transfers, accounts, heads: [...heads], checks: [...checks] }
}
