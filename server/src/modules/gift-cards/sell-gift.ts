/** An e-gift sold at the till for cash or by card there: in one transaction, with its code to take along or mailed. */
import type { Uuid } from '../../kernel/ids.ts'
import type { Transaction } from '../../platform/database.ts'
import { checkOrder, type GiftOrder, type GiftOutcome, newGift } from './buy-gift.ts'
import { cardsOfAccounts } from './claim-store.ts'
import { type GiftRoom, openWishes } from './gift-room.ts'
import { type GiftRow, insertGift, selectGiftByKey } from './gift-store.ts'
import { codeOfGift, issueGift } from './issue-gift.ts'

export interface GiftAtTill extends GiftOrder {
  readonly tender: 'cash' | 'cardAtTill'
  readonly storeId: Uuid
  readonly terminalId: Uuid
  readonly staffId: Uuid
}

export interface SoldGift {
  readonly ok: true
  readonly gift: GiftRow
  /** For who takes the gift along; null when it is mailed, and once somebody has claimed it. */
  readonly code: string | null
  readonly replayed: boolean
}

export async function sellGift(room: GiftRoom, order: GiftAtTill): Promise<SoldGift | (GiftOutcome & { ok: false })> {
  const known = await selectGiftByKey(room.db, order.idempotency)
  if (!known) {
    const refused = await checkOrder(room, order)
    if (refused) return refused
  }
  return room.db.transaction(async tx => {
    const sold = { ...order, ...newGift(room, order), buyerId: undefined, paymentMethodId: undefined }
    const isNew = known === undefined && (await insertGift(tx, sold))
    const gift = (await selectGiftByKey(tx, order.idempotency))!
    if (gift.fingerprint !== order.idempotency.fingerprint) return { ok: false, code: 'idempotency_key_reused' }
    if (isNew) await issueGift(tx, room.masterKey, gift, order.atMs)
    const status = isNew ? 'open' : gift.status
    return { ok: true, gift: { ...gift, status }, code: await codeToTell(tx, room, gift), replayed: !isNew }
  })
}

async function codeToTell(tx: Transaction, room: GiftRoom, gift: GiftRow): Promise<string | null> {
  if (openWishes(room.masterKey, gift.sealed_wishes).recipient !== null) return null
  const [card] = await cardsOfAccounts(tx, [gift.account_id])
  if (!card || card.customer_id !== null) return null
  return (await codeOfGift(tx, room.masterKey, gift)) ?? null
}
