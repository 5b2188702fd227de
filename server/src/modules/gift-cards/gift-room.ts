/** What gifts need of the rest: the database, the keys, the payment provider, the brand's limits. */
import type { PaymentAction } from '@ringfence/contract'
import type { Uuid } from '../../kernel/ids.ts'
import { type MasterKey, open, seal } from '../../platform/crypto.ts'
import type { Database } from '../../platform/database.ts'
import type { GiftLimits } from './gift-rules.ts'

export interface GiftCharge {
  /** The provider's idempotency key: the gift's id. The same key never charges twice. */
  readonly key: Uuid
  readonly customerId: Uuid
  /** One of the customer's own saved cards. */
  readonly paymentMethodId: string
  readonly amount: bigint
  readonly currency: string
}

export type GiftChargeResult =
  | { readonly status: 'succeeded' }
  /** `reason` may be shown to the buyer. */
  | { readonly status: 'declined'; readonly reason: string }
  /** The provider still works on it, or waits for the cardholder to do `action`. */
  | { readonly status: 'pending'; readonly action: PaymentAction | null }

/** What gifts need of a payment provider; app.ts joins it to the one there is. */
export interface GiftCharges {
  /** Whether a saved card belongs to a customer. */
  owns(customerId: Uuid, paymentMethodId: string): Promise<boolean>
  /** Charges, or answers what became of an earlier charge with this key. Throws when the provider can't be reached. */
  charge(request: GiftCharge): Promise<GiftChargeResult>
  /** What became of a charge; undefined when the provider never got it. */
  find(key: Uuid): Promise<GiftChargeResult | undefined>
  /** Gives a whole charge back; giving it back twice is the same as once. */
  refund(key: Uuid): Promise<void>
}

export interface GiftRoom {
  readonly db: Database
  readonly masterKey: MasterKey
  readonly charges: GiftCharges
  readonly currency: string
  readonly limits: GiftLimits
}

/** What a buyer wrote: personal, and sealed at rest. */
export interface Wishes {
  readonly fromName: string | null
  readonly recipient: { readonly name: string; readonly email: string } | null
  readonly message: string
}

const purpose = 'gift wishes'

export function sealWishes(masterKey: MasterKey, wishes: Wishes): Buffer {
  return seal(masterKey, purpose, Buffer.from(JSON.stringify(wishes)))
}

export function openWishes(masterKey: MasterKey, sealed: Uint8Array): Wishes {
  return JSON.parse(open(masterKey, purpose, sealed).toString('utf8'))
}
