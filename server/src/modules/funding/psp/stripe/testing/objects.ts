/** Stripe's objects as far as they are read here, in the form that the package's types give them. */
import type Stripe from 'stripe'
import type { Conduct } from '../../sandbox/cards.ts'

export type Customer = Pick<Stripe.Customer, 'id' | 'object' | 'metadata'>
export type SetupIntent = Pick<Stripe.SetupIntent, 'id' | 'object' | 'client_secret' | 'status'> & {
  customer: string | null
  payment_method: string | null
}
export interface PaymentMethod {
  id: string
  object: 'payment_method'
  customer: string | null
  card: Pick<Stripe.PaymentMethod.Card, 'brand' | 'last4' | 'exp_month' | 'exp_year'>
  /** Of the stand-in alone, never sent. */
  conduct: Conduct
}
export interface PaymentIntent {
  id: string
  object: 'payment_intent'
  amount: number
  currency: string
  customer: string | null
  created: number
  client_secret: string
  status: Stripe.PaymentIntent.Status
  last_payment_error: { type: 'card_error'; code: string; decline_code?: string } | null
  latest_charge: string | null
  metadata: Record<string, string>
  doomed: boolean
}
export type BalanceLine = Pick<
  Stripe.BalanceTransaction,
  'id' | 'object' | 'amount' | 'fee' | 'net' | 'currency' | 'created' | 'type'
> & { source: string; payout: string | null }
export type Refund = Pick<Stripe.Refund, 'id' | 'object' | 'amount' | 'currency' | 'status' | 'metadata'> & {
  payment_intent: string
}
export type Dispute = Pick<
  Stripe.Dispute,
  'id' | 'object' | 'amount' | 'currency' | 'created' | 'reason' | 'status'
> & {
  payment_intent: string
}
export type Payout = Pick<
  Stripe.Payout,
  | 'id'
  | 'object'
  | 'amount'
  | 'arrival_date'
  | 'automatic'
  | 'created'
  | 'currency'
  | 'status'
  | 'reconciliation_status'
>

/** What the bank says to cards of each conduct. */
export const cardErrors: Readonly<Partial<Record<Conduct, { code: string; decline_code?: string }>>> = {
  declined: { code: 'card_declined', decline_code: 'generic_decline' },
  noFunds: { code: 'card_declined', decline_code: 'insufficient_funds' },
  expired: { code: 'expired_card' },
}

export class StripeProblem extends Error {
  readonly status: number
  readonly error: object

  constructor(
    status: number,
    error: { type: string; code?: string; decline_code?: string; message: string; payment_intent?: object },
  ) {
    super(error.message)
    this.status = status
    this.error = error
  }
}

export function missing(what: string): StripeProblem {
  return new StripeProblem(404, { type: 'invalid_request_error', code: 'resource_missing', message: `No such ${what}` })
}
