/** Loads as support and finance see them: what became of each, giving it back, disputes. */
import { fromTypeId, toTypeId, type Uuid } from '../../kernel/ids.ts'
import { fromJson } from '../../kernel/money.ts'
import type { Database } from '../../platform/database.ts'
import type { Call, HandlersOf, Outcome } from '../../platform/http.ts'
import { accountsOf } from '../wallet/index.ts'
import { selectDisputes } from './disputes/store.ts'
import type { Psp } from './psp/psp.ts'
import { refundableOf, refundLoad } from './refunds/refund-load.ts'
import { type LoadRow, selectCardLoads, selectLoadById } from './store.ts'
import { disputeView, loadDetailView, loadRefundView } from './views.ts'

type Operation = 'getLoad' | 'listCustomerLoads' | 'takeLoadRefund' | 'listDisputes'
const badCursor = { ok: false, code: 'validation_failed', pointers: ['/cursor'] } as const

export function loadSupportRoutes({ db, psp }: { db: Database; psp: Psp }): HandlersOf<Operation> {
  const detailed = async (loads: readonly LoadRow[]) => {
    const refundable = await refundableOf(db, loads)
    return loads.map(load => loadDetailView(load, refundable.get(load.id)!))
  }
  return {
    getLoad: async ({ params }) => {
      const id = fromTypeId('lod', params.id)
      const load = id === undefined ? undefined : await selectLoadById(db, id)
      if (!load) return { ok: false, code: 'not_found' }
      return { ok: true, value: (await detailed([load]))[0]! }
    },
    listCustomerLoads: async ({ params, query }) => {
      const { cursor, limit = 30 } = query
      const before = cursor === undefined ? undefined : fromTypeId('lod', cursor)
      if (cursor !== undefined && before === undefined) return badCursor
      const accountIds = await accountIdsOf(db, params.id)
      if (!accountIds) return { ok: false, code: 'not_found' }
      const loads = await selectCardLoads(db, accountIds, { before, limit })
      const last = loads.length === limit ? loads.at(-1) : undefined
      return { ok: true, value: { data: await detailed(loads), nextCursor: last ? toTypeId('lod', last.id) : null } }
    },
    takeLoadRefund: call => takeLoadRefund(db, psp, call),
    listDisputes: async ({ query }) => {
      const { cursor, limit = 30, status, customerId } = query
      const before = cursor === undefined ? undefined : fromTypeId('dsp', cursor)
      if (cursor !== undefined && before === undefined) return badCursor
      const accountIds = customerId === undefined ? undefined : await accountIdsOf(db, customerId)
      if (customerId !== undefined && !accountIds) return { ok: false, code: 'not_found' }
      const disputes = await selectDisputes(db, { accountIds, status, before, limit })
      const last = disputes.length === limit ? disputes.at(-1) : undefined
      return {
        ok: true,
        value: { data: disputes.map(disputeView), nextCursor: last ? toTypeId('dsp', last.id) : null },
      }
    },
  }
}

/** Undefined when there is no such customer. */
async function accountIdsOf(db: Database, customerId: string): Promise<Uuid[] | undefined> {
  const id = fromTypeId('cus', customerId)
  if (id === undefined) return undefined
  const accounts = (await accountsOf(db, [id])).get(id)!
  return accounts.length === 0 ? undefined : accounts.map(account => account.uuid)
}

async function takeLoadRefund(
  db: Database,
  psp: Psp,
  call: Call<'takeLoadRefund'>,
): Promise<Outcome<ReturnType<typeof loadRefundView>>> {
  const loadId = fromTypeId('lod', call.params.id)
  if (loadId === undefined) return { ok: false, code: 'not_found' }
  const { amount, reason } = call.body
  const outcome = await refundLoad(db, psp, {
    loadId,
    amount: amount === undefined ? undefined : fromJson(amount),
    reason,
    staffId: call.caller.personId,
    idempotency: call.idempotency!,
    atMs: call.nowMs,
  })
  if (!outcome.ok) return outcome
  return { ok: true, value: loadRefundView(outcome.refund), replayed: outcome.replayed }
}
