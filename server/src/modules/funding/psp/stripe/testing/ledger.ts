/** The stand-in's books, and what happens in them. Amounts are integers of minor units. */
import type { Clock } from '../../../../../kernel/clock.ts'
import { type Conduct, testCards } from '../../sandbox/cards.ts'
import {
  type BalanceLine,
  type Customer,
  cardErrors,
  type Dispute,
  missing,
  type PaymentIntent,
  type PaymentMethod,
  type Payout,
  type Refund,
  type SetupIntent,
  StripeProblem,
} from './objects.ts'

export interface StripeBooks {
  readonly customers: Map<string, Customer>
  readonly setups: Map<string, SetupIntent>
  readonly methods: Map<string, PaymentMethod>
  readonly intents: Map<string, PaymentIntent>
  readonly refunds: Map<string, Refund>
  readonly disputes: Map<string, Dispute>
  readonly payouts: Map<string, Payout>
  readonly lines: BalanceLine[]
  /** Not sent yet. */
  readonly events: { type: string; object: object }[]
}

export function createBooks(clock: Clock) {
  const books: StripeBooks = {
    customers: new Map(),
    setups: new Map(),
    methods: new Map(),
    intents: new Map(),
    refunds: new Map(),
    disputes: new Map(),
    payouts: new Map(),
    lines: [],
    events: [],
  }
  let count = 0
  const next = (prefix: string) => `${prefix}_${String(++count).padStart(8, '0')}`
  const seconds = () => Math.floor(clock.now() / 1000)
  const tell = (type: string, object: object) => books.events.push({ type, object })

  function line(type: string, source: string, amount: number, currency: string, fee = 0): string {
    const id = next('txn')
    const object = 'balance_transaction'
    books.lines.push({
      id,
      object,
      amount,
      fee,
      net: amount - fee,
      currency,
      created: seconds(),
      type,
      source,
      payout: null,
    })
    return id
  }

  function succeed(intent: PaymentIntent): void {
    intent.status = 'succeeded'
    intent.latest_charge = intent.id.replace('pi_', 'ch_')
    line('charge', intent.latest_charge, intent.amount, intent.currency, Math.round(intent.amount * 0.029) + 30)
    tell('payment_intent.succeeded', intent)
    if (intent.doomed) openDispute(intent)
  }

  function fail(intent: PaymentIntent, error: { code: string; decline_code?: string }): void {
    intent.status = 'requires_payment_method'
    intent.last_payment_error = { type: 'card_error', ...error }
    tell('payment_intent.payment_failed', intent)
  }

  function openDispute(intent: PaymentIntent): void {
    const { id: payment_intent, amount, currency } = intent
    const dispute: Dispute = {
      id: next('dp'),
      object: 'dispute',
      amount,
      currency,
      created: seconds(),
      reason: 'fraudulent',
      status: 'needs_response',
      payment_intent,
    }
    books.disputes.set(dispute.id, dispute)
    line('adjustment', dispute.id, -amount, currency, 1500)
    tell('charge.dispute.created', dispute)
  }

  return {
    books,
    next,
    tell,
    line,
    openDispute,
    seconds,
    /** What the customer does in the form: a card of a conduct. */
    confirmSetup(setupId: string, conduct: Conduct): void {
      const setup = books.setups.get(setupId)!
      const card = testCards.find(candidate => candidate.conduct === conduct)!
      const [year, month] = card.expires.split('-').map(part => Number.parseInt(part, 10)) as [number, number]
      const id = next('pm')
      const shown = { brand: card.brand.toLowerCase(), last4: card.lastDigits, exp_month: month, exp_year: year }
      books.methods.set(id, { id, object: 'payment_method', customer: setup.customer, card: shown, conduct })
      setup.payment_method = id
      setup.status = 'succeeded'
      tell('setup_intent.succeeded', setup)
    },
    /** A PaymentIntent that is confirmed as it is made. Throws the card's error. */
    charge(intent: PaymentIntent, methodId: string, offSession: boolean): Conduct {
      const method = books.methods.get(methodId)
      if (!method || method.customer !== intent.customer) throw missing('PaymentMethod')
      books.intents.set(intent.id, intent)
      const { conduct } = method
      const error = conduct === 'challenge' && offSession ? { code: 'authentication_required' } : cardErrors[conduct]
      intent.doomed = conduct === 'disputed'
      if (error) {
        fail(intent, error)
        const shown = {
          type: 'card_error',
          message: 'Your card was declined.',
          ...error,
          payment_intent: { ...intent },
        }
        throw new StripeProblem(402, shown)
      }
      if (conduct === 'challenge') intent.status = 'requires_action'
      else if (conduct === 'processing') intent.status = 'processing'
      else succeed(intent)
      return conduct
    },
    answerChallenge(intentId: string, approve: boolean): void {
      const intent = books.intents.get(intentId)!
      if (intent.status !== 'requires_action') return
      if (approve) succeed(intent)
      else fail(intent, { code: 'payment_intent_authentication_failure' })
    },
    finishProcessing(): void {
      for (const intent of books.intents.values()) if (intent.status === 'processing') succeed(intent)
    },
    refund(intent: PaymentIntent, amount: number | undefined, metadata: Record<string, string>): Refund {
      const given = [...books.refunds.values()].filter(refund => refund.payment_intent === intent.id)
      const rest = intent.amount - given.reduce((sum, refund) => sum + refund.amount, 0)
      const wanted = amount ?? rest
      if (intent.status !== 'succeeded' || wanted > rest || wanted === 0) {
        const message = 'Refund amount is greater than what is left of the charge'
        throw new StripeProblem(400, { type: 'invalid_request_error', code: 'charge_already_refunded', message })
      }
      const { id: payment_intent, currency } = intent
      const refund: Refund = {
        id: next('re'),
        object: 'refund',
        amount: wanted,
        currency,
        status: 'succeeded',
        metadata,
        payment_intent,
      }
      books.refunds.set(refund.id, refund)
      line('refund', refund.id, -wanted, currency)
      tell('refund.created', refund)
      return refund
    },
    closeDispute(intent: PaymentIntent, won: boolean): void {
      const dispute = [...books.disputes.values()].find(candidate => candidate.payment_intent === intent.id)!
      dispute.status = won ? 'won' : 'lost'
      if (won) line('adjustment', dispute.id, dispute.amount, dispute.currency)
      tell('charge.dispute.closed', dispute)
    },
    payOut(): void {
      const open = books.lines.filter(candidate => candidate.payout === null)
      const id = next('po')
      for (const one of open) one.payout = id
      const amount = open.reduce((sum, { net }) => sum + net, 0)
      const created = seconds()
      const known = { id, object: 'payout', amount, created, arrival_date: created + 172_800, automatic: true } as const
      const payout: Payout = { ...known, currency: 'usd', status: 'paid', reconciliation_status: 'completed' }
      books.payouts.set(id, payout)
      line('payout', id, -amount, 'usd')
      books.lines.at(-1)!.payout = id
      tell('payout.paid', payout)
    },
  }
}

export type StripeLedger = ReturnType<typeof createBooks>
