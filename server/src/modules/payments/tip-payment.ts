/** A tip after the payment: a transfer of its own from the same account, once, within the brand's limit and time. */
import { newId, type Uuid } from '../../kernel/ids.ts'
import type { Database, Transaction } from '../../platform/database.ts'
import { lockAccounts, ownAccountId, postTransfers, refusalOf } from '../ledger/index.ts'
import { type DeedOrder, doOnce, type Locked } from './deeds.ts'
import { readPaymentSettings } from './settings.ts'
import { useUpCode } from './store.ts'
import { emit, insertDeed, insertTenders, updateTipped } from './tender-store.ts'
import { decideTip } from './tip-rules.ts'

export interface TipOrder extends DeedOrder {
  readonly amount: bigint
  /** Whose tip it is: the account of the signed-in customer or of the pay code that was shown. */
  readonly accountIds: readonly Uuid[]
  /** The pay code that was shown at a till. */
  readonly code?: { readonly deviceId: Uuid; readonly step: number } | undefined
}

type Refused =
  | 'not_found'
  | 'code_used'
  | 'already_tipped'
  | 'too_late'
  | 'amount_too_high'
  | 'insufficient_funds'
  | 'account_frozen'

export function tipPayment(db: Database, order: TipOrder) {
  return doOnce<Refused>(db, order, 'insufficient_funds', (tx, payment) => tip(tx, payment, order))
}

async function tip(tx: Transaction, payment: Locked, order: TipOrder) {
  const { lane, currency, account_id: accountId } = payment
  const { amount, atMs } = order
  if (!order.accountIds.includes(accountId)) return { ok: false, code: 'not_found' } as const
  const { tip: limits } = await readPaymentSettings(tx)
  const decision = decideTip(payment, amount, limits, atMs)
  if (!decision.ok) return decision
  // A code that has agreed to a tip agrees to nothing else. A payment with it takes the account first, too: so each sees the other.
  await lockAccounts(tx, lane, [accountId])
  if (order.code && !(await useUpCode(tx, lane, order.code, order.terminalId))) {
    return { ok: false, code: 'code_used' } as const
  }
  const refusal = await refusalOf(tx, { accountId, currency, amount: -amount })
  if (refusal === 'account_frozen' || refusal === 'insufficient_funds') return { ok: false, code: refusal } as const

  const id = newId(atMs)
  const sales = { id: ownAccountId('store_sales', currency, payment.store_id), guarded: false }
  const debit = { id: accountId, guarded: true }
  await postTransfers(tx, [{ id, kind: 'payment', debit, credit: sales, amount, currency, atMs }])
  await updateTipped(tx, payment, amount)
  await insertTenders(
    tx,
    lane,
    [{ id, payment_id: payment.id, type: 'storedValue', account_id: accountId, last_digits: null, amount, tip: true }],
    tipPosition,
  )
  await insertDeed(tx, { ...order, lane, id, paymentId: payment.id, type: 'tip' })
  await emit(tx, lane, 'payments.tipped', [id])
  return { ok: true } as const
}
/** After all tenders of the payment itself. */
const tipPosition = 1_000
