/** Shifts: who answered for a till's cash, and what it took meanwhile. */
export { requireShift } from './require-shift.ts'
export { shiftsRoutes } from './routes.ts'
