/** Live keys of tills and machine clients, remembered for a few seconds: so long may a revoked key still be believed. */
import { createPublicKey, type KeyObject } from 'node:crypto'
import type { Clock } from '../../kernel/clock.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { together } from '../../kernel/together.ts'
import type { Database } from '../../platform/database.ts'
import { createShortCache } from '../../platform/short-cache.ts'
import { seenEveryMs } from './rules.ts'
import { findSigningKey, markSeen } from './store.ts'

/** A key whose signatures over requests count, and whose it is. */
export interface RegisteredKey {
  readonly keyId: string
  readonly owner: { readonly terminalId: Uuid } | { readonly clientId: Uuid }
  readonly publicKey: KeyObject
}

const rememberMs = 5_000
const rememberedMax = 10_000

export function createRegisteredKeys(db: Database, clock: Clock) {
  const remembered = createShortCache<RegisteredKey>(clock, rememberedMax)
  const seenAtMs = new Map<Uuid, number>()
  const findAnew = together(async (keyId: string): Promise<RegisteredKey | undefined> => {
    const found = await findSigningKey(db, keyId)
    if (found === undefined) return undefined
    const publicKey = createPublicKey({ format: 'jwk', key: { ...found.publicKey } })
    const { terminalId, clientId } = found
    const key = { keyId, owner: terminalId === null ? { clientId: clientId! } : { terminalId }, publicKey }
    remembered.set(keyId, key, clock.now() + rememberMs)
    return key
  })
  return {
    find: async (keyId: string): Promise<RegisteredKey | undefined> => remembered.get(keyId) ?? findAnew(keyId),
    forget: (keyId: string) => remembered.delete(keyId),
    /** Writes at most once a minute; when that fails, the next request tries again. */
    seen: (terminalId: Uuid): void => {
      const now = clock.now()
      if (now - (seenAtMs.get(terminalId) ?? 0) < seenEveryMs) return
      seenAtMs.set(terminalId, now)
      markSeen(db, terminalId, now).catch(() => seenAtMs.delete(terminalId))
    },
  }
}
