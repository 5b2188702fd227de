/** Money in: cash, cards with all that can go wrong, promotional value. */
import { newId } from '../../src/kernel/ids.ts'
import { loadByCard } from '../../src/modules/funding/index.ts'
import { receiveWebhook } from '../../src/modules/funding/receive-webhook.ts'
import { laneOf, ownAccountId, postTransfers } from '../../src/modules/ledger/index.ts'
import { currency } from '../brand.ts'
import { type Answer, type CardLoad, type Deed, key, type Moment } from './deed.ts'
import * as model from './model.ts'
import type { Person } from './world.ts'

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
