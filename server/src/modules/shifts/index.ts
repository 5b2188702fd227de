/** Shifts: who answered for a till's cash, and what it took meanwhile. */
export { shiftsRoutes } from './routes.ts'
