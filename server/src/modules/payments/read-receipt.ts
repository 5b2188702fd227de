/** The receipt of one payment, with what tells whose it is. */
import type { Payment } from '@ringfence/contract'
import type { Uuid } from '../../kernel/ids.ts'
import type { Queryable } from '../../platform/database.ts'
import { selectPayment } from './store.ts'
import { receiptOf } from './views.ts'

export interface ReadReceipt {
  readonly id: Uuid
  readonly accountId: Uuid
  readonly storeId: Uuid
  readonly payment: Payment
}

export async function readReceipt(db: Queryable, paymentId: Uuid): Promise<ReadReceipt | undefined> {
  const row = await selectPayment(db, paymentId)
  if (!row) return undefined
  return { id: row.id, accountId: row.account_id, storeId: row.store_id, payment: await receiptOf(db, row) }
}
