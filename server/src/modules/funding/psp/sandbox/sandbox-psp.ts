/**
 * The sandbox provider: behaves like a real one, and can be told to misbehave by card, by amount or by chance. No money moves.
 * The same code runs over PostgreSQL in a deployment and over the process's memory in a simulation.
 */
import { namedId, newId } from '../../../../kernel/ids.ts'
import type { Psp, SetupResult, Webhook } from '../psp.ts'
import { testCardOf, testCards } from './cards.ts'
import {
  answerChallenge,
  cancelCharge,
  createCharger,
  findCharge,
  finishProcessing,
  referenceOf,
  refund,
  resultOf,
} from './charges.ts'
import {
  closeDispute,
  listPayoutItems,
  listPayouts,
  openDispute,
  payOut,
  payOutDaily,
  readDispute,
} from './disputes.ts'
import {
  add,
  type CardValue,
  type ChargeValue,
  type RefundValue,
  type SandboxRoom,
  type SetupValue,
  valueIn,
} from './records.ts'
import { deliverDue, readWebhook } from './webhooks.ts'

/** What a real provider does by itself, or its cardholders' banks do. */
export interface SandboxControls {
  answerChallenge(challengeId: string, approve: boolean): Promise<boolean>
  openDispute(chargeKey: string): Promise<boolean>
  closeDispute(chargeKey: string, won: boolean): Promise<boolean>
  payOut(): Promise<void>
  /** Pays out what has been in the balance for a day; answers whether there was any. */
  payOutDaily(): Promise<boolean>
  /** Lets time pass: charges under way end, and webhooks that are due are delivered. Returns how many were. */
  advance(receive: (webhook: Webhook) => Promise<void>): Promise<number>
}

export type SandboxPsp = Psp & { readonly controls: SandboxControls }

export function sandboxPsp(room: SandboxRoom): SandboxPsp {
  const { store } = room
  return {
    provider: 'sandbox',
    openCustomer: async customerId => `cus_${customerId}`,
    async setUpCard(customer) {
      const setupId = `set_${newId()}`
      await add(room, 'setup', setupId, { customer } satisfies SetupValue)
      const cards = testCards.map(({ token, brand, lastDigits, about }) => ({
        token,
        label: `${brand} ·· ${lastDigits}`,
        about,
      }))
      return { setupId, form: { provider: 'sandbox', cards } }
    },
    readSetup: setup => readSetup(room, setup),
    async removeCard(reference) {
      await store.update('card', reference, card => ({
        ...card,
        value: { ...valueIn<CardValue>(card), removed: true },
      }))
    },
    charge: createCharger(room),
    findCharge: charge => findCharge(room, charge),
    cancelCharge: charge => cancelCharge(room, charge),
    refund: request => refund(room, request),
    readWebhook: (webhook, nowMs) => readWebhook(room, webhook, nowMs),
    async readCharge(reference) {
      const record = await store.get('charge', reference)
      const charge = record && valueIn<ChargeValue>(record)
      return charge && { key: charge.key, result: resultOf(room, charge) }
    },
    async readRefund(reference) {
      const record = await store.get('refund', reference)
      if (!record) return undefined
      const { key, status } = valueIn<RefundValue>(record)
      return { key, status, reference }
    },
    readDispute: reference => readDispute(room, reference),
    listPayouts: sinceMs => listPayouts(room, sinceMs),
    listPayoutItems: reference => listPayoutItems(room, reference),
    controls: controlsOf(room),
  }
}

async function readSetup(
  room: SandboxRoom,
  { setupId, customerReference, token }: Parameters<Psp['readSetup']>[0],
): Promise<SetupResult> {
  const record = await room.store.get('setup', setupId)
  if (!record || valueIn<SetupValue>(record).customer !== customerReference) return { status: 'unknown' }
  const reference = `card_${namedId('sandbox card', setupId)}`
  const chosen = testCardOf(token)
  if (chosen)
    await add(room, 'card', reference, {
      customer: customerReference,
      token: chosen.token,
      removed: false,
    } satisfies CardValue)
  const saved = await room.store.get('card', reference)
  const card = saved && testCardOf(valueIn<CardValue>(saved).token)
  if (!card) return { status: 'notConfirmed' }
  const { brand, lastDigits, expires, about } = card
  return { status: 'saved', card: { reference, brand, lastDigits, expires, about } }
}

function controlsOf(room: SandboxRoom): SandboxControls {
  return {
    answerChallenge: (challengeId, approve) => answerChallenge(room, challengeId, approve),
    async openDispute(chargeKey) {
      const record = await room.store.get('charge', referenceOf(chargeKey))
      const charge = record && valueIn<ChargeValue>(record)
      if (charge?.state !== 'succeeded') return false
      await openDispute(room, charge)
      return true
    },
    closeDispute: (chargeKey, won) => closeDispute(room, chargeKey, won),
    payOut: () => payOut(room),
    payOutDaily: () => payOutDaily(room),
    async advance(receive) {
      await finishProcessing(room)
      return deliverDue(room, receive)
    },
  }
}
