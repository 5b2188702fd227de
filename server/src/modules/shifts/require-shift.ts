/**
 * Where the brand wants it, a till takes money only while a shift is open. What was taken before is still answered: a repeated
 * request whose first answer was lost must not be told that nothing happened.
 */
import type { Database } from '../../platform/database.ts'
import type { Call, Idempotency, Outcome } from '../../platform/http.ts'
import { selectLoadByKey } from '../funding/index.ts'
import { selectByKeys } from '../payments/index.ts'
import { readShiftSettings } from './settings.ts'
import { selectOpen } from './store.ts'

/** Operations that take money at a till; a customer who loads by card has no till and is let through. */
type Taking = 'takePayment' | 'takeLoad'

export function requireShift<H extends { [Id in Taking]?: (call: Call<Id>) => Promise<Outcome<unknown>> }>(
  db: Database,
  handlers: H,
): H {
  const guarded = Object.entries(handlers).map(([id, handler]) => [
    id,
    id === 'takePayment' || id === 'takeLoad'
      ? async (call: Call<Taking>) =>
          (await mayTake(db, call))
            ? (handler as (call: Call<Taking>) => Promise<Outcome<unknown>>)(call)
            : { ok: false, code: 'shift_required' }
      : handler,
  ])
  return Object.fromEntries(guarded) as H
}

async function mayTake(db: Database, { caller, idempotency }: Call<Taking>): Promise<boolean> {
  if (caller.terminalId === undefined) return true
  if (!(await readShiftSettings(db)).required) return true
  return (await selectOpen(db, caller.terminalId)) !== undefined || (await isKnown(db, idempotency!))
}

async function isKnown(db: Database, idempotency: Idempotency): Promise<boolean> {
  const [payments, load] = await Promise.all([selectByKeys(db, [idempotency]), selectLoadByKey(db, idempotency)])
  return payments.length > 0 || load !== undefined
}
