/** Who may act: people, tills and their keys, access tokens. */
export { readIssuerSettings } from './authorization/external-issuer.ts'
export type { Interactions } from './authorization/interactions.ts'
export { mountAuthorization } from './authorization/mount.ts'
export { clientsRoutes, registerClient } from './clients/routes.ts'
export { createIdentity, type Identity } from './identity.ts'
export { identityRoutes } from './routes.ts'
export { type CodeRoom, sendCodes } from './sign-in/email-codes.ts'
export { forgetSignIns } from './sign-in/forget.ts'
export { invitationPath, inviteStaff } from './sign-in/invitations.ts'
export { mountSignInPages } from './sign-in/pages/page-routes.ts'
export { signInRoutes } from './sign-in/routes.ts'
export type { PersonName } from './sign-in/sign-up.ts'
export { keysReloadEveryMs, rotateSigningKey } from './signing-keys.ts'
export { breakGlass } from './staff/break-glass.ts'
export { administratorKind } from './staff/change-staff.ts'
export { sealEmail } from './staff/email.ts'
export { findStaffByEmail, foundAdministrator } from './staff/first-administrator.ts'
export { staffRoutes } from './staff/routes.ts'
export { setAdministratorsMax } from './staff/seats.ts'
export { lockStanding } from './staff/staff-store.ts'
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
export { terminalsRoutes } from './terminals/routes.ts'
