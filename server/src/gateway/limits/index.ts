/** Limits: coarse by address in memory; exact by client, person and credential in the store. */
export { type Counter, memoryCounter, postgresCounter, redisCounter } from './counters.ts'
export { createLeases } from './leases.ts'
export { type AddressLimit, createLimitAddress, type LimitAddress, usualAddressLimit } from './limit-addresses.ts'
export { createLimitCallers } from './limit-callers.ts'
export type { QuotaOptions } from './quotas.ts'
