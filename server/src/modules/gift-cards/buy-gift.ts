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
import { type GiftChargeResult, type GiftRoom, sealWishes, type Wishes } from './gift-room.ts'
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
  readonly paymentMethodId: string
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
    const refused = (await checkOrder(room, order)) ?? (await checkBuyer(room, order))
    if (refused) return refused
    await room.db.transaction(tx =>
      insertGift(tx, {
        ...order,
        ...newGift(room, order),
        tender: 'card',
        storeId: undefined,
        terminalId: undefined,
        staffId: undefined,
      }),
    )
    gift = (await selectGiftByKey(room.db, order.idempotency))!
  }
  if (gift.fingerprint !== order.idempotency.fingerprint) return { ok: false, code: 'idempotency_key_reused' }
  if (gift.status !== 'pending') return { ok: true, gift, action: null, replayed: true }
  const outcome = await chargeGift(room, gift, order.atMs)
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

async function checkBuyer(room: GiftRoom, order: GiftByCard): Promise<(GiftOutcome & { ok: false }) | undefined> {
  if (!(await room.charges.owns(order.buyerId, order.paymentMethodId))) return { ok: false, code: 'not_found' }
  const counted = await room.db.transaction(tx =>
    countTry(tx, [{ ...purchasesADay, asker: order.buyerId }], order.atMs),
  )
  return counted ? undefined : { ok: false, code: 'limit_exceeded' }
}

/** The one place where a gift is charged. */
async function chargeGift(room: GiftRoom, gift: GiftRow, atMs: number): Promise<GiftOutcome> {
  let charge: GiftChargeResult
  try {
    const { id: key, amount, currency, payment_method, buyer_id } = gift
    charge = await room.charges.charge({
      key,
      customerId: buyer_id!,
      paymentMethodId: payment_method!,
      amount,
      currency,
    })
  } catch {
    return { ok: false, code: 'psp_unavailable' } // stays pending; a retry or settlePendingGifts finds the charge by its key
  }
  return settle(room, gift, charge, atMs)
}

/** The buyer did what the payment asked for, or comes back to look. */
export async function confirmGift(room: GiftRoom, gift: GiftRow, atMs: number): Promise<GiftOutcome> {
  if (gift.status !== 'pending') return { ok: true, gift, action: null, replayed: false }
  try {
    const charge = await room.charges.find(gift.id)
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
  if (charge.status === 'succeeded' && now.status === 'failed') await charges.refund(gift.id)
  return { ok: true, gift: now, action: charge.status === 'pending' ? charge.action : null, replayed: false }
}

const lostAfterMs = 60_000
/** A buyer who was asked to confirm and never did has this long. */
const abandonedAfterMs = 24 * 3_600_000

/**
 * Settles gifts whose charge's answer was lost: asks the provider what became of them. Returns how many ended. One that can't be
 * settled now doesn't keep the others waiting; its error is thrown at the end.
 */
export async function settlePendingGifts(room: GiftRoom, nowMs: number): Promise<number> {
  let ended = 0
  const failures: unknown[] = []
  for (const gift of await selectPendingGifts(room.db, nowMs - lostAfterMs)) {
    try {
      const charge = (await room.charges.find(gift.id)) ?? notCharged
      const isAbandoned = charge.status === 'pending' && gift.at.getTime() < nowMs - abandonedAfterMs
      await settle(room, gift, isAbandoned ? notCharged : charge, nowMs)
      if (isAbandoned || charge.status !== 'pending') ended++
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw failures[0]
  return ended
}

const notCharged = { status: 'declined', reason: 'The payment did not go through.' } as const
