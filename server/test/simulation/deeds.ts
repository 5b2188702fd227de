/** What happens in the simulation: for each deed what is asked of the product, what the model says must come of it, and what it changes. */
import type { RefundOrder } from '@ringfence/contract'
import type { Random } from '../../src/demo/random.ts'
import { fromTypeId, newId, type Uuid } from '../../src/kernel/ids.ts'
import { loadByCard } from '../../src/modules/funding/index.ts'
import { receiveWebhook } from '../../src/modules/funding/receive-webhook.ts'
import { consolidateCards } from '../../src/modules/gift-cards/consolidate-cards.ts'
import { activateCard } from '../../src/modules/gift-cards/index.ts'
import { laneOf, ownAccountId, postTransfers, setFrozen } from '../../src/modules/ledger/index.ts'
import { capturePayment } from '../../src/modules/payments/capture-payment.ts'
import { refundPayment } from '../../src/modules/payments/refund-payment.ts'
import { takePayment } from '../../src/modules/payments/take-payment.ts'
import { tipPayment } from '../../src/modules/payments/tip-payment.ts'
import { voidPayment } from '../../src/modules/payments/void-payment.ts'
import { currency, testKey } from '../brand.ts'
import { testFingerprint, testRequest } from '../till.ts'
import * as model from './model.ts'
import type { Person, World } from './world.ts'

/** What the product answered, told in the same words for every verb. */
export interface Answer {
  readonly ok: boolean
  readonly code?: string | undefined
  readonly id?: Uuid | undefined
  readonly replayed?: boolean | undefined
}

export interface Deed {
  readonly what: string
  /** Purses that it may change; no other deed of the same moment has one of them. */
  readonly purses: readonly model.Purse[]
  readonly ask: () => Promise<Answer>
  /** `true`: it must succeed; else the codes with which it must be refused. */
  readonly expected: true | readonly string[]
  /** Brings the model to where the product must be now. */
  readonly apply: (answer: Answer) => void
  /** A refusal changes something, too: the charge may have gone through. */
  readonly leavesTrace?: true
  /** Of a success that can be asked for again by its key: later, the same must be answered. */
  readonly again?: (first: Answer) => { ask: () => Promise<Answer>; altered?: () => Promise<Answer> }
}

export interface CardLoad {
  readonly person: Person
  readonly lot: model.Lot
  readonly amount: bigint
  readonly key: string
  state: 'pending' | 'booked' | 'disputed'
  loadId: Uuid | undefined
}

/** What the model remembers beside purses. */
export interface Memory {
  readonly payments: model.Payment[]
  readonly cardLoads: CardLoad[]
  sales: bigint
  holds: bigint
}

export interface Moment {
  readonly world: World
  readonly memory: Memory
  readonly random: Random
  readonly nowMs: number
}

const key = (clientId: Uuid, content: unknown) => ({ clientId, key: newId(), fingerprint: testFingerprint(content) })
const nothing = () => {}

/** A plain payment: enough, too much, or from a frozen account. */
export function pay({ world, memory, random, nowMs }: Moment, person: Person): Deed {
  const { purse } = person
  const balance = model.balanceOf(purse, nowMs)
  const amount = random.chance(0.02) ? balance + BigInt(random.between(1, 900)) : BigInt(random.between(1, 650))
  const request = testRequest(world.store, person.customer, { amount: Number(amount), atMs: nowMs })
  const ask = async () => answerOf(await takePayment(world.till, request))
  const refused = [...(purse.frozen ? ['account_frozen'] : []), ...(amount > balance ? ['insufficient_funds'] : [])]
  return {
    what: `pay ${amount}`,
    purses: [purse],
    ask,
    expected: refused.length > 0 ? refused : true,
    apply: answer => {
      const sources = model.draw(purse, amount, nowMs)
      memory.sales += amount
      memory.payments.push(paid(answer.id!, purse, sources, nowMs))
    },
    again: () => ({
      ask,
      altered: async () =>
        answerOf(
          await takePayment(world.till, {
            ...request,
            amount: request.amount + 1,
            idempotency: { ...request.idempotency, fingerprint: testFingerprint(nowMs) },
          }),
        ),
    }),
  }
}

function paid(id: Uuid, purse: model.Purse, sources: model.Source[], atMs: number): model.Payment {
  return { id, purse, state: 'captured', sources, atMs, expiresMs: undefined, tipped: false }
}

/** A gift card, the account and some cash for one basket. */
export function split({ world, memory, random, nowMs }: Moment, person: Person): Deed | undefined {
  const { purse, gift } = person
  if (!gift) return undefined
  const cash = BigInt(random.between(1, 300))
  const stored = BigInt(random.between(1, 2_000))
  const giftShare = min(model.balanceOf(gift.purse, nowMs), stored)
  const accountShare = stored - giftShare
  const request = testRequest(world.store, person.customer, {
    amount: Number(cash + stored),
    atMs: nowMs,
    tenders: [
      { type: 'giftCard', number: gift.number },
      { type: 'cash', amount: Number(cash) },
    ],
  })
  const missing = accountShare > model.balanceOf(purse, nowMs)
  const frozen = (giftShare > 0n && gift.purse.frozen) || (accountShare > 0n && purse.frozen)
  const refused = [...(missing ? ['insufficient_funds'] : []), ...(frozen ? ['account_frozen'] : [])]
  const ask = async () => answerOf(await takePayment(world.till, request))
  return {
    what: `pay ${stored} from gift card ${gift.purse.id} and account, ${cash} in cash`,
    purses: [purse, gift.purse],
    ask,
    expected: refused.length > 0 ? refused : true,
    apply: answer => {
      const sources = [...model.draw(gift.purse, giftShare, nowMs), ...model.draw(purse, accountShare, nowMs)]
      sources.push({ purse: undefined, lot: undefined, amount: cash, back: 0n })
      memory.sales += stored + cash
      memory.payments.push(paid(answer.id!, purse, sources, nowMs))
    },
    again: () => ({ ask }),
  }
}

/** The code of the payment before: it is used, whatever it is shown for. */
export function reuseCode({ world, memory, nowMs }: Moment, person: Person): Deed | undefined {
  const last = memory.payments.findLast(payment => payment.purse === person.purse)
  if (!last || nowMs - last.atMs > 29_000 * 2 || last.atMs === nowMs) return undefined
  const code = person.customer.codeAt(last.atMs)
  if (Math.floor(nowMs / 30_000) - Math.floor(last.atMs / 30_000) > 1) return undefined
  const request = testRequest(world.store, person.customer, { amount: 1, atMs: nowMs, code })
  const ask = async () => answerOf(await takePayment(world.till, request))
  return { what: 'show a used code', purses: [person.purse], ask, expected: ['code_used'], apply: nothing }
}

export function loadCash({ world, random, nowMs }: Moment, person: Person): Deed {
  const { purse } = person
  const amount = BigInt(random.between(100, 9_000))
  const { store } = world
  const load = {
    lane: laneOf(purse.id),
    id: newId(),
    accountId: purse.id,
    sourceId: ownAccountId('cash_in_tills', currency, store.id),
    amount,
    currency,
    tender: 'cash' as const,
    storeId: store.id,
    terminalId: store.terminalId,
    staffId: store.cashierId,
    idempotency: key(store.terminalId, String(amount)),
    atMs: nowMs,
  }
  const ask = async (): Promise<Answer> => {
    const outcome = await world.recordLoad.submit({ ...load, id: newId() })
    return outcome.ok ? { ok: true, id: outcome.load.id, replayed: outcome.replayed } : outcome
  }
  return {
    what: `load ${amount} in cash`,
    purses: [purse],
    ask,
    expected: model.hasRoom(purse, amount, nowMs) ? true : ['balance_limit_exceeded'],
    apply: () => model.load(purse, { kind: 'paid', openedMs: nowMs, expiresMs: undefined }, amount),
    again: () => ({ ask }),
  }
}

/** A card load whose charge may be declined, or whose request or answer is lost on the way. */
export function loadCard({ world, memory, random, nowMs }: Moment, person: Person): Deed | undefined {
  const { purse, customer } = person
  const waiting = memory.cardLoads.some(load => load.person === person && load.state === 'pending')
  if (waiting || purse.ceiling !== undefined) return undefined
  const conduct = world.provider.draw(random)
  const amount = world.provider.amountFor(conduct, random.between(5, 40))
  const request = {
    accountId: purse.id,
    customerId: customer.customerId,
    amount,
    currency,
    paymentMethodId: person.paymentMethodId,
    offSession: false,
    idempotency: key(customer.customerId, String(amount)),
    atMs: nowMs,
  }
  const lot = { kind: 'paid', openedMs: nowMs, expiresMs: undefined } as const
  const known: CardLoad = { person, lot, amount, key: request.idempotency.key, state: 'pending', loadId: undefined }
  const lost = conduct === 'answerLost' || conduct === 'requestLost'
  return {
    what: `load ${amount} by card, which ${conduct}`,
    purses: [purse],
    ask: async () => {
      const outcome = await loadByCard(world.db, world.provider.psp, request)
      if (!outcome.ok) return outcome
      return { ok: outcome.load.status === 'succeeded', id: outcome.load.id, code: outcome.load.status }
    },
    leavesTrace: true,
    expected: conduct === 'succeeds' ? true : lost ? ['psp_unavailable'] : ['failed'],
    apply: answer => {
      if (conduct === 'declines') return
      memory.cardLoads.push(known)
      if (lost) return
      known.state = 'booked'
      known.loadId = answer.id
      model.load(purse, lot, amount)
    },
  }
}

/** The provider's news of a charge or a dispute: late, several times, at once. */
export function webhooks({ world, memory, random, nowMs }: Moment, person: Person): Deed | undefined {
  const load = memory.cardLoads.find(one => one.person === person && one.state !== 'disputed')
  const { provider } = world
  const id = load && (load.loadId ?? provider.keyOf(load.amount, person.customer.customerId))
  if (!load || !id || !provider.charged.has(id)) return undefined
  const disputes = load.state === 'booked' && random.chance(0.3)
  if (disputes) provider.dispute(id, nowMs)
  const first = provider.webhook(disputes ? 'dispute' : 'charge', id)
  const sent = random.pick([[first], [first, first], [first, provider.webhook('charge', id), first]])
  return {
    what: `${sent.length} webhooks of ${disputes ? 'a dispute' : 'a charge'} of ${load.amount}`,
    purses: [person.purse],
    ask: async () => {
      const outcomes = await Promise.all(sent.map(one => receiveWebhook(world.db, provider.psp, one, nowMs)))
      return { ok: outcomes.every(outcome => outcome.ok) }
    },
    expected: true,
    apply: () => {
      if (load.state === 'pending') {
        load.state = 'booked'
        load.loadId = id
        model.load(person.purse, load.lot, load.amount)
      }
      if (!disputes) return
      load.state = 'disputed'
      model.dispute(person.purse, load.lot, load.amount, nowMs)
    },
  }
}

export function hold({ world, memory, random, nowMs }: Moment, person: Person): Deed {
  const { purse } = person
  const amount = BigInt(random.between(1, 1_200))
  const request = testRequest(world.store, person.customer, {
    amount: Number(amount),
    atMs: nowMs,
    captureMode: 'manual',
  })
  const ask = async () => answerOf(await takePayment(world.till, request))
  const refused = [
    ...(purse.frozen ? ['account_frozen'] : []),
    ...(amount > model.balanceOf(purse, nowMs) ? ['insufficient_funds'] : []),
  ]
  return {
    what: `hold ${amount}`,
    purses: [purse],
    ask,
    expected: refused.length > 0 ? refused : true,
    apply: answer => {
      const sources = model.draw(purse, amount, nowMs)
      purse.held += amount
      memory.holds += amount
      const expiresMs = nowMs + 24 * 3_600_000
      memory.payments.push({ ...paid(answer.id!, purse, sources, nowMs), state: 'authorized', expiresMs })
    },
    again: () => ({ ask }),
  }
}

/** Captures or voids the last hold, or one that is closed already. */
export function closeHold({ world, memory, random, nowMs }: Moment, person: Person): Deed | undefined {
  const { store } = world
  const { purse } = person
  const payment = memory.payments.findLast(one => one.purse === purse && one.expiresMs !== undefined)
  if (!payment) return undefined
  const held = model.restOf(payment)
  const open = payment.state === 'authorized'
  const capture = random.chance(0.7)
  const amount = capture && open && random.chance(0.5) ? BigInt(random.between(1, Number(held))) : held
  const order = {
    paymentId: payment.id,
    storeId: store.id,
    terminalId: store.terminalId,
    staffId: store.cashierId,
    role: 'shiftLead' as const,
    reason: 'changed their mind',
    timeZone: 'UTC',
    idempotency: key(store.terminalId, [payment.id, String(amount)]),
    atMs: nowMs,
  }
  if (!open && !capture) return undefined // what is captured is refunded, not let go
  const ask = async () =>
    answerOf(
      capture
        ? await capturePayment(world.db, { ...order, amount: open ? amount : undefined })
        : await voidPayment(world.db, order),
    )
  return {
    what: `${capture ? `capture ${amount} of` : 'void'} hold ${payment.id} of ${held}`,
    purses: [purse],
    ask,
    expected: open ? true : ['hold_closed'],
    apply: () => {
      purse.held -= held
      memory.holds -= held
      const taken = capture ? amount : 0n
      payment.state = capture ? 'captured' : 'voided'
      if (capture) memory.sales += amount
      payment.sources = model.letGo(payment.sources, taken)
    },
    again: () => ({ ask }),
  }
}

export function refund({ world, memory, random, nowMs }: Moment, person: Person): Deed | undefined {
  const { store } = world
  const own = memory.payments.filter(one => one.purse === person.purse && one.state === 'captured')
  const payment = own.length === 0 ? undefined : random.pick(own.slice(-4))
  if (!payment) return undefined
  const rest = model.restOf(payment)
  const wanted = random.pick([rest, rest + 1n, BigInt(random.between(1, Number(rest) + 1))])
  const amount = wanted === 0n ? 1n : wanted
  const plan = model.planRefund(payment, amount)
  if (model.isAmbiguous(plan, nowMs)) return undefined
  const order = {
    paymentId: payment.id,
    storeId: store.id,
    terminalId: store.terminalId,
    staffId: store.cashierId,
    role: 'shiftLead' as const,
    reason: 'cold',
    order: 'lastFirst' as RefundOrder,
    amount: Number(amount),
    idempotency: key(store.terminalId, [payment.id, String(amount)]),
    atMs: nowMs,
  }
  const ask = async (): Promise<Answer> => {
    const outcome = await refundPayment(world.db, order)
    return outcome.ok ? { ok: true, id: outcome.refund.id, replayed: outcome.replayed } : outcome
  }
  const fits = model.givesTo(plan).every(([purse, sum]) => model.hasRoom(purse, sum, nowMs))
  return {
    what: `refund ${amount} of payment ${payment.id}`,
    purses: [...new Set([person.purse, ...model.givesTo(plan).map(([purse]) => purse)])],
    ask,
    expected: amount > rest ? ['already_refunded'] : fits ? true : ['balance_limit_exceeded'],
    apply: () => {
      memory.sales -= amount
      model.refund(plan, nowMs)
    },
    again: () => ({ ask }),
  }
}

export function tip({ world, memory, random, nowMs }: Moment, person: Person): Deed | undefined {
  const { purse } = person
  const payment = memory.payments.findLast(one => one.purse === purse && one.state === 'captured')
  if (!payment || payment.expiresMs !== undefined || payment.sources.some(one => !one.purse || one.back > 0n))
    return undefined
  if (nowMs - payment.atMs >= 24 * 3_600_000 || payment.sources.some(one => one.purse !== purse)) return undefined
  const amount = BigInt(random.between(1, 200))
  const { store } = world
  const order = {
    paymentId: payment.id,
    storeId: store.id,
    terminalId: store.terminalId,
    staffId: store.cashierId,
    amount,
    accountIds: [purse.id],
    idempotency: key(store.terminalId, [payment.id, String(amount)]),
    atMs: nowMs,
  }
  const ask = async () => answerOf(await tipPayment(world.db, order))
  const refused = payment.tipped
    ? ['already_tipped']
    : [
        ...(purse.frozen ? ['account_frozen'] : []),
        ...(amount > model.balanceOf(purse, nowMs) ? ['insufficient_funds'] : []),
      ]
  return {
    what: `tip ${amount} on payment ${payment.id}`,
    purses: [purse],
    ask,
    expected: refused.length > 0 ? refused : true,
    apply: () => {
      payment.sources.push(...model.draw(purse, amount, nowMs))
      payment.tipped = true
      memory.sales += amount
    },
    again: () => ({ ask }),
  }
}

/** Promotional value that runs out in some days. */
export function promote({ world, random, nowMs }: Moment, person: Person): Deed {
  const { purse } = person
  const amount = BigInt(random.between(50, 800))
  const minutes = random.chance(0.6) ? random.between(5, 60) : random.between(60, 14_400)
  const lot = { kind: 'promotional', openedMs: nowMs, expiresMs: nowMs + minutes * 60_000 } as const
  const id = newId()
  return {
    what: `give ${amount} of promotional value`,
    purses: [purse],
    ask: async () => {
      const debit = { id: ownAccountId('promotions', currency), guarded: false }
      const credit = { id: purse.id, guarded: true }
      const opens = { kind: 'promotional', tender: 'bulk', expiresMs: lot.expiresMs } as const
      try {
        await world.db.transaction(tx =>
          postTransfers(tx, [{ id, kind: 'load', debit, credit, amount, currency, atMs: nowMs, opens }]),
        )
      } catch (error) {
        if ((error as Error).name === 'PostingRefused') return { ok: false, code: 'balance_limit_exceeded' }
        // What was tried again after a lost connection may have happened at the first try.
        if ((error as { code?: string }).code !== '23505') throw error
      }
      return { ok: true }
    },
    expected: model.hasRoom(purse, amount, nowMs) ? true : ['balance_limit_exceeded'],
    apply: () => model.give(purse, lot, amount),
  }
}

/** A printed card is sold to the customer. */
export async function activate({ world, random, nowMs }: Moment, person: Person): Promise<Deed | undefined> {
  if (person.gift && model.balanceOf(person.gift.purse, nowMs) > 0n) return undefined
  const card = await world.printCard(person)
  const amount = BigInt(random.between(500, 2_500))
  const { store } = world
  const request = {
    number: card.number,
    amount,
    currency,
    tender: 'cash' as const,
    storeId: store.id,
    terminalId: store.terminalId,
    staffId: store.cashierId,
    idempotency: key(store.terminalId, card.cardId),
    atMs: nowMs,
  }
  let expiresMs: number | undefined
  const ask = async (): Promise<Answer> => {
    const outcome = await activateCard(world.db, testKey, request)
    if (!outcome.ok) return outcome
    expiresMs = outcome.activation.expires_at?.getTime()
    return { ok: true, id: outcome.activation.id, replayed: outcome.replayed }
  }
  return {
    what: `activate gift card ${card.cardId} with ${amount}`,
    purses: [person.purse],
    ask,
    expected: true,
    apply: () => {
      person.gift = card
      model.give(card.purse, { kind: 'gift', openedMs: nowMs, expiresMs }, amount)
    },
    again: () => ({ ask }),
  }
}

/** The gift card goes into the account, with its lots. */
export function consolidate({ world, nowMs }: Moment, person: Person): Deed | undefined {
  const { gift, purse, customer } = person
  if (!gift) return undefined
  const amount = model.balanceOf(gift.purse, nowMs)
  const request = {
    customerId: customer.customerId,
    accountId: purse.id,
    cards: [{ cardId: gift.cardId }],
    idempotency: key(customer.customerId, gift.cardId),
    atMs: nowMs,
  }
  const ask = async (): Promise<Answer> => {
    const outcome = await consolidateCards(world.gifts, request)
    return outcome.ok ? { ok: true, id: outcome.consolidation.id, replayed: outcome.replayed } : outcome
  }
  const fits = model.hasRoom(purse, amount, nowMs)
  return {
    what: `move gift card ${gift.cardId} of ${amount} into the account`,
    purses: [purse, gift.purse],
    ask,
    expected: gift.purse.frozen
      ? ['account_frozen']
      : amount === 0n
        ? ['gift_card_empty']
        : fits
          ? true
          : ['balance_limit_exceeded'],
    apply: () => {
      for (const source of model.draw(gift.purse, amount, nowMs)) model.give(purse, source.lot!, source.amount)
    },
    again: () => ({ ask }),
  }
}

/** Seldom for long: what is frozen is soon freed. */
export function freeze({ world, random }: Moment, person: Person): Deed | undefined {
  const purse = person.gift && random.chance(0.3) ? person.gift.purse : person.purse
  const frozen = !purse.frozen
  if (frozen && random.chance(0.9)) return undefined
  return {
    what: frozen ? 'freeze' : 'unfreeze',
    purses: [purse, person.purse],
    ask: async () => {
      await world.db.transaction(tx => setFrozen(tx, purse.id, frozen))
      return { ok: true }
    },
    expected: true,
    apply: () => {
      purse.frozen = frozen
    },
  }
}

function answerOf(
  outcome: { ok: true; replayed?: boolean | undefined; value?: { id: string | null } } | { ok: false; code: string },
): Answer {
  if (!outcome.ok) return outcome
  const id = outcome.value?.id ? fromTypeId('pay', outcome.value.id) : undefined
  return { ok: true, id, replayed: outcome.replayed }
}

function min(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}
