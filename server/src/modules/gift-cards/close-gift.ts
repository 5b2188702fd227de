/**
 * Takes a gift back: its buyer cancels it while nobody claimed it, or the shop refunds the sale while nothing is spent. The card is
 * dead and its whole value leaves it when this commits; a card that paid gets its money back afterwards, by whoever comes first.
 */
import { newId, type Uuid } from '../../kernel/ids.ts'
import type { Transaction } from '../../platform/database.ts'
import { withdrawMails } from '../../platform/mail/index.ts'
import { accountStates, PostingRefused, postTransfers } from '../ledger/index.ts'
import { paymentOf } from './buy-gift.ts'
import { closeCard, forgetCode, lockCardsOfAccounts } from './claim-store.ts'
import { disputedOfGift } from './dispute-store.ts'
import type { GiftRoom } from './gift-room.ts'
import { type GiftRow, lockGift, markClosed, markRefundDone, selectGift, selectRefundsDue } from './gift-store.ts'
import { moneyAccountOf } from './issue-gift.ts'

type Refusal = 'not_found' | 'gift_closed' | 'gift_claimed' | 'gift_card_used' | 'account_frozen'
export type CloseOutcome = { ok: true; gift: GiftRow } | { ok: false; code: Refusal }

/** Cancelling what is cancelled is the same as once. */
export async function cancelGift(
  room: GiftRoom,
  request: { giftId: Uuid; buyerId: Uuid; atMs: number },
): Promise<CloseOutcome> {
  const { giftId, buyerId, atMs } = request
  const outcome = await closing(room, tx =>
    closeGift(tx, {
      giftId,
      status: 'cancelled',
      atMs,
      allows: (gift, isClaimed) => {
        if (gift.buyer_id !== buyerId) return 'not_found'
        return isClaimed ? 'gift_claimed' : undefined
      },
    }),
  )
  if (!outcome.ok && outcome.code === 'gift_closed') {
    const gift = await selectGift(room.db, giftId)
    if (gift?.buyer_id === buyerId && gift.status === 'cancelled') return { ok: true, gift }
  }
  return outcome
}

/** Runs a closing transaction; what it posts is refused when part of the value is spent or on hold. */
export async function closing(room: GiftRoom, work: (tx: Transaction) => Promise<CloseOutcome>): Promise<CloseOutcome> {
  try {
    const outcome = await room.db.transaction(work)
    if (outcome.ok && outcome.gift.psp_refund_due) await refundCharge(room, outcome.gift)
    return outcome
  } catch (error) {
    if (!(error instanceof PostingRefused)) throw error
    return { ok: false, code: 'gift_card_used' }
  }
}

/** Throws `PostingRefused` when the card does not hold the whole gift any more. */
export async function closeGift(
  tx: Transaction,
  request: {
    giftId: Uuid
    status: 'cancelled' | 'refunded'
    atMs: number
    /** Why this caller may not; undefined: may. */
    allows: (gift: GiftRow, isClaimed: boolean) => Refusal | undefined
  },
): Promise<CloseOutcome> {
  const { giftId, status, atMs } = request
  const gift = await lockGift(tx, giftId)
  if (!gift) return { ok: false, code: 'not_found' }
  const [card] = await lockCardsOfAccounts(tx, [gift.account_id])
  const refusal = request.allows(gift, card !== undefined && card.customer_id !== null)
  if (refusal === 'not_found') return { ok: false, code: refusal }
  if (gift.status !== 'open' || !card) return { ok: false, code: 'gift_closed' }
  if (refusal) return { ok: false, code: refusal }
  // What is disputed goes back through the dispute, not a second time to the card.
  if ((await disputedOfGift(tx, giftId)) > 0n) return { ok: false, code: 'gift_card_used' }
  const state = (await accountStates(tx, [gift.account_id])).get(gift.account_id)
  if (state?.frozen) return { ok: false, code: 'account_frozen' }
  const undoId = newId(atMs)
  const pspRefundDue = gift.tender === 'card'
  await markClosed(tx, { id: giftId, status, undoId, pspRefundDue, atMs })
  await withdrawMails(tx, giftId, atMs)
  await forgetCode(tx, card.id)
  await closeCard(tx, card.id)
  await postTransfers(tx, [
    {
      id: undoId,
      kind: 'undo',
      debit: { id: gift.account_id, guarded: true },
      credit: { id: moneyAccountOf(gift), guarded: false },
      amount: gift.amount,
      currency: gift.currency,
      atMs,
      reverses: giftId,
      lots: [{ lotId: giftId, amount: gift.amount }],
    },
  ])
  return { ok: true, gift: { ...gift, status, psp_refund_due: pspRefundDue, closed_at: new Date(atMs) } }
}

/** The provider may not answer now: the debt to the card stands until `refundDueGifts` has paid it. */
async function refundCharge(room: GiftRoom, gift: GiftRow): Promise<boolean> {
  try {
    await room.charges.refund(paymentOf(gift))
  } catch {
    return false
  }
  await markRefundDone(room.db, gift.id)
  return true
}

/** Gives back charges of closed gifts that the provider did not give back at once. Returns how many. */
export async function refundDueGifts(room: GiftRoom): Promise<number> {
  let done = 0
  for (const gift of await selectRefundsDue(room.db)) if (await refundCharge(room, gift)) done++
  return done
}
