/**
 * Disputes of the charges that paid for gifts, as the provider tells them, in any order and any number of times. Opened: what is
 * unspent of the gift's own lot goes back, wherever it is by now; what was spent is the brand's loss, never a debt of whoever got the
 * gift. A gift that nobody claimed is closed when nothing is left on it. Won: all returns to where it was taken from, and a closed gift
 * is open again. Lost: it stays as it is.
 */
import { newId, type Uuid } from '../../kernel/ids.ts'
import { arrayOf, type Database, type Transaction } from '../../platform/database.ts'
import { mailStates, withdrawMails } from '../../platform/mail/index.ts'
import {
  accountStates,
  expireLotsOf,
  laneOf,
  lotsOf,
  type NewTransfer,
  ownAccountId,
  PostingRefused,
  postTransfers,
} from '../ledger/index.ts'
import { closeCard, lockCardsOfAccounts } from './claim-store.ts'
import { type Holding, planGiftDispute } from './dispute-rules.ts'
import {
  accountsOfGift,
  disputedOfGift,
  type GiftDisputeRow,
  insertGiftDispute,
  lockGiftDispute,
  lockGiftToGiveBack,
  markDisputeClosed,
  markDisputed,
  markGivenBack,
  markReopened,
  partsOfDisputes,
  reopenCard,
  selectGiftsToGiveBack,
} from './dispute-store.ts'
import type { GiftRoom } from './gift-room.ts'
import { type GiftRow, lockGift } from './gift-store.ts'
import { codeOfGift, dueOf, queueGiftMail } from './issue-gift.ts'

/** A dispute as the provider shows it now. */
export interface GiftDispute {
  readonly giftId: Uuid
  readonly provider: string
  readonly reference: string
  readonly amount: bigint
  readonly currency: string
  readonly status: 'open' | 'won' | 'lost'
  readonly reason: string
  readonly openedMs: number
}

/** `pending`: the payment of the gift is not settled yet; tell it again later. What is won is given back by `giveBackGifts`. */
export async function applyGiftDispute(
  db: Database,
  dispute: GiftDispute,
  nowMs: number,
): Promise<'applied' | 'pending' | 'not_found'> {
  return db.transaction(async tx => {
    const gift = await lockGift(tx, dispute.giftId)
    if (gift?.tender !== 'card') return 'not_found'
    if (gift.status === 'pending') return 'pending'
    const known = await lockGiftDispute(tx, dispute.provider, dispute.reference)
    const found = known ?? (await open(tx, gift, dispute, nowMs))
    // One that was lost may still be won, on appeal.
    if (!found || dispute.status === 'open' || dispute.status === found.status || found.status === 'won')
      return 'applied'
    await markDisputeClosed(tx, found.id, dispute.status, nowMs)
    return 'applied'
  })
}

/** Undefined when nothing of the gift is left to dispute; what went back to its card already is none. */
async function open(
  tx: Transaction,
  gift: GiftRow,
  { provider, reference, reason, openedMs, ...dispute }: GiftDispute,
  nowMs: number,
): Promise<{ id: Uuid; status: string } | undefined> {
  if ((gift.status !== 'open' && gift.status !== 'disputed') || gift.currency !== dispute.currency) return undefined
  const [card] = await lockCardsOfAccounts(tx, [gift.account_id])
  const disputed = await disputedOfGift(tx, gift.id)
  const plan = planGiftDispute({ amount: gift.amount, disputed }, dispute.amount, await holdingsOf(tx, gift, nowMs))
  if (!plan) return undefined
  const id = newId(openedMs)
  const parts = plan.parts.map(part => ({ ...part, id: newId(openedMs) }))
  const { amount, taken: takenBack, loss } = plan
  await insertGiftDispute(
    tx,
    { id, provider, reference, giftId: gift.id, amount, takenBack, loss, reason, openedMs },
    parts,
  )
  const { currency } = gift
  const credit = { id: ownAccountId('psp_clearing', currency), guarded: false }
  const base = { kind: 'chargeback', credit, currency, atMs: openedMs } as const
  const transfers = parts.map(({ id: partId, accountId, amount: part }): NewTransfer => {
    const lots = [{ lotId: gift.id, amount: part }]
    return { ...base, id: partId, debit: { id: accountId, guarded: true }, amount: part, lots }
  })
  const loser = { id: ownAccountId('disputes', currency), guarded: false }
  if (loss > 0n) transfers.push({ ...base, id, debit: loser, amount: loss })
  if (card?.customer_id === null && (await isEmptied(tx, gift, parts))) {
    await markDisputed(tx, gift.id, nowMs)
    await withdrawMails(tx, gift.id, nowMs)
    await closeCard(tx, card.id)
  }
  await postTransfers(tx, transfers)
  await tx.query('SELECT ringfence.emit($1, $2, $3)', [laneOf(gift.account_id), 'giftCards.disputed', arrayOf([id])])
  return { id, status: 'open' }
}

/** Whether the dispute leaves nothing on the gift's own account. */
async function isEmptied(tx: Transaction, gift: GiftRow, parts: readonly Holding[]): Promise<boolean> {
  const { balance, held } = (await accountStates(tx, [gift.account_id])).get(gift.account_id)!
  const taken = parts.find(part => part.accountId === gift.account_id)?.amount ?? 0n
  return balance + held === taken
}

/** What is left of the gift's own lot. Locks the accounts that may hold some: from here on nobody spends it or moves it. */
async function holdingsOf(tx: Transaction, gift: GiftRow, nowMs: number): Promise<Holding[]> {
  const accountIds = await accountsOfGift(tx, gift.account_id)
  await expireLotsOf(tx, accountIds, nowMs)
  const lots = await lotsOf(tx, accountIds)
  return accountIds.flatMap(accountId => {
    const own = lots.get(accountId)!.find(lot => lot.id === gift.id)
    return own ? [{ accountId, amount: own.amount }] : []
  })
}

/** Gives back what disputes took that are won; returns how many. One whose holder has no room for it now waits. */
export async function giveBackGifts(room: GiftRoom, nowMs: number): Promise<number> {
  let given = 0
  for (const won of await selectGiftsToGiveBack(room.db)) {
    try {
      if (await room.db.transaction(tx => giveBack(tx, room, won, nowMs))) given++
    } catch (error) {
      if (!(error instanceof PostingRefused)) throw error
    }
  }
  return given
}

async function giveBack(
  tx: Transaction,
  room: GiftRoom,
  won: { id: Uuid; gift_id: Uuid },
  nowMs: number,
): Promise<boolean> {
  const gift = (await lockGift(tx, won.gift_id))!
  const [card] = await lockCardsOfAccounts(tx, [gift.account_id])
  const dispute = await lockGiftToGiveBack(tx, won.id)
  if (!dispute) return false
  await markGivenBack(tx, dispute.id, nowMs)
  if (gift.status === 'disputed') {
    await markReopened(tx, gift.id)
    const { frozen } = (await accountStates(tx, [gift.account_id])).get(gift.account_id)!
    if (card) await reopenCard(tx, card.id, frozen)
    await mailAgain(tx, room, gift, dispute, nowMs)
  }
  await postTransfers(tx, await transfersBack(tx, gift, dispute, nowMs))
  const ids = arrayOf([dispute.id])
  await tx.query('SELECT ringfence.emit($1, $2, $3)', [laneOf(gift.account_id), 'giftCards.reinstated', ids])
  return true
}

async function transfersBack(
  tx: Transaction,
  gift: GiftRow,
  dispute: GiftDisputeRow,
  atMs: number,
): Promise<NewTransfer[]> {
  const { currency } = gift
  const debit = { id: ownAccountId('psp_clearing', currency), guarded: false }
  const base = { kind: 'reversal', debit, currency, atMs } as const
  const transfers = (await partsOfDisputes(tx, [dispute.id])).map(({ id, accountId, amount }): NewTransfer => {
    const lots = [{ lotId: gift.id, amount }]
    return { ...base, id: newId(atMs), credit: { id: accountId, guarded: true }, amount, reverses: id, lots }
  })
  const credit = { id: ownAccountId('disputes', currency), guarded: false }
  if (dispute.loss > 0n) {
    transfers.push({ ...base, id: newId(atMs), credit, amount: dispute.loss, reverses: dispute.id })
  }
  return transfers
}

/** The mail of a gift that was closed before it went out; one that had arrived is as good as before. */
async function mailAgain(
  tx: Transaction,
  { masterKey }: GiftRoom,
  gift: GiftRow,
  dispute: GiftDisputeRow,
  atMs: number,
): Promise<void> {
  const mails = (await mailStates(tx, [gift.id])).get(gift.id) ?? []
  if (mails.some(mail => mail.state === 'sent')) return
  const code = await codeOfGift(tx, masterKey, gift)
  if (code === undefined) return
  const onceKey = `gift ${gift.id} reopened ${dispute.id}`
  await queueGiftMail(tx, masterKey, gift, { code, onceKey, dueMs: dueOf(gift, atMs), atMs })
}
