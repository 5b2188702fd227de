/**
 * Puts the velocity rules around the handlers. Counted in the database, so that a limit holds over all processes. A repeat of a request that
 * was let through (same idempotency key and content) passes uncounted: its first answer may have been lost. Payments at tills cost no round trip more: only
 * refused codes are counted, and a till or device that had too many is remembered here.
 */
import type { OperationId } from '@ringfence/contract'
import type { Clock } from '../../kernel/clock.ts'
import type { Database } from '../database.ts'
import type { Call, Idempotency, Outcome } from '../http.ts'
import { createShortCache, type ShortCache } from '../short-cache.ts'
import { countTry, type Limit } from '../tries.ts'
import { limitsOf, refusedCodes, velocityRules } from './rules.ts'

export interface VelocityOptions {
  readonly db: Database
  readonly clock: Clock
  /** Whether a payment with this key was taken: asked only when its till or device is stopped. */
  readonly isTaken: (key: Idempotency) => Promise<boolean>
}

type AnyHandler = (call: Call<OperationId>) => Promise<Outcome<unknown>>
type Maxima = Readonly<Record<string, number>>

const rememberedMs = 5_000
const tooFast = { ok: false, code: 'limit_exceeded' } as const

export function limitVelocity<H extends object>(options: VelocityOptions, handlers: H): H {
  const stopped = createShortCache<true>(options.clock, 10_000)
  const maxima = maximaReader(options)
  const limited = Object.entries(handlers).map(([id, handler]) => {
    const rules = velocityRules.filter(rule => rule.operations.includes(id as OperationId))
    if (rules.length === 0) return [id, handler]
    const withRequests = rules.some(rule => rule.counts === 'requests')
    const inner = rules.some(rule => rule.counts === 'refusedCodes')
      ? stopRefused(options, stopped, maxima, id as OperationId, handler as AnyHandler)
      : (handler as AnyHandler)
    return [id, withRequests ? countRequests(options, maxima, id as OperationId, inner) : inner]
  })
  return Object.fromEntries(limited) as H
}

function countRequests(
  { db }: VelocityOptions,
  maxima: () => Promise<Maxima>,
  id: OperationId,
  handler: AnyHandler,
): AnyHandler {
  return async call => {
    const limits = limitsOf(id, 'requests', countedOf(call), await maxima())
    if (limits.length === 0) return handler(call)
    const once = call.idempotency && repeatOf(id, call.idempotency)
    const may = await db.transaction(async tx => {
      if (once && !(await countTry(tx, [once], call.nowMs))) return true
      if (await countTry(tx, limits, call.nowMs)) return true
      if (once) {
        const { name, asker } = once // refused: the next try is no repeat
        await tx.query('DELETE FROM ringfence.tries WHERE limit_name = $1 AND asker = $2', [name, asker])
      }
      return false
    })
    return may ? handler(call) : tooFast
  }
}

/** A request is let through once: whoever comes with its key again, for the same deed and with the same content, is repeating. */
function repeatOf(id: OperationId, { clientId, key, fingerprint }: Idempotency): Limit {
  return { name: 'velocity key', asker: `${clientId} ${id} ${key} ${fingerprint}`, windowMs: 86_400_000, triesMax: 1 }
}

function stopRefused(
  { db, isTaken }: VelocityOptions,
  stopped: ShortCache<true>,
  maxima: () => Promise<Maxima>,
  id: OperationId,
  handler: AnyHandler,
): AnyHandler {
  return async call => {
    const counted = countedOf(call)
    const names = limitsOf(id, 'refusedCodes', counted).map(nameOf)
    if (names.some(name => stopped.get(name)) && !(call.idempotency && (await isTaken(call.idempotency))))
      return tooFast
    const outcome = await handler(call)
    if (outcome.ok || !refusedCodes.has(outcome.code)) return outcome
    for (const limit of limitsOf(id, 'refusedCodes', counted, await maxima())) {
      if (await db.transaction(tx => countTry(tx, [limit], call.nowMs))) continue
      stopped.set(nameOf(limit), true, call.nowMs - (call.nowMs % limit.windowMs) + limit.windowMs)
    }
    return outcome
  }
}

const nameOf = ({ name, asker }: Limit) => `${name} ${asker}`

function countedOf({ caller, body }: Call<OperationId>) {
  return { role: caller.role, personId: caller.personId, terminalId: caller.terminalId, body }
}

/** The deployment's own maxima: the setting `velocity`, an object of numbers by the rule's name. Looked up again when older than 5 s. */
function maximaReader({ db, clock }: VelocityOptions): () => Promise<Maxima> {
  let known: { readonly maxima: Promise<Maxima>; readonly readMs: number } | undefined
  return () => {
    if (known && clock.now() < known.readMs + rememberedMs) return known.maxima
    const maxima = db
      .query<{ value: Maxima }>(`SELECT value FROM ringfence.settings WHERE name = 'velocity'`)
      .then(([row]) => row?.value ?? {})
    known = { maxima, readMs: clock.now() }
    maxima.catch(() => {
      known = undefined
    })
    return maxima
  }
}
