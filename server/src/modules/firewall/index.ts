/** The firewall's rules by address, and quotas: kept here, enforced by the gateway. */
export { type FirewallRoom, firewallRoutes } from './routes.ts'
export { deleteExpired as forgetExpiredRules } from './store.ts'
export { type FirewallWatch, watchFirewall } from './watch.ts'
