/**
 * Saved test cards, and gifts between the people of the demo: one that Maya has claimed, one that waits for her in the sandbox's
 * inbox, and one of hers that is mailed in two weeks. Bought the way the app does; keys that are always the same make them once.
 */
import { createHash } from 'node:crypto'
import { assert } from '../kernel/assert.ts'
import { addCard, giftCharges, providerFrom, savedCards, setUpCard } from '../modules/funding/index.ts'
import { buyGift, claimCard, codeOfGift, type GiftRoom } from '../modules/gift-cards/index.ts'
import type { MasterKey } from '../platform/crypto.ts'
import type { Database } from '../platform/database.ts'
import { demoCustomers } from './customers.ts'
import type { DemoState } from './set-up.ts'
import { harborAndRye } from './stores.ts'

const dayMs = 86_400_000

interface DemoGift {
  readonly name: string
  readonly from: string
  readonly to: { readonly name: string; readonly email: string }
  readonly amount: bigint
  readonly message: string
  readonly atMs: number
  readonly deliverMs?: number
  /** Who has claimed it. */
  readonly claimedBy?: string
}

export async function writeGifts(
  db: Database,
  masterKey: MasterKey,
  state: DemoState,
  currency: string,
): Promise<void> {
  const { nowMs } = state
  const fee = { basisPoints: harborAndRye.cardFee.basisPoints, fixed: harborAndRye.cardFee.fixed }
  const { psp } = providerFrom({ db, clock: { now: () => nowMs }, sandbox: true, fee, environment: {} })
  const cardOf = new Map<string, string>()
  for (const { customerId, name } of state.customers) {
    cardOf.set(name, await saveTestCard(customerId))
  }
  const { amountMinimum, amountMaximum } = harborAndRye.gifts
  const limits = { amountMinimum: BigInt(amountMinimum), amountMaximum: BigInt(amountMaximum) }
  const room: GiftRoom = { db, masterKey, charges: giftCharges(db, psp), currency, limits }
  for (const gift of giftsOf(nowMs)) await give(gift)

  async function saveTestCard(customerId: string): Promise<string> {
    const [known] = await savedCards(db, customerId)
    if (known) return known.id
    const begun = await setUpCard(db, psp, customerId, nowMs)
    assert(begun.ok, 'the sandbox saves cards')
    const { setupId } = begun.setup
    const added = await addCard(db, psp, { customerId, setupId, token: 'sandbox_visa', atMs: nowMs })
    assert(added.ok, 'the sandbox saves cards')
    return added.method.id
  }

  async function give({ name, from, to, amount, message, atMs, deliverMs, claimedBy }: DemoGift): Promise<void> {
    const personOf = (who: string) => state.customers.find(customer => customer.name === who)!.customerId
    const fingerprint = createHash('sha256').update(name).digest('hex').slice(0, 32)
    const outcome = await buyGift(room, {
      buyerId: personOf(from),
      paymentMethodId: cardOf.get(from)!,
      amount,
      currency,
      design: 'classic',
      wishes: { fromName: from.split(' ')[0]!, recipient: to, message },
      deliverMs,
      idempotency: { clientId: personOf(from), key: `demo ${name}`, fingerprint },
      atMs,
    })
    assert(outcome.ok && outcome.gift.status === 'open', 'the sandbox charges its good card')
    const code = claimedBy === undefined ? undefined : await codeOfGift(db, masterKey, outcome.gift)
    if (claimedBy === undefined || code === undefined) return
    await claimCard(room, { customerId: personOf(claimedBy), code, pin: undefined, atMs: atMs + 60_000 })
  }
}

function giftsOf(nowMs: number): DemoGift[] {
  const maya = 'Maya Lindqvist'
  const { email } = demoCustomers(nowMs).find(customer => `${customer.firstName} ${customer.lastName}` === maya)!
  const toMaya = { name: 'Maya', email }
  return [
    {
      name: 'claimed gift',
      from: 'Elena Marsh',
      to: toMaya,
      amount: 2000n,
      message: 'Thank you for looking after the cat!',
      atMs: nowMs - 3 * dayMs,
      claimedBy: maya,
    },
    {
      name: 'waiting gift',
      from: 'Elena Marsh',
      to: toMaya,
      amount: 2500n,
      message: 'Happy birthday, Maya.\nCoffee is on me this week.',
      atMs: nowMs - 3_600_000,
    },
    {
      name: 'scheduled gift',
      from: maya,
      to: { name: 'Samuel', email: 'samuel.whitlock@example.com' },
      amount: 1500n,
      message: 'We miss you at Pier 4.',
      atMs: nowMs - 1_800_000,
      deliverMs: nowMs + 14 * dayMs,
    },
  ]
}
