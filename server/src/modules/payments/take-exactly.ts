/**
 * Payments that need more than the fast path: gift cards, cash or card for the rest, holds. One transaction each, all or nothing:
 * the code's single use, every transfer, the payment with its tenders, the key and the event.
 */
import { newId, type Uuid } from '../../kernel/ids.ts'
import type { Database, Transaction } from '../../platform/database.ts'
import { lockCards } from '../gift-cards/index.ts'
import {
  accountStates,
  expireLots,
  expireLotsOf,
  lockAccounts,
  lotsOf,
  type NewTransfer,
  ownAccountId,
  placeHold,
  postTransfers,
} from '../ledger/index.ts'
import { commitOnce, type FirstAnswer, firstAnswer } from './commit-payment.ts'
import type { PayingCard } from './payers.ts'
import { insertPresented, type NewPayment } from './store.ts'
import { planTenders, type TenderPlan, type TenderShare, type TillTender } from './tender-rules.ts'
import { emit, insertPayment, insertTenders, type TenderRow } from './tender-store.ts'

export interface SplitPayment extends NewPayment {
  readonly giftCards: readonly PayingCard[]
  /** Whether `accountId` is the account behind a pay code, which pays last, or one of the gift cards. */
  readonly hasAccount: boolean
  readonly atTill: readonly TillTender[]
}

type Declined = {
  readonly ok: false
  readonly code: 'insufficient_funds' | 'account_frozen' | 'amount_too_high' | 'code_invalid'
}
export type SplitOutcome = { readonly ok: true; readonly tenders: readonly TenderRow[] } | Declined | FirstAnswer

/** What a payment would take from whom, now; nothing is locked or written. */
export async function planSplit(
  db: Pick<Database, 'query'>,
  payment: Pick<SplitPayment, 'accountId' | 'giftCards' | 'hasAccount' | 'atTill' | 'amount' | 'atMs'>,
): Promise<TenderPlan | undefined> {
  const ids = payersOf(payment)
  const lots = await lotsOf(db, ids)
  const sourceOf = (id: Uuid) => ({ id, lots: lots.get(id)! })
  const cardIds = new Set(payment.giftCards.map(card => card.accountId))
  return planTenders(
    payment.amount,
    {
      giftCards: [...cardIds].map(sourceOf),
      account: payment.hasAccount ? sourceOf(payment.accountId) : undefined,
      atTill: payment.atTill,
    },
    payment.atMs,
  )
}

export function takeSplit(db: Database, payment: SplitPayment): Promise<SplitOutcome> {
  return commitOnce(db, payment, tx => splitInTransaction(tx, payment))
}

async function splitInTransaction(tx: Transaction, payment: SplitPayment): Promise<SplitOutcome> {
  if (!(await standStill(tx, payment.giftCards))) return { ok: false, code: 'code_invalid' }
  // All accounts are locked before the first posting takes the ledger's head; what is planned then can be posted.
  const payers = payersOf(payment)
  await lockAccounts(tx, payment.lane, payers)
  await expireLotsOf(tx, payers, payment.atMs)
  const first = await firstAnswer(tx, payment)
  if (first) return first
  const plan = await planSplit(tx, payment)
  if (!plan) return { ok: false, code: 'amount_too_high' }
  const code = await declineOf(tx, plan)
  if (code !== undefined) return decline(tx, payment, code)

  const tenders = plan.shares.map((share, i) => {
    const card = payment.giftCards.find(({ accountId }) => accountId === share.accountId)
    return tenderOf(payment, share, card, i === 0 ? payment.id : newId(payment.atMs))
  })
  await postTransfers(
    tx,
    tenders.map(tender => transferOf(payment, tender)),
  )
  await insertPayment(tx, payment)
  await insertTenders(tx, payment.lane, tenders)
  await emit(tx, payment.lane, 'payments.taken', [payment.id])
  return { ok: true, tenders }
}

/** Sets the amount aside on one account; it is captured, voided or expires later. */
export function takeHold(
  db: Database,
  payment: NewPayment,
  card: PayingCard | undefined,
  expiresMs: number,
): Promise<{ ok: true } | Declined | FirstAnswer> {
  return commitOnce(db, payment, async (tx): Promise<{ ok: true } | Declined | FirstAnswer> => {
    if (!(await standStill(tx, card ? [card] : []))) return { ok: false, code: 'code_invalid' }
    await expireLots(tx, payment.accountId, payment.atMs)
    const first = await firstAnswer(tx, payment)
    if (first) return first
    const state = (await accountStates(tx, [payment.accountId])).get(payment.accountId)!
    if (state.frozen) return decline(tx, payment, 'account_frozen')
    if (state.balance < payment.amount) return decline(tx, payment, 'insufficient_funds')
    await placeHold(tx, { ...payment, expiresMs })
    await insertPayment(tx, { ...payment, hold: { expiresMs } })
    const share = { type: card ? ('giftCard' as const) : ('storedValue' as const), ...payment }
    await insertTenders(tx, payment.lane, [tenderOf(payment, share, card, payment.id)])
    await emit(tx, payment.lane, 'payments.authorized', [payment.id])
    return { ok: true }
  })
}

/** Keeps gift cards from being replaced or closed meanwhile; false when one was. */
async function standStill(tx: Transaction, cards: readonly PayingCard[]): Promise<boolean> {
  if (cards.length === 0) return true
  const rows = await lockCards(
    tx,
    cards.map(card => card.cardId),
  )
  return rows.every(row => row.state === 'active' || row.state === 'frozen')
}

function payersOf(payment: Pick<SplitPayment, 'accountId' | 'giftCards'>): Uuid[] {
  return [...new Set([payment.accountId, ...payment.giftCards.map(card => card.accountId)])].sort()
}

async function declineOf(tx: Transaction, plan: TenderPlan): Promise<Declined['code'] | undefined> {
  if (plan.missing > 0n) return 'insufficient_funds'
  const states = await accountStates(
    tx,
    plan.shares.flatMap(share => share.accountId ?? []),
  )
  return [...states.values()].some(state => state.frozen) ? 'account_frozen' : undefined
}

/** A declined code stays bound to this till. */
async function decline(tx: Transaction, payment: NewPayment, code: Declined['code']): Promise<Declined> {
  if (payment.code && payment.terminalId) await insertPresented(tx, payment.lane, payment.code, payment.terminalId)
  return { ok: false, code }
}

function tenderOf(payment: NewPayment, share: TenderShare, card: PayingCard | undefined, id: Uuid): TenderRow {
  return {
    id,
    payment_id: payment.id,
    type: share.type,
    account_id: share.accountId ?? null,
    last_digits: card?.lastDigits ?? null,
    amount: share.amount,
    tip: false,
  }
}

/** Cash lands in the till and a card at its terminal; all of it is the store's sale. */
function transferOf({ currency, storeId, salesId, atMs }: SplitPayment, tender: TenderRow): NewTransfer {
  const till = tender.type === 'cash' ? 'cash_in_tills' : 'card_at_tills'
  return {
    id: tender.id,
    kind: 'payment',
    debit:
      tender.account_id === null
        ? { id: ownAccountId(till, currency, storeId), guarded: false }
        : { id: tender.account_id, guarded: true },
    credit: { id: salesId, guarded: false },
    amount: tender.amount,
    currency,
    atMs,
  }
}
