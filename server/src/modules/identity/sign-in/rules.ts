/** Decisions of signing in, without a database: how long things live, what may be asked how often, which proof makes whom. */
import { randomInt } from 'node:crypto'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Limit } from '../../../platform/tries.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

export type PersonKind = 'customer' | 'staff'
/** How a person proves who they are on our pages. */
export type Proof = 'passkey' | 'code'

/** Who a sign-in has been shown to be. */
export interface ProvedPerson {
  readonly personId: Uuid
  readonly kind: PersonKind
  readonly proof: Proof
  readonly provedMs: number
}

export const challengeLifeMs = 5 * minuteMs
export const codeLifeMs = 10 * minuteMs
export const invitationLifeMs = 3 * dayMs
/** From the proof to the end of the sign-in: time to add a passkey. */
export const proofLifeMs = 10 * minuteMs

export const codeDigits = 8
/** Wrong tries at one code. The table has the same number. */
export const codeTriesMax = 5

export function drawCode(): string {
  return String(randomInt(10 ** codeDigits)).padStart(codeDigits, '0')
}

/** The digits of what a person typed or pasted; undefined when it can't be a code. */
export function readCode(text: string): string | undefined {
  const digits = text.replace(/[\s-]/g, '')
  return /^\d{8}$/.test(digits) ? digits : undefined
}

/** The form in which an address is counted and looked up. */
export function canonicalAddress(email: string): string {
  return email.trim().toLowerCase()
}

/** The person an app is for: the customer app signs in customers, the console and the till staff. */
export function kindOfApp(clientId: string): PersonKind {
  return clientId === 'app.customer' ? 'customer' : 'staff'
}

/** A code is for customers; staff have a passkey and nothing else. */
export function mayProveBy(kind: PersonKind, proof: Proof): boolean {
  return proof === 'passkey' || kind === 'customer'
}

/** What a mail costs, in units of the budget below; a message that costs more (a text message) would weigh more. */
const codesPerHourOfAll = 2_000

/**
 * How often codes are sent: to one address, at the wish of one place in the network, and in all. Who pumps codes out finds the
 * first two closed soon, and a thousand who pump together the third. Those that many share come last.
 */
export function codeLimits(addressHash: string, networkHash: string): Limit[] {
  return [
    { name: 'sign-in code, hour', asker: addressHash, windowMs: hourMs, triesMax: 5 },
    { name: 'sign-in code, day', asker: addressHash, windowMs: dayMs, triesMax: 15 },
    { name: 'sign-in code, network', asker: networkHash, windowMs: hourMs, triesMax: 30 },
    { name: 'sign-in code, all', asker: 'all', windowMs: hourMs, triesMax: codesPerHourOfAll },
  ]
}

/** Wrong codes at one account: with 8 digits, a year of this finds one with a chance of 1 in 5,000. */
export function guessLimits(addressHash: string): Limit[] {
  return [{ name: 'sign-in guess', asker: addressHash, windowMs: dayMs, triesMax: 50 }]
}

/** Passkeys that are begun from one place in the network. */
export function challengeLimits(networkHash: string): Limit[] {
  return [{ name: 'sign-in challenge', asker: networkHash, windowMs: hourMs, triesMax: 600 }]
}
