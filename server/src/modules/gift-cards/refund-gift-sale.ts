/** The shop takes back the sale of an unspent gift, claimed or not. A till gives back what its own store took; support, what a card paid. */
import { canonicalCardNumber } from '@ringfence/contract'
import type { Uuid } from '../../kernel/ids.ts'
import { sqlState, uniqueViolation } from '../../platform/database.ts'
import type { Idempotency } from '../../platform/http.ts'
import { hideNumber } from '../wallet/index.ts'
import { type CloseOutcome, closeGift, closing } from './close-gift.ts'
import { findAnyCard } from './find-card.ts'
import type { GiftRoom } from './gift-room.ts'
import {
  type GiftRow,
  insertGiftRefund,
  selectGift,
  selectGiftByCode,
  selectGiftRefundByKey,
  selectGiftsOfAccounts,
} from './gift-store.ts'

export interface GiftSaleRefundRequest {
  readonly giftId: Uuid | undefined
  readonly code: string | undefined
  /** Undefined: support, for the whole brand. */
  readonly storeId: Uuid | undefined
  readonly terminalId: Uuid | undefined
  readonly staffId: Uuid
  readonly idempotency: Idempotency
  readonly atMs: number
}

export type RefundOutcome =
  | { ok: true; gift: GiftRow; at: Date; replayed: boolean }
  | (CloseOutcome & { ok: false })
  | { ok: false; code: 'idempotency_key_reused' }

export async function refundGiftSale(room: GiftRoom, request: GiftSaleRefundRequest): Promise<RefundOutcome> {
  const { idempotency, atMs } = request
  const first = await replay(room, idempotency)
  if (first) return first
  const sold = await findSold(room, request)
  if (!sold || !maySee(sold, request)) return { ok: false, code: 'not_found' }
  try {
    const outcome = await closing(room, async tx => {
      const allows = (gift: GiftRow) => (maySee(gift, request) ? undefined : 'not_found')
      const closed = await closeGift(tx, { giftId: sold.id, status: 'refunded', atMs, allows })
      if (closed.ok) await insertGiftRefund(tx, { ...request, giftId: sold.id })
      return closed
    })
    if (outcome.ok) return { ok: true, gift: outcome.gift, at: new Date(atMs), replayed: false }
    return (await replay(room, idempotency)) ?? outcome // what it waited for may have been this very refund
  } catch (error) {
    if (sqlState(error) !== uniqueViolation) throw error
    return (await replay(room, idempotency)) ?? { ok: false, code: 'gift_closed' }
  }
}

async function replay(room: GiftRoom, idempotency: Idempotency): Promise<RefundOutcome | undefined> {
  const known = await selectGiftRefundByKey(room.db, idempotency)
  if (!known) return undefined
  if (known.fingerprint !== idempotency.fingerprint) return { ok: false, code: 'idempotency_key_reused' }
  return { ok: true, gift: (await selectGift(room.db, known.gift_id))!, at: known.at, replayed: true }
}

async function findSold(room: GiftRoom, { giftId, code }: GiftSaleRefundRequest): Promise<GiftRow | undefined> {
  if (giftId !== undefined) return selectGift(room.db, giftId)
  const canonical = code && canonicalCardNumber(code)
  if (!canonical) return undefined
  const card = await findAnyCard(room.db, room.masterKey, canonical)
  if (!card) return selectGiftByCode(room.db, hideNumber(room.masterKey, canonical).numberHash)
  return (await selectGiftsOfAccounts(room.db, [card.account_id]))[0]
}

/** A till sees its own store's sales, support those of the app: cash goes back where it was taken. */
function maySee(gift: GiftRow, { storeId }: GiftSaleRefundRequest): boolean {
  return storeId === undefined ? gift.tender === 'card' : gift.store_id === storeId
}
