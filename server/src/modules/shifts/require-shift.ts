/**
 * Where the brand wants it, a till takes money only while a shift is open. What was taken before is still answered: a repeated
 * request whose first answer was lost must not be told that nothing happened.
 */
import { together } from '../../kernel/together.ts'
import type { Database } from '../../platform/database.ts'
import type { Call, Idempotency, Outcome } from '../../platform/http.ts'
import { selectLoadByKey } from '../funding/index.ts'
import { selectActivationByKey, selectGiftByKey } from '../gift-cards/index.ts'
import { selectByKeys } from '../payments/index.ts'
import { readShiftSettings } from './settings.ts'
import { selectOpen } from './store.ts'

const guarded = ['takePayment', 'takeLoad', 'activateGiftCard', 'sellGift'] as const
/** Operations that take money at a till; a customer who loads by card has no till and is let through. */
type Guarded = (typeof guarded)[number]

/** Puts the question before those of the handlers that take money. */
export function requireShift<H extends object>(db: Database, handlers: H): H {
  const isRequired = rememberedRule(db)
  const wrapped = Object.entries(handlers).map(([id, handler]) => [
    id,
    guarded.some(name => name === id) ? ifMayTake(db, isRequired, handler) : handler,
  ])
  return Object.fromEntries(wrapped) as H
}

type AnyHandler = (call: Call<Guarded>) => Promise<Outcome<unknown>>

function ifMayTake(db: Database, isRequired: IsRequired, handler: AnyHandler): AnyHandler {
  return async call =>
    call.caller.terminalId === undefined || !(await isRequired(call.nowMs)) || (await mayTake(db, call))
      ? handler(call)
      : { ok: false, code: 'shift_required' }
}

type IsRequired = (nowMs: number) => Promise<boolean>
const rememberMs = 5_000

/** The brand's rule, as it was at most 5 seconds ago: payments must not wait for it. */
function rememberedRule(db: Database): IsRequired {
  let known: { readonly required: boolean; readonly untilMs: number } | undefined
  const read = together(async (_: 'settings') => (await readShiftSettings(db)).required)
  return async nowMs => {
    if (!known || nowMs >= known.untilMs || nowMs < known.untilMs - rememberMs) {
      known = { required: await read('settings'), untilMs: nowMs + rememberMs }
    }
    return known.required
  }
}

async function mayTake(db: Database, { caller, idempotency }: Call<Guarded>): Promise<boolean> {
  return (await selectOpen(db, caller.terminalId!)) !== undefined || (await isKnown(db, idempotency!))
}

async function isKnown(db: Database, idempotency: Idempotency): Promise<boolean> {
  const [payments, ...others] = await Promise.all([
    selectByKeys(db, [idempotency]),
    selectLoadByKey(db, idempotency),
    selectActivationByKey(db, idempotency),
    selectGiftByKey(db, idempotency),
  ])
  return payments.length > 0 || others.some(known => known !== undefined)
}
