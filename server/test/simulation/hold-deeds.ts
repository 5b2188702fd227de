/** Holds and what ends them. */
import { capturePayment } from '../../src/modules/payments/capture-payment.ts'
import { takePayment } from '../../src/modules/payments/take-payment.ts'
import { voidPayment } from '../../src/modules/payments/void-payment.ts'
import { testRequest } from '../till.ts'
import { answerOf, type Deed, key, type Moment, paid } from './deed.ts'
import * as model from './model.ts'
import type { Person } from './world.ts'

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
