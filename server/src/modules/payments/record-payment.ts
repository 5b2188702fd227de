/** Payments of a history: known account, no pay code, the recorded time; written by the same commit as a payment at the till. */
import type { PaymentItem } from '@ringfence/contract'
import { newId, type Uuid } from '../../kernel/ids.ts'
import type { Idempotency } from '../../platform/http.ts'
import { laneOf, ownAccountId } from '../ledger/index.ts'
import type { CommitOutcome, CommitPayment } from './commit-payment.ts'

export interface RecordedPayment {
  readonly accountId: Uuid
  readonly customerName: string | undefined
  readonly storeId: Uuid
  readonly terminalId?: Uuid
  readonly staffId?: Uuid
  readonly amount: bigint
  readonly tax: number
  readonly tip: number
  readonly currency: string
  readonly items: readonly PaymentItem[]
  readonly idempotency: Idempotency
  readonly atMs: number
}

export function recordPayment(commitPayment: CommitPayment, payment: RecordedPayment): Promise<CommitOutcome> {
  return commitPayment.submit({
    ...payment,
    lane: laneOf(payment.accountId),
    id: newId(payment.atMs),
    salesId: ownAccountId('store_sales', payment.currency, payment.storeId),
    terminalId: payment.terminalId,
    staffId: payment.staffId,
    code: undefined,
  })
}
