/** What payments need around them, and what a till asks for. */
import type { PaymentSettings, TakePayment } from '@ringfence/contract'
import type { Uuid } from '../../kernel/ids.ts'
import type { MasterKey } from '../../platform/crypto.ts'
import type { Database } from '../../platform/database.ts'
import type { GroupRead } from '../../platform/group-read.ts'
import type { Idempotency } from '../../platform/http.ts'
import type { PresentCard } from '../gift-cards/index.ts'
import type { ResolveCode } from '../wallet/index.ts'
import type { CommitPayment } from './commit-payment.ts'
import type { PaymentRow } from './store.ts'

export interface TillRoom {
  readonly db: Database
  /** What the brand has decided, as of a few seconds ago. */
  readonly settings: (nowMs: number) => Promise<PaymentSettings>
  readonly resolveCode: ResolveCode
  readonly presentCard: PresentCard
  readonly firstPayments: GroupRead<Idempotency, PaymentRow | undefined>
  readonly commitPayment: CommitPayment
}

export interface PaymentsRoom extends TillRoom {
  /** Opens what customers are called. */
  readonly masterKey: MasterKey
  /** The key that seals scan codes. */
  readonly scanKey: () => Promise<Uint8Array>
}

export interface PaymentRequest extends Omit<TakePayment, 'storeId'> {
  readonly storeId: Uuid
  readonly terminalId: Uuid
  readonly staffId: Uuid
  readonly idempotency: Idempotency
  readonly atMs: number
}
