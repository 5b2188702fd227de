/** Gift cards: sold, claimed, moved into an account. */
export { type ActivationRequest, activateCard } from './activate-card.ts'
export { type ActivationTaking, activationTakings, selectActivationByKey } from './activation-store.ts'
export { batchRoutes } from './batch-routes.ts'
export { addMade, insertBatch } from './batch-store.ts'
export { buyGift } from './buy-gift.ts'
export { cardRoutes } from './card-routes.ts'
export type { Asker } from './card-rules.ts'
export {
  type CardRow,
  forgetReplacementSecrets,
  insertCards,
  lockCards,
  type NewCard,
} from './card-store.ts'
export { claimCard } from './claim-card.ts'
export { applyGiftDispute } from './dispute-gift.ts'
export { giftDisputeStates } from './dispute-store.ts'
export { type CardDraw, type DrainableCard, type Drained, drainCards } from './drain-rules.ts'
export {
  type CardAnswer,
  type CardQuestion,
  cardPresenter,
  checkCard,
  findCard,
  type PresentCard,
} from './find-card.ts'
export { giftChargeStates } from './gift-charges.ts'
export type { GiftCharge, GiftChargeResult, GiftCharges, GiftPayment, GiftRoom } from './gift-room.ts'
export { giftRoutes } from './gift-routes.ts'
export { selectGiftByKey } from './gift-store.ts'
export {
  type CardProgramme,
  type CardToTakeOver,
  type ImportTotals,
  importCards,
  reconcileImport,
  sortCards,
} from './import-cards.ts'
export { codeOfGift } from './issue-gift.ts'
export { makeBatches, type PrintedCard, printCard } from './make-batches.ts'
export { protectRoutes } from './protect-routes.ts'
export { batchDownloadKind } from './release-batch.ts'
export { successorsOf } from './successors.ts'
export { giftTakings } from './takings.ts'
export { workGifts } from './work-gifts.ts'
