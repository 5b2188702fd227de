/** Cash in tills on the books: what was moved by hand, and what the count found over or short. */
import type { Uuid } from '../../kernel/ids.ts'
import type { Transaction } from '../../platform/database.ts'
import { type OwnKind, openOwnAccount, ownAccountId, postTransfers } from '../ledger/index.ts'
import type { CashMoved } from './rules.ts'

const counterparts = {
  payIn: { kind: 'bank', name: 'Bank' },
  bankDrop: { kind: 'bank', name: 'Bank' },
  payOut: { kind: 'adjustments', name: 'Adjustments' },
  counted: { kind: 'over_short', name: 'Over and short' },
} as const satisfies Record<CashMoved['kind'] | 'counted', { kind: OwnKind; name: string }>

export interface CashPosting {
  /** Id of the movement or of the shift: it is posted once. */
  readonly id: Uuid
  readonly storeId: Uuid
  readonly why: keyof typeof counterparts
  /** Positive: more cash in the till. */
  readonly change: bigint
  readonly currency: string
  readonly atMs: number
}

export async function postCash(tx: Transaction, posting: CashPosting): Promise<void> {
  const { id, storeId, why, change, currency, atMs } = posting
  if (change === 0n) return
  const { kind, name } = counterparts[why]
  await openOwnAccount(tx, { kind, currency, name, atMs })
  const till = { id: ownAccountId('cash_in_tills', currency, storeId), guarded: false }
  const other = { id: ownAccountId(kind, currency), guarded: false }
  const [debit, credit] = change > 0n ? [till, other] : [other, till]
  const amount = change > 0n ? change : -change
  await postTransfers(tx, [{ id, kind: 'adjustment', debit, credit, amount, currency, atMs }])
}
