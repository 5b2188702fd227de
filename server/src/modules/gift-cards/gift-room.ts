/** What gifts need of the rest: the database, the keys, the payment provider, the brand's limits. */
import type { PaymentAction } from '@ringfence/contract'
import type { Uuid } from '../../kernel/ids.ts'
import { type MasterKey, open, seal } from '../../platform/crypto.ts'
import type { Database, Transaction } from '../../platform/database.ts'
import type { GiftLimits } from './gift-rules.ts'

/** Which payment of which buyer. */
export interface GiftPayment {
  /** The provider's idempotency key: the gift's id. The same key never charges twice. */
  readonly key: Uuid
  readonly customerId: Uuid
  /** When the gift was ordered. */
  readonly atMs: number
}

export interface GiftCharge extends GiftPayment {
  /** One of the customer's own saved cards. */
  readonly paymentMethodId: Uuid
  readonly amount: bigint
  readonly currency: string
}

export type GiftChargeResult =
  | { readonly status: 'succeeded' }
  /** `reason` may be shown to the buyer. */
  | { readonly status: 'declined'; readonly reason: string }
  /** The provider still works on it, or waits for the cardholder to do `action`. */
  | { readonly status: 'pending'; readonly action: PaymentAction | null }

/** What gifts need of a payment provider; app.ts joins it to the one there is. All but `begin` may be done any number of times. */
export interface GiftCharges {
  /** Whether a customer may try that saved card now; the try is noted with the gift. */
  begin(tx: Transaction, charge: GiftCharge): Promise<'yes' | 'not_found' | 'limit_exceeded'>
  /** Charges, or answers what became of an earlier charge with this key. Throws when the provider can't be reached. */
  charge(charge: GiftCharge): Promise<GiftChargeResult>
  /** What became of a charge; undefined when the provider never got it. */
  find(payment: GiftPayment): Promise<GiftChargeResult | undefined>
  /** Gives up a charge that waits for the buyer; answers what became of it, should it have gone through. */
  cancel(payment: GiftPayment): Promise<GiftChargeResult>
  /** Gives a whole charge back. Throws when it is not certain that it went back. */
  refund(payment: GiftPayment): Promise<void>
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
