/** Stripe behind the port. */
import type { Psp } from '../psp.ts'
import { openCustomer, readSetup, removeCard, setUpCard } from './cards.ts'
import { cancelCharge, charge, findCharge, readCharge } from './charges.ts'
import { listPayoutItems, listPayouts } from './payouts.ts'
import { readDispute, readRefund, refund } from './refunds-and-disputes.ts'
import type { StripeRoom } from './room.ts'
import { readWebhook } from './webhooks.ts'

export function stripePsp(room: StripeRoom): Psp {
  return {
    provider: 'stripe',
    formOrigins: {
      scripts: ['https://js.stripe.com'],
      frames: ['https://js.stripe.com', 'https://hooks.stripe.com'],
      connections: ['https://api.stripe.com'],
    },
    openCustomer: customerId => openCustomer(room, customerId),
    setUpCard: customer => setUpCard(room, customer),
    readSetup: setup => readSetup(room, setup),
    removeCard: reference => removeCard(room, reference),
    charge: request => charge(room, request),
    findCharge: identity => findCharge(room, identity),
    cancelCharge: identity => cancelCharge(room, identity),
    refund: request => refund(room, request),
    readWebhook: (webhook, nowMs) => readWebhook(room, webhook, nowMs),
    readCharge: reference => readCharge(room, reference),
    readRefund: reference => readRefund(room, reference),
    readDispute: reference => readDispute(room, reference),
    listPayouts: sinceMs => listPayouts(room, sinceMs),
    listPayoutItems: reference => listPayoutItems(room, reference),
  }
}
