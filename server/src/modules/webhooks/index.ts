/** Webhooks: what happened, told to integrators; signed, at least once, never to an address inside a network. */
export { disableEndpointsOf } from './change-endpoints.ts'
export { startWebhooks } from './start.ts'
