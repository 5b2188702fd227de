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

/** A new signing key is known for so long before it signs: every process looks for new keys three times in it. */
export const keyAnnouncedMs = 30_000
/** From then on, the key before verifies for so long: its last token, and clocks that differ. */
export const keyVerifiesMs = tokenSecondsMax * 1000 + 60_000

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
