/** Gift cards: sold, claimed, moved into an account. */
export { cardRoutes } from './card-routes.ts'
export { type Asker, expiryOf } from './card-rules.ts'
export { type CardRow, insertCards, lockCard, lockCards, type NewCard, selectCard } from './card-store.ts'
export { type CardDraw, type DrainableCard, type Drained, drainCards } from './drain-rules.ts'
export { type CardAnswer, type CardQuestion, checkCard, findCard } from './find-card.ts'
export { giftRoutes } from './gift-routes.ts'
export { protectRoutes } from './protect-routes.ts'
