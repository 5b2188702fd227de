/** How gifts and gift cards show themselves to buyers and holders. */
import type { Consolidation, Gift, GiftSaleRefund, MyGiftCard, PaymentAction } from '@ringfence/contract'
import { idPrefixes } from '@ringfence/contract'
import { toTypeId, type Uuid } from '../../kernel/ids.ts'
import { toJson } from '../../kernel/money.ts'
import type { MasterKey } from '../../platform/crypto.ts'
import type { Queryable } from '../../platform/database.ts'
import { mailStates } from '../../platform/mail/index.ts'
import { type Lot, lotsOf } from '../ledger/index.ts'
import { cardsOfAccounts, codesOf, type HolderRow } from './claim-store.ts'
import type { ConsolidationRow } from './consolidation-store.ts'
import { openWishes } from './gift-room.ts'
import { resendsMax, shownStatus } from './gift-rules.ts'
import { type GiftRow, selectGiftsOfAccounts } from './gift-store.ts'

export interface Showing {
  readonly db: Queryable
  readonly masterKey: MasterKey
  readonly nowMs: number
}

export async function giftsView(
  { db, masterKey, nowMs }: Showing,
  gifts: readonly GiftRow[],
  action: PaymentAction | null = null,
): Promise<Gift[]> {
  const mails = await mailStates(
    db,
    gifts.map(gift => gift.id),
  )
  const cards = await cardsOfAccounts(
    db,
    gifts.map(gift => gift.account_id),
  )
  const cardOf = new Map(cards.map(card => [card.account_id, card]))
  return gifts.map(gift => {
    const { recipient, message } = openWishes(masterKey, gift.sealed_wishes)
    const card = cardOf.get(gift.account_id)
    const isClaimed = card !== undefined && card.customer_id !== null
    const sent = mails.get(gift.id) ?? []
    const { status } = gift
    const shown = shownStatus({ status, isClaimed, isMailed: recipient !== null, mails: sent, nowMs })
    const deliveredAt = sent.find(mail => mail.state === 'sent')?.endedAt ?? null
    return {
      id: toTypeId(idPrefixes.gift, gift.id),
      status: shown,
      amount: toJson(gift.amount),
      currency: gift.currency,
      design: gift.design,
      message,
      recipient,
      boughtAt: gift.at.toISOString(),
      deliverAt: gift.deliver_at?.toISOString() ?? null,
      deliveredAt: deliveredAt?.toISOString() ?? null,
      claimedAt: isClaimed ? card.claimed_at.toISOString() : null,
      resendsLeft: status === 'open' && !isClaimed && recipient !== null ? resendsMax - gift.resends.length : 0,
      cancellable: status === 'open' && !isClaimed && gift.tender === 'card',
      declineReason: gift.decline_reason,
      action: status === 'pending' ? action : null,
    }
  })
}

export async function giftCardsView(
  { db, masterKey, nowMs }: Showing,
  cards: readonly HolderRow[],
): Promise<MyGiftCard[]> {
  const accountIds = cards.map(card => card.account_id)
  const lots = await lotsOf(db, accountIds)
  const codes = await codesOf(
    db,
    masterKey,
    cards.map(card => card.id),
  )
  const giftOf = new Map((await selectGiftsOfAccounts(db, accountIds)).map(gift => [gift.account_id, gift]))
  return cards.map(card => {
    const gift = giftOf.get(card.account_id)
    const wishes = gift && openWishes(masterKey, gift.sealed_wishes)
    const live = (lots.get(card.account_id) ?? []).filter(lot => isLive(lot, nowMs))
    const balance = live.reduce((sum, lot) => sum + lot.amount, 0n)
    return {
      id: toTypeId(idPrefixes.giftCard, card.id),
      code: codes.get(card.id) ?? null,
      lastDigits: card.last_digits,
      state: stateOf(card, balance),
      balance: toJson(balance),
      currency: card.currency,
      design: card.design,
      message: wishes?.message ?? '',
      fromName: wishes?.fromName ?? null,
      expiresAt: firstExpiry(live)?.toISOString() ?? null,
      claimedAt: card.claimed_at.toISOString(),
    }
  })
}

function isLive(lot: Lot, nowMs: number): boolean {
  return lot.expiresAt === null || lot.expiresAt.getTime() > nowMs
}

function firstExpiry(lots: readonly Lot[]): Date | undefined {
  const dates = lots.flatMap(lot => lot.expiresAt ?? [])
  return dates.sort((a, b) => a.getTime() - b.getTime())[0]
}

function stateOf(card: HolderRow, balance: bigint): MyGiftCard['state'] {
  if (card.state === 'closed' || card.state === 'pending') return 'closed'
  if (card.state === 'frozen') return 'frozen'
  return balance === 0n ? 'spent' : 'active'
}

export function consolidationView(row: ConsolidationRow): Consolidation {
  return {
    id: toTypeId(idPrefixes.consolidation, row.id),
    accountId: toTypeId(idPrefixes.account, row.account_id),
    amount: toJson(row.amount),
    currency: row.currency,
    cards: row.cards.map(({ cardId, amount }) => ({
      giftCardId: toTypeId(idPrefixes.giftCard, cardId),
      amount: toJson(amount),
    })),
    balance: toJson(row.balance),
    at: row.at.toISOString(),
  }
}

export function saleRefundView(gift: GiftRow, at: Date): GiftSaleRefund {
  const id: Uuid = gift.id
  return {
    id: toTypeId(idPrefixes.gift, id),
    amount: toJson(gift.amount),
    currency: gift.currency,
    tender: gift.tender,
    at: at.toISOString(),
  }
}
