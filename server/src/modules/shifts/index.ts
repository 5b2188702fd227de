/** Shifts: who answered for a till's cash, and what it took meanwhile. */
export { closeShift } from './close-shift.ts'
export { openShift } from './open-shift.ts'
export { countShift } from './report.ts'
export { requireShift } from './require-shift.ts'
export { shiftsRoutes } from './routes.ts'
