/** What the numbers say, from roll-ups kept by listening. */
export { countEvents } from './count-events.ts'
export type { OverviewRoom } from './overview.ts'
export { insightsRoutes } from './routes.ts'
