export { limitVelocity, type VelocityOptions } from './limit-handlers.ts'
