/** Gifts over HTTP: buying, claiming, giving back, moving into an account. */
import type { HandlersOf } from '../../platform/http.ts'

type Mine =
  | 'sendMyGift'
  | 'listMyGifts'
  | 'getMyGift'
  | 'confirmMyGift'
  | 'resendMyGift'
  | 'cancelMyGift'
  | 'claimMyGiftCard'
  | 'listMyGiftCards'
  | 'consolidateMyGiftCards'
  | 'sellGift'
  | 'refundGiftSale'

const absent = async () => ({ ok: false, code: 'not_found' }) as const

export function giftRoutes(): HandlersOf<Mine> {
  return {
    sendMyGift: absent,
    listMyGifts: absent,
    getMyGift: absent,
    confirmMyGift: absent,
    resendMyGift: absent,
    cancelMyGift: absent,
    claimMyGiftCard: absent,
    listMyGiftCards: absent,
    consolidateMyGiftCards: absent,
    sellGift: absent,
    refundGiftSale: absent,
  }
}
