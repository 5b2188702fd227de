/**
 * An e-gift bought in the app by card, in three steps that each survive a crash: write it as pending, charge, settle. No transaction
 * is open while the provider is asked, and the provider's idempotency key is the gift's id, so no step can charge twice. Only a card
 * pays: stored value, gift cards and promotions can't.
 */
import type { PaymentAction } from '@ringfence/contract'
import { newId, type Uuid } from '../../kernel/ids.ts'
import type { Idempotency } from '../../platform/http.ts'
import { countTry } from '../../platform/tries.ts'
import { isDesign } from '../wallet/index.ts'
import { type GiftChargeResult, type GiftPayment, type GiftRoom, sealWishes, type Wishes } from './gift-room.ts'
import { faultsOf } from './gift-rules.ts'
import { type GiftRow, insertGift, markFailed, selectGift, selectGiftByKey, selectPendingGifts } from './gift-store.ts'
import { issueGift } from './issue-gift.ts'

export interface GiftOrder {
  readonly amount: bigint
  readonly currency: string
  readonly design: string
  readonly wishes: Wishes
  /** Undefined or in the past: at once. */
  readonly deliverMs: number | undefined
  readonly idempotency: Idempotency
  readonly atMs: number
}

export interface GiftByCard extends GiftOrder {
  readonly buyerId: Uuid
  readonly paymentMethodId: Uuid
}

export type GiftOutcome =
  | { ok: true; gift: GiftRow; action: PaymentAction | null; replayed: boolean }
  | {
      ok: false
      code:
        | 'validation_failed'
        | 'idempotency_key_reused'
        | 'currency_mismatch'
        | 'limit_exceeded'
        | 'psp_unavailable'
        | 'not_found'
      pointers?: readonly string[]
    }

/** A stolen card is not tried out here: so many purchases a day, whatever becomes of them. */
const purchasesADay = { name: 'gift purchases', windowMs: 86_400_000, triesMax: 20 }

export async function buyGift(room: GiftRoom, order: GiftByCard): Promise<GiftOutcome> {
  let gift = await selectGiftByKey(room.db, order.idempotency)
  const isNew = gift === undefined
  if (gift === undefined) {
    const refused = (await checkOrder(room, order)) ?? (await begin(room, order))
    if (refused) return refused
    gift = (await selectGiftByKey(room.db, order.idempotency))!
  }
  if (gift.fingerprint !== order.idempotency.fingerprint) return { ok: false, code: 'idempotency_key_reused' }
  if (gift.status !== 'pending') return { ok: true, gift, action: null, replayed: true }
  const outcome = isNew ? await chargeGift(room, gift, order.atMs) : await confirmGift(room, gift, order.atMs)
  return outcome.ok ? { ...outcome, replayed: !isNew } : outcome
}

export function newGift(room: GiftRoom, order: GiftOrder) {
  return {
    id: newId(),
    accountId: newId(),
    sealedWishes: sealWishes(room.masterKey, order.wishes),
    deliverMs: order.deliverMs !== undefined && order.deliverMs > order.atMs ? order.deliverMs : undefined,
  }
}

/** What is wrong with an order, whoever places it; undefined: nothing. */
export async function checkOrder(room: GiftRoom, order: GiftOrder): Promise<(GiftOutcome & { ok: false }) | undefined> {
  if (order.currency !== room.currency) return { ok: false, code: 'currency_mismatch' }
  const { message, recipient, fromName } = order.wishes
  const names = [recipient?.name ?? '', fromName ?? '']
  const { amount, deliverMs, atMs: nowMs } = order
  const pointers = faultsOf({ amount, message, names, deliverMs, nowMs }, room.limits)
  if (!(await isDesign(room.db, order.design))) pointers.push('/design')
  return pointers.length > 0 ? { ok: false, code: 'validation_failed', pointers } : undefined
}

/** Writes the gift down as pending; or says why there will be none. A request with the same key at the same time is the same gift. */
async function begin(room: GiftRoom, order: GiftByCard): Promise<(GiftOutcome & { ok: false }) | undefined> {
  const { buyerId, paymentMethodId, amount, currency, atMs } = order
  const gift = newGift(room, order)
  const nobody = { storeId: undefined, terminalId: undefined, staffId: undefined }
  try {
    await room.db.transaction(async tx => {
      if (!(await insertGift(tx, { ...order, ...gift, tender: 'card', ...nobody }))) return
      const charge = { key: gift.id, customerId: buyerId, paymentMethodId, amount, currency, atMs }
      const may = await room.charges.begin(tx, charge)
      if (may !== 'yes') throw new NotBegun(may)
      if (!(await countTry(tx, [{ ...purchasesADay, asker: buyerId }], atMs))) throw new NotBegun('limit_exceeded')
    })
    return undefined
  } catch (error) {
    if (error instanceof NotBegun) return { ok: false, code: error.code }
    throw error
  }
}

/** Rolls the gift back. */
class NotBegun extends Error {
  readonly code: 'not_found' | 'limit_exceeded'
  constructor(code: 'not_found' | 'limit_exceeded') {
    super(code)
    this.code = code
  }
}

/** The one place where a gift is charged. */
async function chargeGift(room: GiftRoom, gift: GiftRow, atMs: number): Promise<GiftOutcome> {
  let charge: GiftChargeResult
  try {
    const { amount, currency } = gift
    charge = await room.charges.charge({ ...paymentOf(gift), paymentMethodId: gift.payment_method!, amount, currency })
  } catch {
    return { ok: false, code: 'psp_unavailable' } // stays pending; a retry or settlePendingGifts finds the charge by its key
  }
  return settle(room, gift, charge, atMs)
}

export function paymentOf(gift: GiftRow): GiftPayment {
  return { key: gift.id, customerId: gift.buyer_id!, atMs: gift.at.getTime() }
}

/**
 * The buyer did what the payment asked for, comes back to look, or orders the same again. The charge is looked for first: a provider
 * knows it for ever, but may forget the key that it was made under after a day.
 */
export async function confirmGift(room: GiftRoom, gift: GiftRow, atMs: number): Promise<GiftOutcome> {
  if (gift.status !== 'pending') return { ok: true, gift, action: null, replayed: false }
  try {
    const charge = await room.charges.find(paymentOf(gift))
    return charge ? await settle(room, gift, charge, atMs) : await chargeGift(room, gift, atMs)
  } catch {
    return { ok: false, code: 'psp_unavailable' }
  }
}

/** Writes down what the provider did. Safe to run any number of times, from any process. */
async function settle(room: GiftRoom, gift: GiftRow, charge: GiftChargeResult, atMs: number): Promise<GiftOutcome> {
  const { db, masterKey, charges } = room
  if (charge.status === 'declined') await markFailed(db, gift.id, charge.reason, atMs)
  if (charge.status === 'succeeded') await db.transaction(tx => issueGift(tx, masterKey, gift, atMs))
  const now = (await selectGift(db, gift.id))!
  // Given up before the provider charged: the money goes back.
  if (charge.status === 'succeeded' && now.status === 'failed') await charges.refund(paymentOf(gift))
  return { ok: true, gift: now, action: charge.status === 'pending' ? charge.action : null, replayed: false }
}

const lostAfterMs = 60_000
/** A buyer who was asked to confirm and never did has this long. */
const abandonedAfterMs = 3_600_000

/**
 * Settles gifts whose charge's answer was lost: asks the provider what became of them. Returns how many ended. One that can't be
 * settled now doesn't keep the others waiting; its error is thrown at the end.
 */
export async function settlePendingGifts(room: GiftRoom, nowMs: number): Promise<number> {
  let ended = 0
  const failures: unknown[] = []
  for (const gift of await selectPendingGifts(room.db, nowMs - lostAfterMs)) {
    try {
      const found = (await room.charges.find(paymentOf(gift))) ?? notCharged
      const isAbandoned = found.status === 'pending' && gift.at.getTime() < nowMs - abandonedAfterMs
      const charge = isAbandoned ? await room.charges.cancel(paymentOf(gift)) : found
      await settle(room, gift, charge, nowMs)
      if (charge.status !== 'pending') ended++
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw failures[0]
  return ended
}

const notCharged = { status: 'declined', reason: 'The payment did not go through.' } as const
