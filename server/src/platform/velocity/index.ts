export { limitVelocity, type VelocityOptions } from './limit-handlers.ts'
export { type VelocityRule, velocityRules } from './rules.ts'
