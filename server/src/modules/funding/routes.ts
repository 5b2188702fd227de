/** Money in over HTTP: by card for an own account, with cash for the account behind a pay code. */
import type { fundingOperations, Load } from '@ringfence/contract'
import { fromTypeId, newId } from '../../kernel/ids.ts'
import { fromJson } from '../../kernel/money.ts'
import type { Call, HandlersOf, Outcome } from '../../platform/http.ts'
import { laneOf, ownAccountId } from '../ledger/index.ts'
import { accountsOf, type ResolveCode } from '../wallet/index.ts'
import { savedCardRoutes } from './cards/routes.ts'
import { loadByCard } from './load-by-card.ts'
import { payoutRoutes } from './payouts/routes.ts'
import { PspUnavailable } from './psp/psp.ts'
import { type PspRoom, pspRoutes } from './psp-routes.ts'
import type { RecordLoad } from './record-load.ts'
import { lookAtCharge } from './settle-load.ts'
import { type LoadRow, selectByKey, selectLoadById } from './store.ts'
import { loadSupportRoutes } from './support-routes.ts'
import { loadView, tillLoadView } from './views.ts'

export interface FundingRoom extends PspRoom {
  readonly recordLoad: RecordLoad
  readonly resolveCode: ResolveCode
  readonly loadMinimum: bigint
}

export function fundingRoutes(room: FundingRoom): HandlersOf<keyof typeof fundingOperations> {
  return {
    ...savedCardRoutes(room),
    ...loadSupportRoutes(room),
    ...payoutRoutes(room.db),
    ...pspRoutes(room),
    takeLoad: call => (call.caller.role === 'customer' ? takeCardLoad(room, call) : takeCashLoad(room, call)),
    getMyLoad: call => lookAtMyLoad(room, call),
    confirmMyLoad: call => lookAtMyLoad(room, call),
  }
}

async function takeCardLoad(room: FundingRoom, call: Call<'takeLoad'>): Promise<Outcome<Load>> {
  const { tender, amount, currency, accountId, code } = call.body
  if (tender.type !== 'card' || code !== undefined)
    return { ok: false, code: 'validation_failed', pointers: ['/tender/type'] }
  if (fromJson(amount) < room.loadMinimum) return { ok: false, code: 'validation_failed', pointers: ['/amount'] }
  const customerId = call.caller.personId
  const own = (await accountsOf(room.db, [customerId])).get(customerId)!
  const account = own.find(candidate => candidate.id === accountId)
  const paymentMethodId = fromTypeId('pmt', tender.paymentMethodId)
  if (!account || paymentMethodId === undefined) return { ok: false, code: 'not_found' }
  const outcome = await loadByCard(room.db, room.psp, {
    accountId: account.uuid,
    customerId,
    amount: fromJson(amount),
    currency,
    paymentMethodId,
    offSession: false,
    idempotency: call.idempotency!,
    atMs: call.nowMs,
  })
  if (!outcome.ok) return outcome
  return { ok: true, value: loadView(outcome.load, outcome.action), replayed: outcome.replayed }
}

/** How an own load stands; one that is pending is looked up at the provider, whose webhook may be late. */
async function lookAtMyLoad(
  { db, psp }: FundingRoom,
  call: Call<'getMyLoad'> | Call<'confirmMyLoad'>,
): Promise<Outcome<Load>> {
  const id = fromTypeId('lod', call.params.id)
  const load = id === undefined ? undefined : await selectLoadById(db, id)
  const own = (await accountsOf(db, [call.caller.personId])).get(call.caller.personId)!
  if (!load || !own.some(account => account.uuid === load.account_id)) return { ok: false, code: 'not_found' }
  if (load.status !== 'pending' || load.provider !== psp.provider) return { ok: true, value: loadView(load) }
  try {
    const settled = await lookAtCharge(db, psp, load, call.nowMs)
    return { ok: true, value: loadView(settled.load, settled.action) }
  } catch (error) {
    if (error instanceof PspUnavailable) return { ok: false, code: 'psp_unavailable' }
    throw error
  }
}

async function takeCashLoad(room: FundingRoom, call: Call<'takeLoad'>): Promise<Outcome<Load>> {
  const { tender, amount, currency, code } = call.body
  const { terminalId, storeId, personId } = call.caller
  if (terminalId === undefined || storeId === undefined) return { ok: false, code: 'forbidden' }
  if (tender.type !== 'cash') return { ok: false, code: 'validation_failed', pointers: ['/tender/type'] }
  if (code === undefined) return { ok: false, code: 'validation_failed', pointers: ['/code'] }
  const known = await selectByKey(room.db, call.idempotency!)
  if (known) return replay(known, call)
  const resolved = await room.resolveCode(code, call.nowMs)
  if (!resolved.ok) return resolved
  const outcome = await room.recordLoad.submit({
    lane: laneOf(resolved.accountId),
    id: newId(),
    accountId: resolved.accountId,
    sourceId: ownAccountId('cash_in_tills', currency, storeId),
    amount: fromJson(amount),
    currency,
    tender: 'cash',
    storeId,
    terminalId,
    staffId: personId,
    idempotency: call.idempotency!,
    atMs: call.nowMs,
  })
  return outcome.ok ? { ok: true, value: tillLoadView(outcome.load), replayed: outcome.replayed } : outcome
}

function replay(known: LoadRow, call: Call<'takeLoad'>): Outcome<Load> {
  if (known.fingerprint !== call.idempotency!.fingerprint) return { ok: false, code: 'idempotency_key_reused' }
  return { ok: true, value: tillLoadView(known), replayed: true }
}
