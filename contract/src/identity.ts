/** Who calls: roles, the sandbox's people, tokens, terminals. */
import { type Static, Type } from 'typebox'
import { Closed, Id, List, Nullable, Timestamp } from './common.ts'

export const staffRoles = [
  'cashier',
  'shiftLead',
  'storeManager',
  'marketing',
  'support',
  'finance',
  'auditor',
  'administrator',
] as const
/** Roles that people have. */
export const personRoles = ['customer', ...staffRoles] as const
export type PersonRole = (typeof personRoles)[number]
/** All roles; `client` is a machine of a partner or an integrator, never a person. */
export const roles = [...personRoles, 'client'] as const
export type Role = (typeof roles)[number]
/** The roles that work in the console. */
export const consoleRoles = [
  'storeManager',
  'support',
  'finance',
  'auditor',
  'administrator',
] as const satisfies PersonRole[]

const RoleName = Type.Enum([...personRoles])

/** Someone of the demo who can be signed in as, in sandbox mode only. */
export const SandboxPerson = Closed({
  id: Type.String({ description: 'A customer id or a staff id.' }),
  name: Type.String(),
  role: RoleName,
  storeId: Nullable(Id('store')),
  about: Type.String({ description: 'One line on who this is.' }),
})
export type SandboxPerson = Static<typeof SandboxPerson>

export const SandboxSignIn = Closed({
  personId: Type.String({ maxLength: 40 }),
  terminalId: Type.Optional(
    Type.String({ maxLength: 40, description: 'For a cashier: the till; the request is then signed by its key.' }),
  ),
})
export const Session = Closed({
  accessToken: Type.String(),
  expiresAt: Timestamp,
  person: Closed({ id: Type.String(), name: Type.String(), role: RoleName, storeId: Nullable(Id('store')) }),
})
export type Session = Static<typeof Session>

/** A P-256 public key, as JWK. */
export const PublicKey = Closed({
  kty: Type.Literal('EC'),
  crv: Type.Literal('P-256'),
  x: Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' }),
  y: Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' }),
})
export type PublicKey = Static<typeof PublicKey>

export const TerminalKey = Closed({ keyId: Type.String({ description: 'JWK thumbprint; the `keyid` of signatures.' }) })

export const Terminal = Closed({
  id: Id('terminal'),
  name: Type.String(),
  storeId: Id('store'),
  storeName: Type.String(),
  status: Type.Enum(['unenrolled', 'active']),
  lastSeenAt: Nullable(Timestamp),
})
export type Terminal = Static<typeof Terminal>
export const TerminalList = List(Terminal)
