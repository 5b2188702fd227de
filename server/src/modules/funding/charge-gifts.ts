/** How gifts are paid by card: the provider's port as gift cards need it, with the same limits on card testing as loads. */
import type { Database } from '../../platform/database.ts'
import {
  applyGiftDispute,
  type GiftChargeResult,
  type GiftCharges,
  type GiftPayment,
  giftChargeStates,
} from '../gift-cards/index.ts'
import { beginTry, finishTry } from './cards/card-tries.ts'
import { pspCustomerOf } from './cards/payment-methods.ts'
import { selectMethod } from './cards/store.ts'
import { type ChargeResult, type ChargeState, type DisputeState, type Psp, PspUnavailable } from './psp/psp.ts'

export function giftCharges(db: Database, psp: Psp): GiftCharges {
  const { provider } = psp
  const identityOf = async ({ key, customerId, atMs }: GiftPayment) => ({
    key,
    customerReference: await pspCustomerOf(db, psp, customerId),
    atMs,
    reference: null,
  })
  const ended = async (payment: GiftPayment, result: ChargeResult): Promise<GiftChargeResult> => {
    if (result.status === 'actionRequired') return { status: 'pending', action: result.action }
    if (result.status === 'processing') return { status: 'pending', action: null }
    const isDeclined = result.status === 'declined'
    await db.transaction(tx => finishTry(tx, payment.key, isDeclined, payment.atMs))
    return isDeclined ? { status: 'declined', reason: result.reason } : { status: 'succeeded' }
  }
  return {
    async begin(tx, { key: id, customerId, paymentMethodId, atMs }) {
      const method = await selectMethod(tx, customerId, paymentMethodId)
      if (method?.provider !== provider) return 'not_found'
      return (await beginTry(tx, { kind: 'charge', id, provider, customerId, atMs })) ? 'yes' : 'limit_exceeded'
    },
    async charge(payment) {
      const { customerId, paymentMethodId, amount, currency } = payment
      const identity = await identityOf(payment)
      const method = await selectMethod(db, customerId, paymentMethodId)
      if (method?.provider !== provider) return removed
      const cardReference = method.reference
      return ended(payment, await psp.charge({ ...identity, amount, currency, cardReference, offSession: false }))
    },
    async find(payment) {
      const found = await psp.findCharge(await identityOf(payment))
      return found && ended(payment, found)
    },
    async cancel(payment) {
      return ended(payment, await psp.cancelCharge(await identityOf(payment)))
    },
    async refund(payment) {
      const charge = await identityOf(payment)
      const { status } = await psp.refund({ key: payment.key, charge, amount: undefined })
      if (status === 'failed') throw new Error('the provider did not give a gift’s charge back')
    },
  }
}

/** A gift's charge that came after the gift was given up goes back, under the gift's own key: however often this is done, once. */
export async function returnLateCharge(db: Database, psp: Psp, { key, result }: ChargeState): Promise<void> {
  if (result.status !== 'succeeded') return
  const [gift] = await giftChargeStates(db, [key])
  if (gift?.charge !== 'returned') return
  const charge = { key, customerReference: '', atMs: 0, reference: result.reference }
  const { status } = await psp.refund({ key, charge, amount: undefined })
  if (status === 'failed') throw new Error('the provider did not give a gift’s charge back')
}

/** Brings our books to where the provider says the dispute of a gift's charge stands; nothing when the charge is no gift's. */
export async function disputeOfGift(db: Database, psp: Psp, state: DisputeState, nowMs: number): Promise<void> {
  const { chargeKey: giftId, ...dispute } = state
  if (giftId === null) return
  const outcome = await applyGiftDispute(db, { ...dispute, giftId, provider: psp.provider }, nowMs)
  if (outcome === 'pending') throw new PspUnavailable('the charge of a disputed gift is not settled yet')
}

const removed = { status: 'declined', reason: 'This card is no longer saved.' } as const
