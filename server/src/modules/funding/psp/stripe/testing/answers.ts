/** How the stand-in answers each endpoint. What is expanded is what was asked for. */
import { type Form, listAt, textAt } from './form.ts'
import type { StripeLedger } from './ledger.ts'
import { missing, type PaymentIntent, StripeProblem } from './objects.ts'
import type { Endpoint } from './shapes.ts'

export interface Request {
  readonly endpoint: Endpoint
  readonly id: string
  readonly form: { [name: string]: Form }
}

/** The answer's body; `lost`: the request is carried out, and the answer never comes. */
export interface Answer {
  readonly body: object
  readonly lost?: boolean
}

function found<T>(things: Map<string, T>, id: string, what: string): T {
  const thing = things.get(id)
  if (!thing) throw missing(what)
  return thing
}

const list = (data: object[]) => ({ object: 'list', data, has_more: false, url: '/v1/list' })

export function answer(ledger: StripeLedger, request: Request): Answer {
  const { books } = ledger
  const { endpoint, id, form } = request
  const wants = (path: string) => listAt(form, 'expand').includes(path)
  switch (endpoint) {
    case 'POST /v1/customers': {
      const customer = { id: ledger.next('cus'), object: 'customer', metadata: metadataOf(form) } as const
      books.customers.set(customer.id, customer)
      return { body: customer }
    }
    case 'POST /v1/setup_intents': {
      const customer = found(books.customers, textAt(form, 'customer') ?? '', 'customer').id
      const setup = { id: ledger.next('seti'), object: 'setup_intent', status: 'requires_payment_method' } as const
      books.setups.set(setup.id, { ...setup, customer, client_secret: `${setup.id}_secret`, payment_method: null })
      return { body: books.setups.get(setup.id)! }
    }
    case 'GET /v1/setup_intents/{id}': {
      const setup = found(books.setups, id, 'setupintent')
      const method = books.methods.get(setup.payment_method ?? '')
      return {
        body:
          wants('payment_method') && method ? { ...setup, payment_method: { ...method, conduct: undefined } } : setup,
      }
    }
    case 'POST /v1/payment_methods/{id}/detach': {
      const method = found(books.methods, id, 'PaymentMethod')
      if (method.customer === null) {
        throw new StripeProblem(400, { type: 'invalid_request_error', message: 'The payment method is not attached' })
      }
      method.customer = null
      return { body: { ...method, conduct: undefined } }
    }
    case 'POST /v1/payment_intents':
      return createIntent(ledger, request)
    case 'GET /v1/payment_intents': {
      const intents = [...books.intents.values()].filter(
        intent => intent.customer === textAt(form, 'customer') && intent.created >= sinceOf(form),
      )
      const whole = wants('data.latest_charge.balance_transaction')
      return { body: list(intents.reverse().map(intent => intentView(ledger, intent, whole))) }
    }
    case 'GET /v1/payment_intents/{id}':
      return {
        body: intentView(
          ledger,
          found(books.intents, id, 'payment_intent'),
          wants('latest_charge.balance_transaction'),
        ),
      }
    case 'POST /v1/payment_intents/{id}/cancel': {
      const intent = found(books.intents, id, 'payment_intent')
      if (intent.status === 'succeeded' || intent.status === 'canceled') {
        const error = { type: 'invalid_request_error', code: 'payment_intent_unexpected_state', message: 'It is over' }
        throw new StripeProblem(400, error)
      }
      intent.status = 'canceled'
      ledger.tell('payment_intent.canceled', intent)
      return { body: intentView(ledger, intent, false) }
    }
    case 'POST /v1/refunds': {
      const intent = found(books.intents, textAt(form, 'payment_intent') ?? '', 'payment_intent')
      const amount = textAt(form, 'amount')
      return {
        body: ledger.refund(intent, amount === undefined ? undefined : Number.parseInt(amount, 10), metadataOf(form)),
      }
    }
    case 'GET /v1/refunds':
      return {
        body: list(
          [...books.refunds.values()].filter(refund => refund.payment_intent === textAt(form, 'payment_intent')),
        ),
      }
    case 'GET /v1/refunds/{id}':
      return { body: found(books.refunds, id, 'refund') }
    case 'GET /v1/disputes/{id}': {
      const dispute = found(books.disputes, id, 'dispute')
      const intent = books.intents.get(dispute.payment_intent)!
      return {
        body: wants('payment_intent') ? { ...dispute, payment_intent: intentView(ledger, intent, false) } : dispute,
      }
    }
    case 'GET /v1/payouts':
      return { body: list([...books.payouts.values()].reverse().filter(payout => payout.created >= sinceOf(form))) }
    case 'GET /v1/balance_transactions':
      return { body: list(linesOf(ledger, textAt(form, 'payout'), wants('data.source'))) }
  }
}

function createIntent(ledger: StripeLedger, { form }: Request): Answer {
  const id = ledger.next('pi')
  const intent: PaymentIntent = {
    id,
    object: 'payment_intent',
    amount: Number.parseInt(textAt(form, 'amount')!, 10),
    currency: textAt(form, 'currency')!,
    customer: textAt(form, 'customer') ?? null,
    created: ledger.seconds(),
    client_secret: `${id}_secret`,
    status: 'requires_payment_method',
    last_payment_error: null,
    latest_charge: null,
    metadata: metadataOf(form),
    doomed: false,
  }
  const conduct = ledger.charge(intent, textAt(form, 'payment_method') ?? '', textAt(form, 'off_session') === 'true')
  const whole = listAt(form, 'expand').includes('latest_charge.balance_transaction')
  return { body: intentView(ledger, intent, whole), lost: conduct === 'answerLost' }
}

function intentView({ books }: StripeLedger, { doomed: _, ...intent }: PaymentIntent, whole: boolean): object {
  const line = books.lines.find(candidate => candidate.source === intent.latest_charge)
  return whole && line
    ? { ...intent, latest_charge: { id: intent.latest_charge, object: 'charge', balance_transaction: line } }
    : intent
}

function linesOf({ books }: StripeLedger, payout: string | undefined, whole: boolean): object[] {
  return books.lines
    .filter(line => line.payout === payout)
    .map(({ payout: _, ...line }) => {
      const intent = books.intents.get(line.source.replace('ch_', 'pi_'))
      const charge = intent && {
        id: line.source,
        object: 'charge',
        payment_intent: intent.id,
        metadata: intent.metadata,
      }
      const source = charge ?? books.refunds.get(line.source) ?? books.disputes.get(line.source) ?? line.source
      return whole ? { ...line, source } : line
    })
}

function sinceOf(form: { [name: string]: Form }): number {
  return Number.parseInt(textAt(form, 'created', 'gte') ?? '0', 10)
}

function metadataOf(form: { [name: string]: Form }): Record<string, string> {
  const metadata = form.metadata
  return typeof metadata === 'object' ? (metadata as Record<string, string>) : {}
}
