/**
 * Commits payments: together with the others in flight when it can, alone when it must. Both ways call the same database function,
 * which writes the code's single use, the transfer, the payment, its idempotency key and the event, or none of them.
 */
import { type Database, type Queryable, sqlState, type Transaction, uniqueViolation } from '../../platform/database.ts'
import { type GroupCommit, groupCommit } from '../../platform/group-commit.ts'
import { expireLots, type Refusal, refusalOf } from '../ledger/index.ts'
import {
  callTake,
  insertPresented,
  type NewPayment,
  type PaymentRow,
  selectByKeys,
  selectCodeUse,
  selectSpoilers,
} from './store.ts'

export type CommitOutcome =
  | { readonly ok: true; readonly balanceAfter: bigint }
  | { readonly ok: true; readonly first: PaymentRow }
  | { readonly ok: false; readonly code: Refusal | 'code_used' }

export type CommitPayment = GroupCommit<NewPayment, CommitOutcome>

export function paymentCommitter(db: Database): CommitPayment {
  return groupCommit<NewPayment, CommitOutcome>({
    groupOf: payment => `${payment.lane} ${payment.currency}`,
    connect: () => db.connect(),
    send: async (on, payments) => {
      const balances = await callTake(on, payments)
      return balances.map(balanceAfter => (balanceAfter === undefined ? undefined : { ok: true, balanceAfter }))
    },
    alone: payment => commitAlone(db, payment),
    spoilers: payments => selectSpoilers(db, payments),
  })
}

/** One payment exactly. */
function commitAlone(db: Database, payment: NewPayment): Promise<CommitOutcome> {
  return commitOnce(db, payment, tx => takeOrDecline(tx, payment))
}

type Once = Pick<NewPayment, 'lane' | 'code' | 'terminalId' | 'idempotency'>

/**
 * Runs the transaction of one payment. A key that is known answers with its first payment, for the batch it was in, or another
 * process, may have committed it; a code that was used, or is bound to another till, is refused.
 */
export async function commitOnce<T extends { readonly ok: boolean }>(
  db: Database,
  payment: Once,
  write: (tx: Transaction) => Promise<T>,
): Promise<T | FirstAnswer> {
  try {
    return (await firstAnswer(db, payment)) ?? (await db.transaction(write))
  } catch (error) {
    if (sqlState(error) === 'RF003') return { ok: false, code: 'code_used' }
    if (sqlState(error) === 'RF002') return { ok: false, code: 'currency_mismatch' }
    if (sqlState(error) !== uniqueViolation) throw error
    return (await firstAnswer(db, payment)) ?? { ok: false, code: 'code_used' }
  }
}

export type FirstAnswer =
  | { readonly ok: true; readonly first: PaymentRow }
  | { readonly ok: false; readonly code: 'code_used' | 'currency_mismatch' }

/**
 * The key is read after the code: whoever used the code with this very key has then been seen by its key, too. The other way round,
 * a commit between the two would make a payment's own code look like somebody else's.
 */
export async function firstAnswer(db: Queryable, payment: Once): Promise<FirstAnswer | undefined> {
  const use = payment.code && (await selectCodeUse(db, payment.lane, payment.code))
  const [first] = await selectByKeys(db, [payment.idempotency])
  if (first) return { ok: true, first }
  if (use && (use.paid || use.terminal_id !== payment.terminalId)) return { ok: false, code: 'code_used' }
  return undefined
}

/** A decline is not kept under the key: the same request may succeed after a load. But its code is bound to this till. */
export async function takeOrDecline(tx: Transaction, payment: NewPayment): Promise<CommitOutcome> {
  let [balanceAfter] = await callTake(tx, [payment])
  if (balanceAfter === undefined && (await expireLots(tx, payment.accountId, payment.atMs))) {
    ;[balanceAfter] = await callTake(tx, [payment])
  }
  if (balanceAfter !== undefined) return { ok: true, balanceAfter }
  // What it waited for may have been this very payment, committed by another process: that is no decline.
  const first = await firstAnswer(tx, payment)
  if (first) return first
  const { accountId, currency, amount } = payment
  const code = (await refusalOf(tx, { accountId, currency, amount: -amount })) ?? 'insufficient_funds'
  if (payment.code && payment.terminalId) await insertPresented(tx, payment.lane, payment.code, payment.terminalId)
  return { ok: false, code }
}
