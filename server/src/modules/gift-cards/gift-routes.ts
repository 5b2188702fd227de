/** Gifts over HTTP: buying, claiming, giving back, moving into an account. A foreign id answers exactly as an absent one. */
import { type Gift, type GiftSold, idPrefixes, type MyGiftCard, type PaymentAction } from '@ringfence/contract'
import { fromTypeId, toTypeId } from '../../kernel/ids.ts'
import { fromJson, toJson } from '../../kernel/money.ts'
import type { Call, HandlersOf, Outcome } from '../../platform/http.ts'
import { beyondOwnRows } from '../../platform/row-security.ts'
import { buyGift, confirmGift } from './buy-gift.ts'
import { claimCard } from './claim-card.ts'
import { cardsOfAccounts, cardsOfHolder, type HolderRow } from './claim-store.ts'
import { cancelGift } from './close-gift.ts'
import { type CardToMove, consolidateCards } from './consolidate-cards.ts'
import type { GiftRoom } from './gift-room.ts'
import { plainLines } from './gift-rules.ts'
import { type GiftRow, listGiftsOfBuyer, selectGift } from './gift-store.ts'
import { consolidationView, giftCardsView, giftsView, saleRefundView } from './gift-views.ts'
import { refundGiftSale } from './refund-gift-sale.ts'
import { resendGift } from './resend-gift.ts'
import { sellGift } from './sell-gift.ts'

type Mine =
  | 'sendMyGift'
  | 'listMyGifts'
  | 'getMyGift'
  | 'confirmMyGift'
  | 'resendMyGift'
  | 'cancelMyGift'
  | 'claimMyGiftCard'
  | 'listMyGiftCards'
  | 'consolidateMyGiftCards'
  | 'sellGift'
  | 'refundGiftSale'

export function giftRoutes(room: GiftRoom): HandlersOf<Mine> {
  return {
    sendMyGift: call => send(room, call),
    listMyGifts: call => list(room, call),
    getMyGift: async call => {
      const gift = await findMine(room, call)
      return gift ? show(room, call.nowMs, gift) : absent
    },
    confirmMyGift: async call => {
      const gift = await findMine(room, call)
      if (!gift) return absent
      const outcome = await confirmGift(room, gift, call.nowMs)
      return outcome.ok ? show(room, call.nowMs, outcome.gift, outcome.action) : outcome
    },
    resendMyGift: async call => {
      const gift = await findMine(room, call)
      if (!gift) return absent
      const { caller, nowMs: atMs, idempotency } = call
      const { key } = idempotency!
      const outcome = await resendGift(room, { giftId: gift.id, buyerId: caller.personId, key, atMs })
      return outcome.ok ? show(room, call.nowMs, outcome.gift) : outcome
    },
    cancelMyGift: async call => {
      const gift = await findMine(room, call)
      if (!gift) return absent
      const { caller, nowMs: atMs } = call
      const outcome = await cancelGift(room, { giftId: gift.id, buyerId: caller.personId, atMs })
      return outcome.ok ? show(room, call.nowMs, outcome.gift) : outcome
    },
    claimMyGiftCard: call => beyondOwnRows(() => claim(room, call)),
    listMyGiftCards: async call => {
      const cards = await cardsOfHolder(room.db, call.caller.personId)
      return { ok: true, value: { data: await giftCardsView(showing(room, call.nowMs), cards) } }
    },
    consolidateMyGiftCards: call => beyondOwnRows(() => consolidate(room, call)),
    sellGift: call => sell(room, call),
    refundGiftSale: call => refund(room, call),
  }
}

const absent = { ok: false, code: 'not_found' } as const

function showing({ db, masterKey }: GiftRoom, nowMs: number) {
  return { db, masterKey, nowMs }
}

async function show(
  room: GiftRoom,
  nowMs: number,
  gift: GiftRow,
  action: PaymentAction | null = null,
): Promise<Outcome<Gift>> {
  return { ok: true, value: (await giftsView(showing(room, nowMs), [gift], action))[0]! }
}

async function showCard(room: GiftRoom, nowMs: number, card: HolderRow): Promise<MyGiftCard> {
  return (await giftCardsView(showing(room, nowMs), [card]))[0]!
}

async function findMine(
  room: GiftRoom,
  call: Call<'getMyGift'> | Call<'confirmMyGift'> | Call<'resendMyGift'> | Call<'cancelMyGift'>,
): Promise<GiftRow | undefined> {
  const id = fromTypeId(idPrefixes.gift, call.params.id)
  const gift = id && (await selectGift(room.db, id))
  return gift && gift.buyer_id === call.caller.personId ? gift : undefined
}

function orderOf(call: Call<'sendMyGift'> | Call<'sellGift'>) {
  const { amount, currency, design, deliverAt, message, recipient } = call.body
  return {
    amount: fromJson(amount),
    currency,
    design,
    wishes: { fromName: null, recipient: recipient ?? null, message: plainLines(message ?? '').trim() },
    deliverMs: deliverAt === undefined ? undefined : Date.parse(deliverAt),
    idempotency: call.idempotency!,
    atMs: call.nowMs,
  }
}

async function send(room: GiftRoom, call: Call<'sendMyGift'>): Promise<Outcome<Gift>> {
  const { fromName, tender } = call.body
  const paymentMethodId = fromTypeId(idPrefixes.paymentMethod, tender.paymentMethodId)
  if (paymentMethodId === undefined) return absent
  const order = orderOf(call)
  const wishes = { ...order.wishes, fromName: fromName ?? call.caller.name }
  const outcome = await buyGift(room, { ...order, wishes, buyerId: call.caller.personId, paymentMethodId })
  if (!outcome.ok) return outcome
  const shown = await giftsView(showing(room, call.nowMs), [outcome.gift], outcome.action)
  return { ok: true, value: shown[0]!, replayed: outcome.replayed }
}

async function list(
  room: GiftRoom,
  { query, caller, nowMs }: Call<'listMyGifts'>,
): Promise<Outcome<{ data: Gift[]; nextCursor: string | null }>> {
  const before = query.cursor === undefined ? undefined : fromTypeId(idPrefixes.gift, query.cursor)
  if (query.cursor !== undefined && before === undefined) {
    return { ok: false, code: 'validation_failed', pointers: ['/cursor'] }
  }
  const limit = query.limit ?? 30
  const rows = await listGiftsOfBuyer(room.db, caller.personId, { before, limit })
  const last = rows.length === limit ? rows.at(-1) : undefined
  const data = await giftsView(showing(room, nowMs), rows)
  return { ok: true, value: { data, nextCursor: last ? toTypeId(idPrefixes.gift, last.id) : null } }
}

/** The code is the proof: the card is nobody's until then. */
async function claim(room: GiftRoom, call: Call<'claimMyGiftCard'>): Promise<Outcome<MyGiftCard>> {
  const { code, pin } = call.body
  const { caller, nowMs: atMs } = call
  const outcome = await claimCard(room, { customerId: caller.personId, code, pin, atMs })
  if (!outcome.ok) return outcome
  return { ok: true, value: await showCard(room, call.nowMs, outcome.card), replayed: outcome.replayed }
}

async function consolidate(room: GiftRoom, call: Call<'consolidateMyGiftCards'>) {
  const accountId = fromTypeId(idPrefixes.account, call.params.id)
  if (accountId === undefined) return absent
  const cards = call.body.cards.map((card): CardToMove | undefined => {
    if ('code' in card) return { code: card.code, pin: card.pin }
    const cardId = fromTypeId(idPrefixes.giftCard, card.giftCardId)
    return cardId === undefined ? undefined : { cardId }
  })
  const odd = cards.indexOf(undefined)
  if (odd >= 0) return { ok: false, code: 'not_found', pointers: [`/cards/${odd}`] } as const
  const outcome = await consolidateCards(room, {
    customerId: call.caller.personId,
    accountId,
    cards: cards.filter(card => card !== undefined),
    idempotency: call.idempotency!,
    atMs: call.nowMs,
  })
  if (!outcome.ok) return outcome
  return { ok: true, value: consolidationView(outcome.consolidation), replayed: outcome.replayed } as const
}

async function sell(room: GiftRoom, call: Call<'sellGift'>): Promise<Outcome<GiftSold>> {
  const { terminalId, storeId, personId: staffId } = call.caller
  if (terminalId === undefined || storeId === undefined) return { ok: false, code: 'forbidden' }
  const tender = call.body.tender.type
  const outcome = await sellGift(room, { ...orderOf(call), tender, storeId, terminalId, staffId })
  if (!outcome.ok) return outcome
  const { gift, code, replayed } = outcome
  const [card] = await cardsOfAccounts(room.db, [gift.account_id])
  return {
    ok: true,
    replayed,
    value: {
      id: toTypeId(idPrefixes.gift, gift.id),
      giftCardId: toTypeId(idPrefixes.giftCard, card!.id),
      amount: toJson(gift.amount),
      currency: gift.currency,
      design: gift.design,
      tender,
      at: gift.at.toISOString(),
      code,
    },
  }
}

async function refund(room: GiftRoom, call: Call<'refundGiftSale'>) {
  const { giftId, code } = call.body
  if ((giftId === undefined) === (code === undefined)) {
    return { ok: false, code: 'validation_failed', pointers: ['/giftId'] } as const
  }
  const id = giftId === undefined ? undefined : fromTypeId(idPrefixes.gift, giftId)
  if (giftId !== undefined && id === undefined) return absent
  const { storeId, terminalId, personId: staffId } = call.caller
  const outcome = await refundGiftSale(room, {
    giftId: id,
    code,
    storeId,
    terminalId,
    staffId,
    idempotency: call.idempotency!,
    atMs: call.nowMs,
  })
  if (!outcome.ok) return outcome
  return { ok: true, value: saleRefundView(outcome.gift, outcome.at), replayed: outcome.replayed } as const
}
