/** Money in over HTTP: by card for an own account, with cash for the account behind a pay code. */
import type { fundingOperations, Load } from '@ringfence/contract'
import { newId, toTypeId } from '../../kernel/ids.ts'
import { fromJson, toJson } from '../../kernel/money.ts'
import type { Database } from '../../platform/database.ts'
import type { Call, HandlersOf, Outcome } from '../../platform/http.ts'
import { laneOf, ownAccountId } from '../ledger/index.ts'
import { accountsOf, type ResolveCode } from '../wallet/index.ts'
import { loadByCard } from './load-by-card.ts'
import type { Psp } from './psp.ts'
import type { RecordLoad } from './record-load.ts'
import { type LoadRow, selectByKey } from './store.ts'

export interface FundingRoom {
  readonly db: Database
  readonly psp: Psp
  readonly recordLoad: RecordLoad
  readonly resolveCode: ResolveCode
  readonly loadMinimum: bigint
}

export function fundingRoutes(room: FundingRoom): HandlersOf<keyof typeof fundingOperations> {
  const soon = async () => ({ ok: false, code: 'not_found' }) as const
  return {
    listMyPaymentMethods: async () => ({ ok: true, value: { data: [] } }),
    setUpMyPaymentMethod: soon,
    addMyPaymentMethod: soon,
    chooseMyPaymentMethod: soon,
    removeMyPaymentMethod: soon,
    getMyLoad: soon,
    confirmMyLoad: soon,
    getLoad: soon,
    listCustomerLoads: soon,
    takeLoadRefund: soon,
    listDisputes: soon,
    listPayouts: async () => ({ ok: true, value: { data: [], nextCursor: null } }),
    getPayout: soon,
    receivePspWebhook: soon,
    tellSandboxPsp: soon,
    takeLoad: call => (call.caller.role === 'customer' ? takeCardLoad(room, call) : takeCashLoad(room, call)),
  }
}

async function takeCardLoad(room: FundingRoom, call: Call<'takeLoad'>): Promise<Outcome<Load>> {
  const { tender, amount, currency, accountId, code } = call.body
  if (tender.type !== 'card' || code !== undefined)
    return { ok: false, code: 'validation_failed', pointers: ['/tender/type'] }
  if (fromJson(amount) < room.loadMinimum) return { ok: false, code: 'validation_failed', pointers: ['/amount'] }
  const own = (await accountsOf(room.db, [call.caller.personId])).get(call.caller.personId)!
  const account = own.find(candidate => candidate.id === accountId)
  if (!account) return { ok: false, code: 'not_found' }
  const outcome = await loadByCard(room.db, room.psp, {
    accountId: account.uuid,
    amount: fromJson(amount),
    currency,
    paymentMethodId: tender.paymentMethodId,
    idempotency: call.idempotency!,
    atMs: call.nowMs,
  })
  if (!outcome.ok) return outcome
  return { ok: true, value: viewOf(outcome.load), replayed: outcome.replayed }
}

async function takeCashLoad(room: FundingRoom, call: Call<'takeLoad'>): Promise<Outcome<Load>> {
  const { tender, amount, currency, code } = call.body
  const { terminalId, storeId, personId } = call.caller
  if (terminalId === undefined || storeId === undefined) return { ok: false, code: 'forbidden' }
  if (tender.type !== 'cash') return { ok: false, code: 'validation_failed', pointers: ['/tender/type'] }
  if (code === undefined) return { ok: false, code: 'validation_failed', pointers: ['/code'] }
  const known = await selectByKey(room.db, call.idempotency!)
  if (known) {
    if (known.fingerprint !== call.idempotency!.fingerprint) return { ok: false, code: 'idempotency_key_reused' }
    return { ok: true, value: viewOf(known), replayed: true }
  }
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
  return outcome.ok ? { ok: true, value: viewOf(outcome.load), replayed: outcome.replayed } : outcome
}

/** A declined card is an answer, too: the load with status `failed` and the reason. */
function viewOf(load: LoadRow): Load {
  return {
    id: toTypeId('lod', load.id),
    status: load.status,
    amount: toJson(load.amount),
    currency: load.currency,
    tender: load.tender,
    at: load.at.toISOString(),
    declineReason: load.decline_reason,
    action: null,
    recovered: null,
  }
}
