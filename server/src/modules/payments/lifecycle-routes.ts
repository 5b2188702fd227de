/** What becomes of a payment over HTTP: captured, voided, tipped; and what the brand has decided about it. */
import type { Payment } from '@ringfence/contract'
import { fromTypeId, type Uuid } from '../../kernel/ids.ts'
import { fromJson } from '../../kernel/money.ts'
import type { Call, HandlersOf, Outcome } from '../../platform/http.ts'
import { selectStores } from '../catalogue/index.ts'
import { accountsOf } from '../wallet/index.ts'
import { capturePayment } from './capture-payment.ts'
import type { PaymentsRoom } from './room.ts'
import { readPaymentSettings, writePaymentSettings } from './settings.ts'
import { selectPayment } from './store.ts'
import { tipPayment } from './tip-payment.ts'
import { receiptOf } from './views.ts'
import { voidPayment } from './void-payment.ts'

type Mine =
  | 'getPaymentSettings'
  | 'putPaymentSettings'
  | 'capturePayment'
  | 'voidPayment'
  | 'tipPayment'
  | 'tipMyPayment'

const absent = { ok: false, code: 'not_found' } as const

export function lifecycleRoutes(room: PaymentsRoom): HandlersOf<Mine> {
  return {
    capturePayment: async call => {
      const order = orderOf(call)
      if (!order) return absent
      const { amount } = call.body
      const outcome = await capturePayment(room.db, {
        ...order,
        amount: amount === undefined ? undefined : fromJson(amount),
      })
      return answer(room, call, outcome)
    },
    voidPayment: async call => {
      const order = orderOf(call)
      const store = (await selectStores(room.db)).find(({ id }) => id === order?.storeId)
      if (!order || !store) return absent
      const { role, personId: staffId } = call.caller
      const { reason } = call.body
      const outcome = await voidPayment(room.db, {
        ...order,
        storeId: store.id,
        staffId,
        role,
        reason,
        timeZone: store.time_zone,
      })
      return answer(room, call, outcome)
    },
    getPaymentSettings: async () => ({ ok: true, value: await readPaymentSettings(room.db) }),
    putPaymentSettings: async call => {
      const before = await room.db.transaction(async tx => {
        const old = await readPaymentSettings(tx)
        await writePaymentSettings(tx, call.body)
        return old
      })
      return { ok: true, value: call.body, changed: { before, after: call.body } }
    },
    tipPayment: call => tipAtTill(room, call),
    tipMyPayment: async call => {
      const paymentId = fromTypeId('pay', call.params.id)
      if (paymentId === undefined) return absent
      const { personId } = call.caller
      const accounts = (await accountsOf(room.db, [personId])).get(personId)!
      const outcome = await tipPayment(room.db, {
        paymentId,
        storeId: undefined,
        terminalId: undefined,
        staffId: undefined,
        idempotency: call.idempotency!,
        atMs: call.nowMs,
        amount: fromJson(call.body.amount),
        accountIds: accounts.map(account => account.uuid),
      })
      return answer(room, call, outcome)
    },
  }
}

/** The customer agrees by showing a pay code of the account that paid. */
async function tipAtTill(room: PaymentsRoom, call: Call<'tipPayment'>): Promise<Outcome<Payment>> {
  const order = orderOf(call)
  if (!order) return absent
  const payer = await room.resolveCode(call.body.code, call.nowMs)
  if (!payer.ok) return payer
  const { accountId, deviceId, step } = payer
  const outcome = await tipPayment(room.db, {
    ...order,
    amount: fromJson(call.body.amount),
    accountIds: [accountId],
    code: { deviceId, step },
  })
  return answer(room, call, outcome)
}

function orderOf(call: Call<'capturePayment' | 'voidPayment' | 'tipPayment'>) {
  const paymentId = fromTypeId('pay', call.params.id)
  const { storeId, terminalId, personId: staffId } = call.caller
  if (paymentId === undefined || storeId === undefined) return undefined
  return { paymentId, storeId, terminalId, staffId, idempotency: call.idempotency!, atMs: call.nowMs }
}

type Done = { ok: true; replayed?: boolean } | Extract<Outcome<never>, { ok: false }>

/** The payment as it is now, with what was done. */
async function answer(
  room: PaymentsRoom,
  call: { readonly params: { readonly id: string }; readonly nowMs: number },
  outcome: Done,
): Promise<Outcome<Payment>> {
  if (!outcome.ok) return outcome
  const paymentId: Uuid = fromTypeId('pay', call.params.id)!
  const payment = (await selectPayment(room.db, paymentId))!
  const value = await receiptOf(room.db, payment, call.nowMs)
  return { ok: true, value, replayed: outcome.replayed === true }
}
