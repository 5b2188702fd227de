/** The port to a payment service provider. Adding a provider is writing one of these. */
export interface ChargeRequest {
  /** The provider's idempotency key: our load's id. The same key never charges twice. */
  readonly key: string
  readonly amount: bigint
  readonly currency: string
  readonly paymentMethodId: string
}

export type ChargeResult =
  | { readonly status: 'succeeded' }
  /** `reason` may be shown to the customer. */
  | { readonly status: 'declined'; readonly reason: string }

export interface PaymentMethodInfo {
  readonly id: string
  readonly label: string
  readonly about: string
}

export interface Psp {
  /** Charges, or answers what became of an earlier charge with this key. Throws when the provider can't be reached. */
  charge(request: ChargeRequest): Promise<ChargeResult>
  /** What became of a charge whose answer was lost; undefined when the provider never got it. */
  find(key: string): Promise<ChargeResult | undefined>
  /** Gives a whole charge back; giving it back twice is the same as once. */
  refund(key: string): Promise<void>
  paymentMethods(): readonly PaymentMethodInfo[]
}
