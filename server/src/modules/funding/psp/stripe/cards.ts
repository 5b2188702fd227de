/** Saved cards at Stripe: a SetupIntent, confirmed by the customer in Stripe's own fields. */
import type { Uuid } from '../../../../kernel/ids.ts'
import type { CardSetup, Psp, SetupResult } from '../psp.ts'
import { ask, expanded, idOf, isRefusal, type StripeRoom, unlessMissing } from './room.ts'

export async function openCustomer(room: StripeRoom, customerId: Uuid): Promise<string> {
  const metadata = { customer: customerId }
  const options = { idempotencyKey: `customer ${customerId}` }
  return (await ask(() => room.client.customers.create({ metadata }, options))).id
}

export async function setUpCard(room: StripeRoom, customer: string): Promise<CardSetup> {
  const setup = await ask(() =>
    room.client.setupIntents.create({ customer, usage: 'off_session', allowed_payment_method_types: ['card'] }),
  )
  const { publishableKey } = room
  return { setupId: setup.id, form: { provider: 'stripe', publishableKey, clientSecret: setup.client_secret ?? '' } }
}

export async function readSetup(
  room: StripeRoom,
  { setupId, customerReference }: Parameters<Psp['readSetup']>[0],
): Promise<SetupResult> {
  if (!setupId.startsWith('seti_')) return { status: 'unknown' }
  const setup = await unlessMissing(() => room.client.setupIntents.retrieve(setupId, { expand: ['payment_method'] }))
  if (!setup || idOf(setup.customer) !== customerReference) return { status: 'unknown' }
  const method = expanded(setup.payment_method)
  if (setup.status !== 'succeeded' || !method?.card) return { status: 'notConfirmed' }
  const { brand, last4: lastDigits, exp_month: month, exp_year: year } = method.card
  const expires = `${year}-${String(month).padStart(2, '0')}`
  return {
    status: 'saved',
    card: { reference: method.id, brand: brandNames[brand] ?? brand, lastDigits, expires, about: '' },
  }
}

const brandNames: Readonly<Record<string, string>> = {
  amex: 'American Express',
  diners: 'Diners Club',
  discover: 'Discover',
  jcb: 'JCB',
  mastercard: 'Mastercard',
  unionpay: 'UnionPay',
  visa: 'Visa',
}

export async function removeCard(room: StripeRoom, reference: string): Promise<void> {
  try {
    await ask(() => room.client.paymentMethods.detach(reference))
  } catch (error) {
    if (!isRefusal(error)) throw error // detached before
  }
}
