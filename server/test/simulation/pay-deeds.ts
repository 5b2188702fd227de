/** Payments, refunds and tips. */
import type { RefundOrder } from '@ringfence/contract'
import { refundPayment } from '../../src/modules/payments/refund-payment.ts'
import { takePayment } from '../../src/modules/payments/take-payment.ts'
import { tipPayment } from '../../src/modules/payments/tip-payment.ts'
import { testFingerprint, testRequest } from '../till.ts'
import { type Answer, answerOf, type Deed, key, type Moment, nothing, paid } from './deed.ts'
import * as model from './model.ts'
import type { Person } from './world.ts'

/** A plain payment: enough, too much, or from a frozen account. */
export function pay({ world, memory, random, nowMs }: Moment, person: Person): Deed {
  const { purse } = person
  const balance = model.balanceOf(purse, nowMs)
  const amount = random.chance(0.01) ? balance + BigInt(random.between(1, 900)) : BigInt(random.between(1, 650))
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

function min(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}
