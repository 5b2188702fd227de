/** Payments, refunds, customers and their history over HTTP. */
import type { Payment, PaymentSummary, PaymentTaken, Refund } from '@ringfence/contract'
import { fromTypeId, toTypeId, type Uuid } from '../../kernel/ids.ts'
import type { Database } from '../../platform/database.ts'
import type { Call, HandlersOf, Outcome } from '../../platform/http.ts'
import { accountsOf } from '../wallet/index.ts'
import { requestRefund } from './approve-refund.ts'
import { listCustomers, readActivity, readCustomer, readCustomerActivity, readCustomerValue } from './customers.ts'
import { lifecycleRoutes } from './lifecycle-routes.ts'
import { refundPayment } from './refund-payment.ts'
import { selectPartsOf } from './refund-store.ts'
import type { PaymentsRoom } from './room.ts'
import { scanRoutes } from './scan-routes.ts'
import { listPayments, type PaymentRow, selectPayment } from './store.ts'
import { takePayment } from './take-payment.ts'
import { receiptOf, refundView, summariesOf } from './views.ts'

type Mine =
  | 'takePayment'
  | 'listPayments'
  | 'getPayment'
  | 'takeRefund'
  | 'requestRefund'
  | 'getMyPayment'
  | 'listMyActivity'
  | 'listCustomers'
  | 'getCustomer'
  | 'getCustomerValue'
  | 'listCustomerActivity'

export function paymentsRoutes(room: PaymentsRoom) {
  const { db } = room
  const own: HandlersOf<Mine> = {
    takePayment: call => take(room, call),
    takeRefund: call => refund(db, call),
    requestRefund: call => requestRefund(db, call),
    listPayments: call => list(db, call),
    getPayment: async call => {
      const payment = await find(db, call.params.id)
      const { storeId } = call.caller
      return payment && (storeId === undefined || payment.store_id === storeId)
        ? receipt(db, payment, call.nowMs)
        : absent
    },
    getMyPayment: async call => {
      const payment = await find(db, call.params.id)
      const isOwn = payment && (await ownAccount(db, call.caller.personId, payment.account_id))
      return isOwn ? receipt(db, payment, call.nowMs) : absent
    },
    listMyActivity: async call => {
      const accountId = fromTypeId('acc', call.params.id)
      const own = accountId !== undefined && (await ownAccount(db, call.caller.personId, accountId))
      return readActivity(db, own ? accountId : undefined, call.query)
    },
    listCustomers: call => listCustomers(room, call.query),
    getCustomer: call => readCustomer(room, call.params.id),
    getCustomerValue: call => readCustomerValue(room, call.params.id),
    listCustomerActivity: call => readCustomerActivity(db, call.params.id, call.query),
  }
  return { ...own, ...lifecycleRoutes(room), ...scanRoutes(room) }
}

const absent = { ok: false, code: 'not_found' } as const

async function take(room: PaymentsRoom, call: Call<'takePayment'>): Promise<Outcome<PaymentTaken>> {
  const { terminalId, storeId, personId } = call.caller
  if (terminalId === undefined || storeId === undefined) return { ok: false, code: 'forbidden' }
  if (fromTypeId('sto', call.body.storeId) !== storeId) return absent
  return takePayment(room, {
    ...call.body,
    storeId,
    terminalId,
    staffId: personId,
    idempotency: call.idempotency!,
    atMs: call.nowMs,
  })
}

async function refund(db: Database, call: Call<'takeRefund'>): Promise<Outcome<Refund>> {
  const paymentId = fromTypeId('pay', call.params.id)
  if (paymentId === undefined) return absent
  const { storeId, terminalId, personId: staffId, role } = call.caller
  const outcome = await refundPayment(db, {
    ...call.body,
    paymentId,
    storeId,
    terminalId,
    staffId,
    role,
    idempotency: call.idempotency!,
    atMs: call.nowMs,
  })
  if (!outcome.ok) return outcome
  const parts = await selectPartsOf(db, paymentId)
  return { ok: true, value: refundView(outcome.refund, parts), replayed: outcome.replayed }
}

/** A till or a store's manager sees the own store only, whatever was asked for. */
async function list(
  db: Database,
  call: Call<'listPayments'>,
): Promise<Outcome<{ data: PaymentSummary[]; nextCursor: string | null }>> {
  const { query, caller } = call
  const before = query.cursor === undefined ? undefined : fromTypeId('pay', query.cursor)
  if (query.cursor !== undefined && before === undefined)
    return { ok: false, code: 'validation_failed', pointers: ['/cursor'] }
  const storeId = caller.storeId ?? (query.storeId === undefined ? undefined : fromTypeId('sto', query.storeId))
  const limit = query.limit ?? 30
  const rows = await listPayments(db, { storeId, accountIds: await accountFilter(db, query.customerId), before, limit })
  const last = rows.length === limit ? rows.at(-1) : undefined
  return { ok: true, value: { data: await summariesOf(db, rows), nextCursor: last ? toTypeId('pay', last.id) : null } }
}

async function accountFilter(db: Database, customer: string | undefined): Promise<Uuid[] | undefined> {
  if (customer === undefined) return undefined
  const customerId = fromTypeId('cus', customer)
  const accounts = customerId === undefined ? [] : ((await accountsOf(db, [customerId])).get(customerId) ?? [])
  return accounts.map(account => account.uuid)
}

async function find(db: Database, id: string) {
  const paymentId = fromTypeId('pay', id)
  return paymentId === undefined ? undefined : selectPayment(db, paymentId)
}

async function receipt(db: Database, payment: PaymentRow, nowMs: number): Promise<Outcome<Payment>> {
  return { ok: true, value: await receiptOf(db, payment, nowMs) }
}

async function ownAccount(db: Database, customerId: Uuid, accountId: Uuid): Promise<boolean> {
  return (await accountsOf(db, [customerId])).get(customerId)!.some(account => account.uuid === accountId)
}
