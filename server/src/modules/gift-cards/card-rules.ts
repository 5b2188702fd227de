/** Decisions about gift cards, without a database. */
import type { CardState } from '@ringfence/contract'
import type { Limit } from '../../platform/tries.ts'

/** Wrong PINs in a row that lock a card, and for how long. */
export const pinTriesMax = 10
export const pinLockMs = 30 * 60_000

/** How long a replacement's code is told again to who repeats the request. */
export const replacementSecretMs = 24 * 3_600_000

/** Who asks about a card by its number. A till presents the card itself; everybody else knows a number at most. */
export interface Asker {
  readonly kind: 'customer' | 'terminal' | 'staff' | 'address'
  /** An id, or the keyed hash of an address. */
  readonly id: string
}

const minute = 60_000
const day = 24 * 60 * minute
const limits: Record<Asker['kind'], readonly { windowMs: number; triesMax: number }[]> = {
  customer: [
    { windowMs: 10 * minute, triesMax: 60 },
    { windowMs: day, triesMax: 200 },
  ],
  terminal: [{ windowMs: 10 * minute, triesMax: 300 }],
  staff: [{ windowMs: 10 * minute, triesMax: 100 }],
  address: [
    { windowMs: 10 * minute, triesMax: 10 },
    { windowMs: day, triesMax: 50 },
  ],
}
/** What all addresses together may ask in public: a slow hash every two seconds. */
const publicLimit = { name: 'card public', asker: 'all', windowMs: 10 * minute, triesMax: 300 }

/** The limits that one question of an asker counts against. */
export function limitsOf(asker: Asker): Limit[] {
  const own = limits[asker.kind].map(({ windowMs, triesMax }) => ({
    name: `card ${asker.kind} ${windowMs / minute}`,
    asker: asker.id,
    windowMs,
    triesMax,
  }))
  return asker.kind === 'address' ? [...own, publicLimit] : own
}

/** A live card has a balance and answers to its number; a pending, replaced or closed one is as good as unknown. */
export function isLive(state: CardState): boolean {
  return state === 'active' || state === 'frozen'
}

/**
 * What an asker must show beside the number: a till holds the card itself and needs nothing (a PIN that it sends must be right),
 * everybody else the PIN, but for the code of an e-gift, which nobody guesses. So a physical card that was taken over without a PIN
 * answers at a till only.
 */
export function proofNeeded(kind: 'physical' | 'egift', asker: Asker, pin: string | undefined): 'nothing' | 'pin' {
  return kind === 'egift' || isPresented(asker, pin) ? 'nothing' : 'pin'
}

/** Whether the card itself was read at a till: then no slow hash is made, for no card. */
export function isPresented(asker: Asker, pin: string | undefined): boolean {
  return asker.kind === 'terminal' && pin === undefined
}

/** The moment at which value loaded now expires: so many months later, on the same day or the last of a shorter month (UTC). */
export function expiryOf(atMs: number, validMonths: number | null): number | undefined {
  if (validMonths === null) return undefined
  const expiry = new Date(atMs)
  const dayOfMonth = expiry.getUTCDate()
  expiry.setUTCDate(1)
  expiry.setUTCMonth(expiry.getUTCMonth() + validMonths)
  const daysInMonth = new Date(Date.UTC(expiry.getUTCFullYear(), expiry.getUTCMonth() + 1, 0)).getUTCDate()
  expiry.setUTCDate(Math.min(dayOfMonth, daysInMonth))
  return expiry.getTime()
}
