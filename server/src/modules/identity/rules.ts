/** Decisions about people and tills, without a database. */
import type { PersonRole, Role } from '@ringfence/contract'
import type { Uuid } from '../../kernel/ids.ts'

export interface Person {
  readonly id: Uuid
  readonly role: PersonRole
  readonly name: string
  /** Of cashiers, shift leads and store managers. */
  readonly storeId: Uuid | undefined
}

/** An access token is good for so long, and can't be made to last longer. */
export const tokenSecondsMax = 300

/** In the sandbox several browsers may act as one till; the key that was enrolled first makes room for a sixth. */
export const liveKeysMax = 5

/** `last_seen_at` is a hint for people, not worth a write for each request. */
export const seenEveryMs = 60_000

/** People of a store work at its tills, and at no other's. */
export function mayWorkAt(person: Person, terminal: { readonly storeId: Uuid }): boolean {
  return person.storeId !== undefined && person.storeId === terminal.storeId
}

/** The kind of id that a caller of this role has outside. */
export function personPrefix(role: Role): 'cus' | 'stf' | 'cli' {
  if (role === 'client') return 'cli'
  return role === 'customer' ? 'cus' : 'stf'
}
