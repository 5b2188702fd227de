/** Each nonce of a key is good once. A store that several processes share takes this place later. */
import type { Clock } from '../kernel/clock.ts'

export interface Nonces {
  /** True the first time. The nonce is remembered until `expiresAtMs` at least. */
  use(keyId: string, nonce: string, expiresAtMs: number): boolean | Promise<boolean>
}

const bucketMs = 60_000

/** In memory, in buckets by the minute of expiry, which are dropped whole. Refuses when `max` nonces are remembered. */
export function createNonceMemory(clock: Clock, max = 1_000_000): Nonces {
  const buckets = new Map<number, Map<string, Set<string>>>()
  let size = 0
  const dropExpired = () => {
    const current = Math.floor(clock.now() / bucketMs)
    for (const [minute, keys] of buckets) {
      if (minute >= current) continue
      for (const nonces of keys.values()) size -= nonces.size
      buckets.delete(minute)
    }
  }
  return {
    use: (keyId, nonce, expiresAtMs) => {
      dropExpired()
      for (const keys of buckets.values()) if (keys.get(keyId)?.has(nonce)) return false
      if (size >= max) return false
      const nonces = setOf(mapOf(buckets, Math.floor(expiresAtMs / bucketMs)), keyId)
      nonces.add(nonce)
      size += 1
      return true
    },
  }
}

function mapOf(buckets: Map<number, Map<string, Set<string>>>, minute: number): Map<string, Set<string>> {
  const known = buckets.get(minute) ?? new Map<string, Set<string>>()
  buckets.set(minute, known)
  return known
}

function setOf(keys: Map<string, Set<string>>, keyId: string): Set<string> {
  const known = keys.get(keyId) ?? new Set<string>()
  keys.set(keyId, known)
  return known
}
