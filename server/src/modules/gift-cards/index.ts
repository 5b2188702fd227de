/** Gift cards: sold, claimed, moved into an account. */
export { type CardDraw, type DrainableCard, type Drained, drainCards } from './drain-rules.ts'
export { giftRoutes } from './gift-routes.ts'
