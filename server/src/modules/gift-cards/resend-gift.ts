/** Mails an unclaimed gift once more, a few times in all. While one mail is on its way no other is made. */
import type { Uuid } from '../../kernel/ids.ts'
import { mailStates } from '../../platform/mail/index.ts'
import { lockCardsOfAccounts } from './claim-store.ts'
import { type GiftRoom, openWishes } from './gift-room.ts'
import { mayResend } from './gift-rules.ts'
import { addResend, type GiftRow, lockGift } from './gift-store.ts'
import { codeOfGift, queueGiftMail } from './issue-gift.ts'

export type ResendOutcome =
  | { ok: true; gift: GiftRow }
  | { ok: false; code: 'not_found' | 'gift_closed' | 'gift_claimed' | 'resend_limit_reached' }

export async function resendGift(
  room: GiftRoom,
  request: { giftId: Uuid; buyerId: Uuid; key: string; atMs: number },
): Promise<ResendOutcome> {
  const { db, masterKey } = room
  const { giftId, buyerId, key, atMs } = request
  return db.transaction(async tx => {
    const gift = await lockGift(tx, giftId)
    if (gift?.buyer_id !== buyerId) return { ok: false, code: 'not_found' }
    if (gift.resends.includes(key)) return { ok: true, gift }
    const [card] = await lockCardsOfAccounts(tx, [gift.account_id])
    const progress = {
      status: gift.status,
      isClaimed: card !== undefined && card.customer_id !== null,
      isMailed: openWishes(masterKey, gift.sealed_wishes).recipient !== null,
      mails: (await mailStates(tx, [giftId])).get(giftId) ?? [],
    }
    const decision = mayResend(progress, gift.resends.length)
    if (decision === 'waiting') return { ok: true, gift }
    if (decision !== 'yes') return { ok: false, code: decision }
    const code = await codeOfGift(tx, masterKey, gift)
    if (code === undefined) return { ok: false, code: 'gift_closed' }
    await addResend(tx, giftId, key)
    const onceKey = `gift ${giftId} ${gift.resends.length + 1}`
    await queueGiftMail(tx, masterKey, gift, { code, onceKey, dueMs: atMs, atMs })
    return { ok: true, gift: { ...gift, resends: [...gift.resends, key] } }
  })
}
