/**
 * The port to a payment service provider. Adding a provider is writing one of these in a folder of its own, naming it in
 * `providers.ts` and running the conformance suite (conformance.ts) against it.
 *
 * Cards are entered in the provider's own fields and known to us by reference alone. Every method may throw `PspUnavailable`: then
 * nothing is known of what the provider did, and the same call may be made again, for all of them are idempotent.
 */
import type { IncomingHttpHeaders } from 'node:http'
import type { CardForm, PaymentAction, PayoutItemType } from '@ringfence/contract'
import type { Uuid } from '../../../kernel/ids.ts'

export interface Psp {
  /** Its name in addresses and tables: lower-case letters. */
  readonly provider: string
  /** Where its card form comes from; absent when the app has its own. */
  readonly formOrigins?: {
    readonly scripts: readonly string[]
    readonly frames: readonly string[]
    readonly connections: readonly string[]
  }

  /** The provider's reference for a customer of ours; the same one for the same customer. */
  openCustomer(customerId: Uuid): Promise<string>
  /** Begins to save a card: what the form in the app needs. */
  setUpCard(customerReference: string): Promise<CardSetup>
  /** The card that a setup saved. */
  readSetup(setup: { setupId: string; customerReference: string; token: string | undefined }): Promise<SetupResult>
  /** Forgets a card; one that is forgotten already, too. */
  removeCard(reference: string): Promise<void>

  /** Charges once for a key, ever: called again, it answers what became of the first. */
  charge(request: ChargeRequest): Promise<ChargeResult>
  /** What became of a charge whose answer was lost; undefined when the provider never got it. */
  findCharge(charge: ChargeIdentity): Promise<ChargeResult | undefined>
  /** Gives up a charge that waits for the customer; answers what became of it, should it have gone through. */
  cancelCharge(charge: ChargeIdentity): Promise<ChargeResult>
  /** Gives back a charge or a part of it, once for a key. */
  refund(request: RefundRequest): Promise<RefundResult>

  /** Checks a webhook's signature and age. Throws `WebhookRefused`. Only what it is about is believed: its state is read again. */
  readWebhook(webhook: Webhook, nowMs: number): PspEvent
  readCharge(reference: string): Promise<ChargeState | undefined>
  readRefund(reference: string): Promise<RefundState | undefined>
  readDispute(reference: string): Promise<DisputeState | undefined>
  /** Payouts since a time, oldest first, those under way included. */
  listPayouts(sinceMs: number): Promise<PspPayout[]>
  listPayoutItems(payoutReference: string): Promise<PspPayoutItem[]>
}

/** The provider did not answer, or not in a way that tells what it did. */
export class PspUnavailable extends Error {
  override readonly name = 'PspUnavailable'
}

/** A webhook that the provider did not sign, or not just now. */
export class WebhookRefused extends Error {
  override readonly name = 'WebhookRefused'
}

export interface CardSetup {
  readonly setupId: string
  readonly form: CardForm
}

export type SetupResult =
  | { readonly status: 'saved'; readonly card: SavedCard }
  | { readonly status: 'notConfirmed' }
  /** None of this customer's. */
  | { readonly status: 'unknown' }

export interface SavedCard {
  readonly reference: string
  readonly brand: string
  readonly lastDigits: string
  /** YYYY-MM, the last month it works in. */
  readonly expires: string | null
  /** What a test card does; empty for a real one. */
  readonly about: string
}

/** How a charge is found again: by our key, near its time; straight away once its reference is known. */
export interface ChargeIdentity {
  /** Our load's id: the idempotency key. */
  readonly key: Uuid
  readonly customerReference: string
  readonly atMs: number
  readonly reference: string | null
}

export interface ChargeRequest extends ChargeIdentity {
  readonly amount: bigint
  readonly currency: string
  readonly cardReference: string
  /** The customer is not there to be asked (auto top-up). */
  readonly offSession: boolean
}

export type ChargeResult =
  | { readonly status: 'succeeded'; readonly reference: string; readonly fee: bigint | null }
  | {
      readonly status: 'declined'
      readonly reference: string | null
      /** May be shown to the customer. */
      readonly reason: string
      /** Whether the same card may work another day. */
      readonly retryable: boolean
      /** The bank wants the customer there: charged on-session it may work. */
      readonly needsCustomer: boolean
    }
  | { readonly status: 'actionRequired'; readonly reference: string; readonly action: PaymentAction }
  | { readonly status: 'processing'; readonly reference: string }

export interface ChargeState {
  readonly key: Uuid
  readonly result: ChargeResult
}

export interface RefundRequest {
  /** The refund's idempotency key. */
  readonly key: string
  readonly charge: ChargeIdentity
  /** Undefined: all of it. */
  readonly amount: bigint | undefined
}

export interface RefundResult {
  readonly status: 'succeeded' | 'pending' | 'failed'
  readonly reference: string | null
}

export interface RefundState extends RefundResult {
  readonly key: string
}

export interface DisputeState {
  readonly reference: string
  /** The disputed charge's key; null when the charge is none of ours. */
  readonly chargeKey: Uuid | null
  readonly amount: bigint
  readonly currency: string
  readonly status: 'open' | 'won' | 'lost'
  readonly reason: string
  readonly openedMs: number
}

export interface Webhook {
  readonly bytes: Buffer
  readonly headers: IncomingHttpHeaders
}

export interface PspEvent {
  /** The same for each delivery of one event. */
  readonly id: string
  readonly about: 'charge' | 'refund' | 'dispute' | 'payout' | 'other'
  /** What it is about, in the provider's books. */
  readonly reference: string
}

export interface PspPayout {
  readonly reference: string
  readonly status: 'pending' | 'paid' | 'failed'
  readonly amount: bigint
  readonly currency: string
  readonly arrivesMs: number
}

/** One line of a payout. `net` = `gross` − `fee`; what leaves us is negative. */
export interface PspPayoutItem {
  readonly reference: string
  readonly type: PayoutItemType
  /** The charge, refund or dispute that it is for. */
  readonly source: string | null
  /** The key that we gave to the charge or refund; null when it has none, or is none of ours. */
  readonly key: string | null
  readonly gross: bigint
  readonly fee: bigint
  readonly net: bigint
  readonly currency: string
  readonly atMs: number
}
