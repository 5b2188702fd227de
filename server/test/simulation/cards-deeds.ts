/** Gift cards and freezing. */

import { consolidateCards } from '../../src/modules/gift-cards/consolidate-cards.ts'
import { activateCard } from '../../src/modules/gift-cards/index.ts'
import { setFrozen } from '../../src/modules/ledger/index.ts'
import { currency, testKey } from '../brand.ts'
import { type Answer, type Deed, key, type Moment } from './deed.ts'
import * as model from './model.ts'
import type { Person } from './world.ts'

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
  const purse = person.gift && !person.purse.frozen && random.chance(0.3) ? person.gift.purse : person.purse
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
