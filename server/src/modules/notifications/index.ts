/** What people are told: live events for now. */
export { mayBeTold, typesToldTo } from './event-rights.ts'
export { followLiveEvents, type LiveEvents } from './live-events.ts'
export { mailReceiptsAlways } from './mail-receipts.ts'
export { receiptRoutes } from './receipt-routes.ts'
