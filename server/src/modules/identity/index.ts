/** Who may act: people, tills and their keys, access tokens. */
export { createIdentity, type Identity } from './identity.ts'
export { identityRoutes } from './routes.ts'
export {
  insertSandboxCustomer as addSandboxCustomer,
  insertStaff as addStaff,
  insertTerminal as addTerminal,
  terminalNames,
} from './store.ts'
