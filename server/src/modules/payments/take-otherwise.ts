/** Payments that are not plain: tried out, held, or paid by several tenders. */
import type { PaymentTaken } from '@ringfence/contract'
import { fromJson, toJson } from '../../kernel/money.ts'
import type { Outcome } from '../../platform/http.ts'
import { type PayingCard, resolveCard } from './payers.ts'
import type { PaymentRequest, TillRoom } from './room.ts'
import type { NewPayment } from './store.ts'
import { planSplit, type SplitPayment, takeHold, takeSplit } from './take-exactly.ts'
import { replay, takenView } from './taken-view.ts'
import type { TillTender } from './tender-rules.ts'

const hourMs = 3_600_000

/** `card` is the gift card that was presented in place of a pay code. */
export async function takeOtherwise(
  room: TillRoom,
  request: PaymentRequest,
  payment: NewPayment,
  card: PayingCard | undefined,
): Promise<Outcome<PaymentTaken>> {
  if (request.captureMode === 'manual') {
    if (request.tenders) return { ok: false, code: 'validation_failed', pointers: ['/tenders'] }
    if (request.dryRun === undefined) return hold(room, payment, card)
  }
  const cards = await presentedCards(room, request, card)
  if (!cards.ok) return cards
  const split = { ...payment, giftCards: cards.cards, hasAccount: card === undefined, atTill: atTillOf(request) }
  return request.dryRun ? tryOut(room, split) : pay(room, split)
}

async function hold(room: TillRoom, payment: NewPayment, card: PayingCard | undefined): Promise<Outcome<PaymentTaken>> {
  const expiresMs = payment.atMs + (await room.settings(payment.atMs)).holdHours * hourMs
  const outcome = await takeHold(room.db, payment, card, expiresMs)
  if (!outcome.ok) return outcome
  if ('first' in outcome) return replay(room.db, outcome.first, payment.idempotency)
  return {
    ok: true,
    value: { ...takenView(payment), status: 'authorized', expiresAt: new Date(expiresMs).toISOString() },
  }
}

async function pay(room: TillRoom, payment: SplitPayment): Promise<Outcome<PaymentTaken>> {
  const outcome = await takeSplit(room.db, payment)
  if (!outcome.ok) return outcome
  if ('first' in outcome) return replay(room.db, outcome.first, payment.idempotency)
  return { ok: true, value: takenView(payment, outcome.tenders) }
}

/** What stored value would pay now, and what would remain for cash or card. Nothing is written and nothing is promised. */
async function tryOut(room: TillRoom, payment: SplitPayment): Promise<Outcome<PaymentTaken>> {
  const plan = await planSplit(room.db, payment)
  if (!plan) return { ok: false, code: 'amount_too_high' }
  const remaining = payment.amount - plan.approved
  const value: PaymentTaken = {
    id: null,
    status: 'dryRun',
    approved: toJson(plan.approved),
    currency: payment.currency,
    at: new Date(payment.atMs).toISOString(),
    customerName: payment.customerName ?? null,
    ...(remaining > 0n ? { remaining: toJson(remaining) } : {}),
    tenders: plan.shares.map(({ type, accountId, amount }) => ({
      type,
      amount: toJson(amount),
      refunded: 0,
      lastDigits:
        type === 'giftCard' ? (payment.giftCards.find(one => one.accountId === accountId)?.lastDigits ?? null) : null,
      tip: false,
    })),
  }
  return { ok: true, value }
}

/** All gift cards of the request, each once, however often it was scanned. */
async function presentedCards(
  room: TillRoom,
  { tenders = [], terminalId, currency, atMs }: PaymentRequest,
  card: PayingCard | undefined,
): Promise<{ ok: true; cards: PayingCard[] } | Extract<Outcome<never>, { ok: false }>> {
  const answers = await Promise.all(
    tenders.map(async (tender, i) => {
      if (tender.type !== 'giftCard') return undefined
      const answer = await resolveCard(room, { code: tender.number, terminalId, atMs })
      const pointers = [`/tenders/${i}/number`]
      if (!answer.ok) return { ...answer, pointers }
      return answer.card.currency === currency
        ? answer
        : { ok: false as const, code: 'currency_mismatch' as const, pointers }
    }),
  )
  const cards = card ? [card] : []
  for (const answer of answers) {
    if (answer && !answer.ok) return answer
    if (answer && !cards.some(({ cardId }) => cardId === answer.card.cardId)) cards.push(answer.card)
  }
  return { ok: true, cards }
}

function atTillOf({ tenders = [] }: PaymentRequest): TillTender[] {
  return tenders.flatMap(tender => (tender.type === 'giftCard' ? [] : [{ ...tender, amount: fromJson(tender.amount) }]))
}
