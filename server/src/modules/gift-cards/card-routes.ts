/** Cards over HTTP. */
import type { HandlersOf } from '../../platform/http.ts'

type Mine =
  | 'findGiftCard'
  | 'askGiftCardBalance'
  | 'askPublicGiftCardBalance'
  | 'activateGiftCard'
  | 'voidGiftCardActivation'
  | 'orderCardBatch'
  | 'listCardBatches'
  | 'getCardBatch'
  | 'downloadCardBatch'

const absent = async () => ({ ok: false, code: 'not_found' }) as const

export function cardRoutes(): HandlersOf<Mine> {
  return {
    findGiftCard: absent,
    askGiftCardBalance: absent,
    askPublicGiftCardBalance: absent,
    activateGiftCard: absent,
    voidGiftCardActivation: absent,
    orderCardBatch: absent,
    listCardBatches: absent,
    getCardBatch: absent,
    downloadCardBatch: absent,
  }
}
