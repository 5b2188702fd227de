import { afterAll, describe, expect, test } from 'vitest'
import { manualClock } from '../../../../kernel/clock.ts'
import { newId } from '../../../../kernel/ids.ts'
import { conformance, type Subject } from '../conformance.ts'
import { PspUnavailable } from '../psp.ts'
import { stripeClient, stripeFrom } from './configuration.ts'
import { stripePsp } from './stripe-psp.ts'
import { readForm } from './testing/form.ts'
import { readShapes } from './testing/shapes.ts'
import { startStripe, testSecretKey, testWebhookSecret } from './testing/stand-in.ts'

const nowMs = Date.parse('2026-11-22T12:00:00Z')
const shapes = readShapes()
const stripe = await startStripe(shapes, manualClock(nowMs))
afterAll(() => stripe.close())
const client = stripeClient(testSecretKey, { host: '127.0.0.1', port: stripe.port })
const psp = stripePsp({ client, publishableKey: 'pk_test_standin', webhookSecret: testWebhookSecret })
const { ledger } = stripe
const { books } = ledger

const intentOf = (key: string) => [...books.intents.values()].find(intent => intent.metadata.load === key)!

async function subject(): Promise<Subject> {
  for (const thing of [books.intents, books.refunds, books.disputes, books.payouts]) thing.clear()
  books.lines.length = 0
  books.events.length = 0
  return {
    psp,
    nowMs,
    fillForm: async (setupId, conduct) => {
      ledger.confirmSetup(setupId, conduct)
      return undefined
    },
    answerChallenge: async (charge, approve) => ledger.answerChallenge(charge.reference!, approve),
    finishProcessing: async () => ledger.finishProcessing(),
    openDispute: async key => ledger.openDispute(intentOf(key)),
    closeDispute: async (key, won) => ledger.closeDispute(intentOf(key), won),
    payOut: async () => ledger.payOut(),
    webhooks: async () => stripe.webhooks(),
    chargesFor: async key => [...books.intents.values()].filter(intent => intent.metadata.load === key).length,
  }
}

describe('against the stand-in', () => {
  conformance(subject)
})

test('every request had the form that the package declares', () => {
  expect(stripe.problems).toEqual([])
})

test('an unknown or misspelled parameter, an unlisted word, a wrong type or a missing parameter is caught', () => {
  const problems = (text: string) => shapes.problemsOf('POST /v1/payment_intents', readForm(text))
  expect(problems('amount=100&currency=usd&metadata[load]=x&expand[0]=customer&off_session=true')).toEqual([])
  expect(problems('amount=100&currency=usd&offsession=true')).toEqual([
    'POST /v1/payment_intents: offsession is not known',
  ])
  expect(problems('amount=1.5&currency=usd')).toEqual(['POST /v1/payment_intents.amount: 1.5'])
  expect(problems('amount=100')).toEqual(['POST /v1/payment_intents: currency is missing'])
  expect(problems('amount=100&currency=usd&allowed_payment_method_types[0]=crad')).toHaveLength(1)
  expect(problems('amount=100&currency=usd&confirm=yes')).toHaveLength(1)
  expect(problems('amount=100&currency=usd&automatic_payment_methods[enabld]=true')).not.toEqual([])
})

test('the same key with another amount is an error of ours, never a second charge', async () => {
  const { fillForm } = await subject()
  const customerReference = await psp.openCustomer(newId())
  const { setupId } = await psp.setUpCard(customerReference)
  await fillForm(setupId, 'succeeds')
  const setup = await psp.readSetup({ setupId, customerReference, token: undefined })
  const cardReference = setup.status === 'saved' ? setup.card.reference : ''
  const identity = { key: newId(), customerReference, atMs: nowMs, reference: null }
  const request = { ...identity, cardReference, amount: 2_000n, currency: 'USD', offSession: false }
  await psp.charge(request)
  await expect(psp.charge({ ...request, amount: 2_001n })).rejects.toThrow('other parameters')
  expect([...books.intents.values()]).toHaveLength(1)
})

test('a Stripe that is away is nothing known [API10]', async () => {
  const away = stripeClient(testSecretKey, { host: '127.0.0.1', port: 9 })
  const silent = stripePsp({ client: away, publishableKey: 'pk_test_x', webhookSecret: testWebhookSecret })
  await expect(silent.openCustomer(newId())).rejects.toThrow(PspUnavailable)
})

test('an inquiry takes no money, and a payment of someone else in the same Stripe account is none of ours [API10]', async () => {
  await subject()
  const customer = await psp.openCustomer(newId())
  const { setupId } = await psp.setUpCard(customer)
  ledger.confirmSetup(setupId, 'disputed')
  const payment_method = books.setups.get(setupId)!.payment_method!
  const foreign = await client.paymentIntents.create({
    amount: 900,
    currency: 'usd',
    customer,
    payment_method,
    confirm: true,
  })
  expect(await psp.readCharge(foreign.id)).toBeUndefined()
  const [dispute] = books.disputes.values()
  expect(await psp.readDispute(dispute!.id)).toMatchObject({ chargeKey: null })
  dispute!.status = 'warning_needs_response'
  expect(await psp.readDispute(dispute!.id)).toBeUndefined()
})

test('keys are taken whole, and only those of the right world', () => {
  const keys = (world: string) => ({
    RINGFENCE_STRIPE_SECRET_KEY: `sk_${world}_1`,
    RINGFENCE_STRIPE_PUBLISHABLE_KEY: `pk_${world}_1`,
    RINGFENCE_STRIPE_WEBHOOK_SECRET: 'whsec_1',
  })
  expect(stripeFrom({}, false)).toBeUndefined()
  expect(stripeFrom(keys('live'), false)?.provider).toBe('stripe')
  expect(stripeFrom(keys('test'), true)?.provider).toBe('stripe')
  expect(() => stripeFrom(keys('live'), true)).toThrow('needs test keys')
  expect(() => stripeFrom(keys('test'), false)).toThrow('needs live keys')
  expect(() => stripeFrom({ RINGFENCE_STRIPE_SECRET_KEY: 'sk_live_1' }, false)).toThrow('all three')
})
