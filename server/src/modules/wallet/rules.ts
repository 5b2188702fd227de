/** Pay codes on the server's side: which step a code belongs to, and whether it still may be used. Pure. */
import { createHmac, createSecretKey } from 'node:crypto'
import { counterBytes, digitsOf, payCodeStep } from '@ringfence/contract'

/** Steps of clock drift that are accepted to either side (RFC 6238, section 5.2). */
const drift = 1
/** How far back a code is looked for, to say "expired" rather than "unknown" (10 minutes). */
const expiredSteps = 20

export type CodeCheck = { ok: true; step: number } | { ok: false; code: 'code_invalid' | 'code_expired' }

/**
 * Finds the step that the digits belong to. The present step is tried first, then its neighbours. Digits of a step that has
 * passed are told apart from digits that never were right, because the customer can mend the one and the cashier the other.
 */
export function checkCode(secret: Uint8Array, digits: string, nowMs: number): CodeCheck {
  const present = payCodeStep(nowMs)
  for (const step of [present, present - drift, present + drift]) {
    if (digitsAt(secret, step) === digits) return { ok: true, step }
  }
  for (let step = present - drift - 1; step >= present - expiredSteps; step--) {
    if (digitsAt(secret, step) === digits) return { ok: false, code: 'code_expired' }
  }
  return { ok: false, code: 'code_invalid' }
}

export function digitsAt(secret: Uint8Array, step: number): string {
  const key = createSecretKey(secret) // four times as quick as handing over the bytes
  return digitsOf(createHmac('sha1', key).update(counterBytes(step)).digest())
}
