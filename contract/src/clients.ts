/** Machine clients of partners and integrators: what they may do, and the keys they prove themselves with. */
import { type Static, Type } from 'typebox'
import { Closed, Id, Line, List, Timestamp } from './common.ts'
import { PublicKey } from './identity.ts'

/** Two, so that a key can be changed without a gap. */
export const clientKeysMax = 2

const ClientScope = Type.String({ maxLength: 60, pattern: '^[a-z]+(-[a-z]+)*:(read|write)$' })

export const MachineClient = Closed({
  id: Id('client'),
  name: Type.String(),
  scopes: Type.Array(Type.String()),
  status: Type.Enum(['active', 'revoked']),
  keys: Type.Array(Closed({ keyId: Type.String({ description: 'JWK thumbprint.' }), createdAt: Timestamp })),
  createdAt: Timestamp,
})
export type MachineClient = Static<typeof MachineClient>
export const ClientList = List(MachineClient)

export const CreateClient = Closed({
  name: Line({ minLength: 1, maxLength: 80 }),
  scopes: Type.Array(ClientScope, { minItems: 1, maxItems: 60, uniqueItems: true }),
  publicKey: PublicKey,
})
export type CreateClient = Static<typeof CreateClient>

export const AddClientKey = Closed({ publicKey: PublicKey })
export const ClientKeyParams = Closed({
  id: Id('client'),
  keyId: Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' }),
})
