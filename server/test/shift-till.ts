/** A till with shifts, for tests: its own calls and its manager's, at the times that a test says. */
import type { OperationId } from '@ringfence/contract'
import { newId, toTypeId, type Uuid } from '../src/kernel/ids.ts'
import { loadRecorder } from '../src/modules/funding/index.ts'
import { laneOf, ownAccountId, trialBalanceRows } from '../src/modules/ledger/index.ts'
import { shiftsRoutes } from '../src/modules/shifts/index.ts'
import type { Database } from '../src/platform/database.ts'
import type { Call, Caller, Outcome } from '../src/platform/http.ts'
import { currency, type TestStore } from './brand.ts'
import { proved } from './callers.ts'
import { callOf, cashierOf } from './calls.ts'
import { testFingerprint } from './till.ts'

type CallParts = Parameters<typeof callOf>[1] & { readonly atMs?: number }

export function at<Id extends OperationId>(caller: Caller, { atMs, ...parts }: CallParts): Call<Id> {
  const call = callOf<Id>(caller, parts)
  return atMs === undefined ? call : { ...call, nowMs: atMs }
}

export function managerOf(store: TestStore): Caller {
  return {
    ...proved,
    role: 'storeManager',
    personId: newId(),
    name: 'Manager',
    terminalId: undefined,
    storeId: store.id,
  }
}
export const finance: Caller = {
  ...proved,
  role: 'finance',
  personId: newId(),
  name: 'Finance',
  terminalId: undefined,
  storeId: undefined,
}

/** The value of an outcome that must be good. */
export function must<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.code)
  return outcome.value
}

export function shiftTill(db: Database, store: TestStore) {
  const routes = shiftsRoutes({ db })
  const me = cashierOf(store)
  return {
    routes,
    open: (float: number, atMs: number, key = newId()) =>
      routes.openShift(at(me, { body: { float, currency }, key, atMs })),
    current: (atMs?: number) => routes.getCurrentShift(at(me, atMs === undefined ? {} : { atMs })),
    move: (id: string, body: { kind: string; amount: number; reason: string }, atMs: number, key = newId()) =>
      routes.takeCashMovement(at(me, { params: { id }, body, key, atMs })),
    close: (id: string, counted: number, atMs: number, key = newId()) =>
      routes.closeShift(at(me, { params: { id }, body: { counted }, key, atMs })),
    report: (id: string, atMs: number, caller: Caller = managerOf(store)) =>
      routes.getShift(at(caller, { params: { id }, atMs })),
  }
}

/** Cash onto an account at a till, at a time. */
export async function loadCash(
  db: Database,
  store: TestStore,
  load: { readonly accountId: Uuid; readonly amount: bigint; readonly atMs: number },
): Promise<void> {
  const recorder = loadRecorder(db)
  const idempotency = { clientId: store.terminalId, key: newId(), fingerprint: testFingerprint(load.atMs) }
  const outcome = await recorder.submit({
    ...load,
    lane: laneOf(load.accountId),
    id: newId(load.atMs),
    sourceId: ownAccountId('cash_in_tills', currency, store.id),
    currency,
    tender: 'cash',
    storeId: store.id,
    terminalId: store.terminalId,
    staffId: store.cashierId,
    idempotency,
  })
  await recorder.close()
  if (!outcome.ok) throw new Error(outcome.code)
}

/** What the books say of one of the brand's own accounts: credits less debits. */
export async function bookedOn(
  db: Database,
  kind: 'cash_in_tills' | 'over_short' | 'bank' | 'adjustments',
  store?: TestStore,
): Promise<bigint> {
  const id = ownAccountId(kind, currency, store?.id)
  const rows = await trialBalanceRows(db, undefined)
  return rows.find(row => row.accountId === id)?.balance ?? 0n
}

export const storeIdOf = (store: TestStore) => toTypeId('sto', store.id)
