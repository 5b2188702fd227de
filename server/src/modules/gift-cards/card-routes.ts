/** Cards over HTTP. */
import type { HandlersOf } from '../../platform/http.ts'

type Mine =
  | 'listCardDesigns'
  | 'getCard'
  | 'chooseCardDesign'
  | 'freezeCard'
  | 'unfreezeCard'
  | 'reportCardLost'
  | 'replaceCard'
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
    listCardDesigns: absent,
    getCard: absent,
    chooseCardDesign: absent,
    freezeCard: absent,
    unfreezeCard: absent,
    reportCardLost: absent,
    replaceCard: absent,
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
