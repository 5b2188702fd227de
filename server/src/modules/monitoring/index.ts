/** How the API is used: counts by client, route, version and hour. */
export { countUse, forgetOldUse, type UseCounter } from './count-use.ts'
export type { LifecycleOf } from './read-use.ts'
export { apiUseRoutes } from './routes.ts'
