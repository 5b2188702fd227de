/**
 * A load by card, in three steps that each survive a crash: write it as pending, charge, settle. No transaction is open while the
 * provider is asked, and the provider's idempotency key is the load's id, so no step can charge twice.
 */
import { newId, type Uuid } from '../../kernel/ids.ts'
import { type Database, sqlState, uniqueViolation } from '../../platform/database.ts'
import type { Idempotency } from '../../platform/http.ts'
import { accountStates, laneOf } from '../ledger/index.ts'
import { beginTry } from './cards/card-tries.ts'
import { pspCustomerOf } from './cards/payment-methods.ts'
import { selectMethod } from './cards/store.ts'
import { type Psp, PspUnavailable } from './psp/psp.ts'
import { chargeIdentityOf, type Settled, settleLoad } from './settle-load.ts'
import { insertPending, type LoadRow, selectByKey } from './store.ts'

export interface CardLoad {
  readonly accountId: Uuid
  /** Whose account and card it is. */
  readonly customerId: Uuid
  readonly amount: bigint
  readonly currency: string
  /** A saved card of the customer. */
  readonly paymentMethodId: Uuid
  /** The customer is not there to answer the bank. */
  readonly offSession: boolean
  readonly idempotency: Idempotency
  readonly atMs: number
}

type Refused =
  | 'idempotency_key_reused'
  | 'balance_limit_exceeded'
  | 'currency_mismatch'
  | 'limit_exceeded'
  | 'not_found'
  | 'psp_unavailable'

export type CardLoadOutcome = ({ ok: true; replayed: boolean } & Settled) | { ok: false; code: Refused }

export async function loadByCard(db: Database, psp: Psp, request: CardLoad): Promise<CardLoadOutcome> {
  const known = await selectByKey(db, request.idempotency)
  const refused = known ? undefined : await begin(db, psp, request)
  const load = known ?? (await selectByKey(db, request.idempotency))
  if (!load) return { ok: false, code: refused! }
  if (load.fingerprint !== request.idempotency.fingerprint) return { ok: false, code: 'idempotency_key_reused' }
  if (load.status !== 'pending' || load.provider !== psp.provider)
    return { ok: true, load, action: null, replayed: true }
  return chargeAndSettle(db, psp, load, known !== undefined)
}

/** Writes the load down as pending; or says why there will be none. */
async function begin(db: Database, psp: Psp, request: CardLoad): Promise<Refused | undefined> {
  const { accountId, customerId, amount, currency, paymentMethodId, atMs } = request
  const account = (await accountStates(db, [accountId])).get(accountId)
  if (account?.currency !== currency) return 'currency_mismatch'
  if (account.ceiling !== null && account.balance + account.held + amount > account.ceiling)
    return 'balance_limit_exceeded'
  const card = await selectMethod(db, customerId, paymentMethodId)
  const { provider } = psp
  if (card?.provider !== provider) return 'not_found'
  const id = newId()
  const more = {
    lane: laneOf(accountId),
    id,
    provider,
    pspCustomer: await pspCustomerOf(db, psp, customerId),
    pspCard: card.reference,
  }
  try {
    return await db.transaction(async tx => {
      if (!(await beginTry(tx, { kind: 'charge', id, provider, customerId, atMs }))) return 'limit_exceeded'
      await insertPending(tx, { ...request, ...more })
      return undefined
    })
  } catch (error) {
    if (sqlState(error) !== uniqueViolation) throw error
    return undefined // a second request with the same key at the same instant finds the first one's row instead
  }
}

/** A repeat looks for the charge first: a provider knows it for ever, but may forget the key that it was made under after a day. */
async function chargeAndSettle(db: Database, psp: Psp, load: LoadRow, isRepeat: boolean): Promise<CardLoadOutcome> {
  const { amount, currency } = load
  const identity = chargeIdentityOf(load)
  const request = { ...identity, amount, currency, cardReference: load.psp_card!, offSession: load.off_session }
  try {
    const earlier = isRepeat ? await psp.findCharge(identity) : undefined
    const charge = earlier ?? (await psp.charge(request))
    return { ok: true, replayed: false, ...(await settleLoad(db, psp, load, charge)) }
  } catch (error) {
    if (!(error instanceof PspUnavailable)) throw error
    return { ok: false, code: 'psp_unavailable' } // stays pending; a retry or settlePending finds the charge by its key
  }
}
