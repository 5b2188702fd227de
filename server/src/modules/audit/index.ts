/** The audit trail: who did what to what; append only, sealed in signed batches. */
export { recordIn } from './record-in.ts'
export { auditRoutes, trailFigures } from './routes.ts'
export { type RunningTrail, startTrail } from './trail.ts'
export { exportTrail, verifyTrailFile } from './trail-file.ts'
export type { Verified } from './verify.ts'
export { verifyDaily } from './verify-night.ts'
export { verifyTrail } from './verify-trail.ts'
