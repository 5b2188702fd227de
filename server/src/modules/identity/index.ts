/** Who may act: people, tills and their keys, access tokens. */
export { createIdentity, type Identity } from './identity.ts'
export { identityRoutes } from './routes.ts'
export {
  findTerminal,
  findTerminalKey,
  insertSandboxCustomer as addSandboxCustomer,
  insertStaff as addStaff,
  insertTerminal as addTerminal,
  listTerminals,
  staffNames,
  type TerminalKeyRow,
  terminalNames,
} from './store.ts'
