/** Scan to pay over HTTP: tills and managers ask, customers look and pay. */
import type { Payment, PaymentCode, PaymentRequest, ResolvedPaymentRequest } from '@ringfence/contract'
import { fromTypeId, toTypeId, type Uuid } from '../../kernel/ids.ts'
import { toJson } from '../../kernel/money.ts'
import type { Call, Caller, HandlersOf, Outcome } from '../../platform/http.ts'
import { selectStores } from '../catalogue/index.ts'
import { terminalNames } from '../identity/index.ts'
import { accountsOf, selectCustomer } from '../wallet/index.ts'
import { askPayment, codeView, requestView } from './ask-payment.ts'
import { payRequest } from './pay-request.ts'
import { scanTipMaximum } from './request-rules.ts'
import { closeRequest, type RequestRow, selectPrinted, selectRequest } from './request-store.ts'
import type { PaymentsRoom } from './room.ts'
import { basketOf } from './rules.ts'
import { openScan } from './scan-token.ts'
import { selectPayment } from './store.ts'
import { receiptOf } from './views.ts'

type Mine =
  | 'createPaymentRequest'
  | 'getPaymentRequest'
  | 'cancelPaymentRequest'
  | 'createPaymentCode'
  | 'listPaymentCodes'
  | 'cancelPaymentCode'
  | 'resolvePaymentRequest'
  | 'payPaymentRequest'

const absent = { ok: false, code: 'not_found' } as const

export function scanRoutes(room: PaymentsRoom): HandlersOf<Mine> {
  return {
    createPaymentRequest: call => ask(room, call),
    getPaymentRequest: async call => {
      const request = await tillRequest(room, call.caller, call.params.id)
      return request ? shown(room, request, call.nowMs) : absent
    },
    cancelPaymentRequest: async call => {
      const request = await tillRequest(room, call.caller, call.params.id)
      if (!request) return absent
      if (!(await closeRequest(room.db, request.id, 'cancelled'))) return { ok: false, code: 'request_closed' }
      return shown(room, { ...request, state: 'cancelled' }, call.nowMs)
    },
    createPaymentCode: call => print(room, call),
    listPaymentCodes: async call => {
      const storeId = ownStore(call.caller, call.params.id)
      if (storeId === undefined || !(await currencyOf(room, storeId))) return absent
      const key = await room.scanKey()
      return { ok: true, value: { data: (await selectPrinted(room.db, storeId)).map(row => codeView(key, row)) } }
    },
    cancelPaymentCode: call => cancelCode(room, call),
    resolvePaymentRequest: call => resolve(room, call),
    payPaymentRequest: call => pay(room, call),
  }
}

async function ask(room: PaymentsRoom, call: Call<'createPaymentRequest'>): Promise<Outcome<PaymentRequest>> {
  const { terminalId, storeId, personId } = call.caller
  if (terminalId === undefined || storeId === undefined) return { ok: false, code: 'forbidden' }
  const { amount, currency, items } = call.body
  if (!basketOf(call.body)) return { ok: false, code: 'basket_mismatch' }
  if ((await currencyOf(room, storeId)) !== currency) return { ok: false, code: 'currency_mismatch' }
  const outcome = await askPayment(room.db, {
    kind: 'till',
    storeId,
    terminalId,
    staffId: personId,
    label: (await terminalNames(room.db, [terminalId])).get(terminalId) ?? '',
    amount,
    currency,
    items: items ?? [],
    idempotency: call.idempotency!,
    atMs: call.nowMs,
  })
  if (!outcome.ok) return outcome
  const value = await requestView(room.db, await room.scanKey(), outcome.request, call.nowMs)
  return { ok: true, value, replayed: outcome.replayed }
}

async function print(room: PaymentsRoom, call: Call<'createPaymentCode'>): Promise<Outcome<PaymentCode>> {
  const storeId = ownStore(call.caller, call.params.id)
  const currency = storeId === undefined ? undefined : await currencyOf(room, storeId)
  if (storeId === undefined || currency === undefined) return absent
  if (currency !== call.body.currency) return { ok: false, code: 'currency_mismatch' }
  const { kind, label, amount } = call.body
  if (kind === 'invoice' && amount === undefined) return { ok: false, code: 'validation_failed', pointers: ['/amount'] }
  const outcome = await askPayment(room.db, {
    kind,
    storeId,
    terminalId: undefined,
    staffId: call.caller.personId,
    label,
    amount,
    currency,
    items: [],
    idempotency: call.idempotency!,
    atMs: call.nowMs,
  })
  if (!outcome.ok) return outcome
  return { ok: true, value: codeView(await room.scanKey(), outcome.request), replayed: outcome.replayed }
}

async function cancelCode(room: PaymentsRoom, call: Call<'cancelPaymentCode'>): Promise<Outcome<PaymentCode>> {
  const request = await find(room, call.params.id)
  const { storeId } = call.caller
  if (!request || request.kind === 'till' || (storeId !== undefined && request.store_id !== storeId)) return absent
  if (!(await closeRequest(room.db, request.id, 'cancelled'))) return { ok: false, code: 'request_closed' }
  return { ok: true, value: codeView(await room.scanKey(), { ...request, state: 'cancelled' }) }
}

/** A code that is forged, altered, out of date or another deployment's gets one answer. */
async function resolve(
  room: PaymentsRoom,
  call: Call<'resolvePaymentRequest'>,
): Promise<Outcome<ResolvedPaymentRequest>> {
  const content = openScan(await room.scanKey(), call.body.token, call.nowMs)
  const request = content && (await selectRequest(room.db, content.id))
  if (!request) return { ok: false, code: 'code_invalid' }
  if (request.state !== 'open') return { ok: false, code: 'request_closed' }
  const store = (await selectStores(room.db)).find(({ id }) => id === request.store_id)
  const { tip } = await room.settings(call.nowMs)
  return {
    ok: true,
    value: {
      id: toTypeId('prq', request.id),
      storeId: toTypeId('sto', request.store_id),
      storeName: store?.name ?? '',
      kind: request.kind,
      label: request.label,
      amount: request.amount === null ? null : toJson(request.amount),
      currency: request.currency,
      items: request.items,
      tipMaximum: request.amount === null ? 0 : toJson(scanTipMaximum(request.amount, tip)),
      expiresAt: request.expires_at?.toISOString() ?? null,
    },
  }
}

async function pay(room: PaymentsRoom, call: Call<'payPaymentRequest'>): Promise<Outcome<Payment>> {
  const requestId = fromTypeId('prq', call.params.id)
  const { personId } = call.caller
  const [accounts, customer] = await Promise.all([
    accountsOf(room.db, [personId]),
    selectCustomer(room.db, room.masterKey, personId),
  ])
  const account = accounts.get(personId)?.find(({ id }) => id === call.body.accountId)
  if (requestId === undefined || !account || !customer) return absent
  const { amount, tip } = call.body
  const outcome = await payRequest(room.db, await room.settings(call.nowMs), {
    requestId,
    account: { id: account.uuid, currency: account.currency },
    customerName: customer.first_name,
    amount,
    ...(tip === undefined ? {} : { tip }),
    idempotency: call.idempotency!,
    atMs: call.nowMs,
  })
  if (!outcome.ok) return outcome
  const payment = (await selectPayment(room.db, outcome.paymentId))!
  return { ok: true, value: await receiptOf(room.db, payment, call.nowMs), replayed: outcome.replayed }
}

async function shown(room: PaymentsRoom, request: RequestRow, nowMs: number): Promise<Outcome<PaymentRequest>> {
  return { ok: true, value: await requestView(room.db, await room.scanKey(), request, nowMs) }
}

/** A request of a till of the caller's store. */
async function tillRequest(room: PaymentsRoom, { storeId }: Caller, id: string): Promise<RequestRow | undefined> {
  const request = await find(room, id)
  return request?.kind === 'till' && request.store_id === storeId ? request : undefined
}

async function find({ db }: PaymentsRoom, id: string): Promise<RequestRow | undefined> {
  const requestId = fromTypeId('prq', id)
  return requestId === undefined ? undefined : selectRequest(db, requestId)
}

/** The store of a path, if it is the caller's own; people of the whole brand have all of them. */
function ownStore({ storeId }: Caller, id: string): Uuid | undefined {
  const asked = fromTypeId('sto', id)
  return storeId === undefined || storeId === asked ? asked : undefined
}

async function currencyOf({ db }: PaymentsRoom, storeId: Uuid): Promise<string | undefined> {
  return (await selectStores(db)).find(({ id }) => id === storeId)?.currency
}
