/** Money in: the provider's port, loads by card and by cash, standing rules, bulk loads. */
export { autoTopUpRoutes } from './auto-top-up/routes.ts'
export { bulkLoadRoutes } from './bulk/routes.ts'
export { settlePending } from './load-by-card.ts'
export type { Psp } from './psp.ts'
export { loadRecorder, type RecordLoad } from './record-load.ts'
export { type FundingRoom, fundingRoutes } from './routes.ts'
export { sandboxPsp } from './sandbox-psp.ts'
export { type FinalLoad, selectLoads } from './store.ts'
