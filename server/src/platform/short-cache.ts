/** Remembers values for a short time, at most `max` of them: the oldest go first. */
import type { Clock } from '../kernel/clock.ts'

export interface ShortCache<T> {
  get(key: string): T | undefined
  set(key: string, value: T, expiresAtMs: number): void
  delete(key: string): void
}

export function createShortCache<T>(clock: Clock, max: number): ShortCache<T> {
  const entries = new Map<string, { readonly value: T; readonly expiresAtMs: number }>()
  return {
    get: key => {
      const entry = entries.get(key)
      if (entry === undefined) return undefined
      if (clock.now() < entry.expiresAtMs) return entry.value
      entries.delete(key)
      return undefined
    },
    set: (key, value, expiresAtMs) => {
      entries.delete(key)
      entries.set(key, { value, expiresAtMs })
      if (entries.size > max) entries.delete(entries.keys().next().value!)
    },
    delete: key => entries.delete(key),
  }
}
