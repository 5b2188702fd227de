/** Payments, refunds, customers and their history over HTTP. */
import type { Payment, PaymentSummary, PaymentTaken, Refund } from '@ringfence/contract'
import { fromTypeId, toTypeId, type Uuid } from '../../kernel/ids.ts'
import type { Database } from '../../platform/database.ts'
import type { Call, HandlersOf, Outcome } from '../../platform/http.ts'
import { accountsOf } from '../wallet/index.ts'
import { listCustomers, readActivity, readCustomer, readCustomerActivity } from './customers.ts'
import { refundPayment } from './refund-payment.ts'
import { listPayments, selectPayment } from './store.ts'
import { type TillRoom, takePayment } from './take-payment.ts'
import { receiptOf, refundView, summariesOf } from './views.ts'

export type PaymentsRoom = TillRoom & { readonly db: Database }

type Mine =
  | 'takePayment'
  | 'listPayments'
  | 'getPayment'
  | 'takeRefund'
  | 'getMyPayment'
  | 'listMyActivity'
  | 'listCustomers'
  | 'getCustomer'
  | 'listCustomerActivity'
  | 'capturePayment'
  | 'voidPayment'
  | 'tipPayment'
  | 'tipMyPayment'
  | 'createPaymentRequest'
  | 'getPaymentRequest'
  | 'cancelPaymentRequest'
  | 'createPaymentCode'
  | 'listPaymentCodes'
  | 'cancelPaymentCode'
  | 'resolvePaymentRequest'
  | 'payPaymentRequest'

export function paymentsRoutes(room: PaymentsRoom): HandlersOf<Mine> {
  const { db } = room
  return {
    takePayment: call => take(room, call),
    takeRefund: call => refund(db, call),
    listPayments: call => list(db, call),
    getPayment: async call => {
      const payment = await find(db, call.params.id)
      const { storeId } = call.caller
      return payment && (storeId === undefined || payment.store_id === storeId) ? receipt(db, payment) : absent
    },
    getMyPayment: async call => {
      const payment = await find(db, call.params.id)
      return payment && (await ownAccount(db, call.caller.personId, payment.account_id)) ? receipt(db, payment) : absent
    },
    listMyActivity: async call => {
      const accountId = fromTypeId('acc', call.params.id)
      const own = accountId !== undefined && (await ownAccount(db, call.caller.personId, accountId))
      return readActivity(db, own ? accountId : undefined, call.query)
    },
    listCustomers: call => listCustomers(db, call.query),
    getCustomer: call => readCustomer(db, call.params.id),
    listCustomerActivity: call => readCustomerActivity(db, call.params.id, call.query),
    capturePayment: async () => absent,
    voidPayment: async () => absent,
    tipPayment: async () => absent,
    tipMyPayment: async () => absent,
    createPaymentRequest: async () => absent,
    getPaymentRequest: async () => absent,
    cancelPaymentRequest: async () => absent,
    createPaymentCode: async () => absent,
    listPaymentCodes: async () => absent,
    cancelPaymentCode: async () => absent,
    resolvePaymentRequest: async () => absent,
    payPaymentRequest: async () => absent,
  }
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
  const { storeId, terminalId, personId: staffId } = call.caller
  const outcome = await refundPayment(db, {
    ...call.body,
    paymentId,
    storeId,
    terminalId,
    staffId,
    idempotency: call.idempotency!,
    atMs: call.nowMs,
  })
  return outcome.ok ? { ok: true, value: refundView(outcome.refund), replayed: outcome.replayed } : outcome
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

async function receipt(db: Database, payment: Parameters<typeof receiptOf>[1]): Promise<Outcome<Payment>> {
  return { ok: true, value: await receiptOf(db, payment) }
}

async function ownAccount(db: Database, customerId: Uuid, accountId: Uuid): Promise<boolean> {
  return (await accountsOf(db, [customerId])).get(customerId)!.some(account => account.uuid === accountId)
}
