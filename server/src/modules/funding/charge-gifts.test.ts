import { expect, test } from 'vitest'
import { addTestCustomer, addTestStore } from '../../../test/brand.ts'
import { testDatabase } from '../../../test/database.ts'
import { testGifts } from '../../../test/gifts.ts'
import { testNow } from '../../../test/till.ts'
import { manualClock } from '../../kernel/clock.ts'
import { newId } from '../../kernel/ids.ts'
import { buyGift, settlePendingGifts } from '../gift-cards/buy-gift.ts'
import { giftCharges } from './charge-gifts.ts'
import { type ChargeRequest, type Psp, PspUnavailable } from './psp/psp.ts'
import { deliverWebhooks } from './testing.ts'

const db = await testDatabase()
await addTestStore(db)
const clock = manualClock(testNow)
const gifts = testGifts(db, clock)
const { room, psp } = gifts

async function refundsOf(key: string): Promise<unknown> {
  const [charge] = await db.query<{ refunds: unknown }>(
    `SELECT value -> 'refunds' AS refunds FROM sandbox_psp.records WHERE kind = 'charge' AND id = $1`,
    [`ch_${key}`],
  )
  return charge?.refunds
}

test('a charge that reaches the provider after its gift was given up goes back, once [4.3]', async () => {
  const maya = await addTestCustomer(db)
  let sent: ChargeRequest | undefined
  const late: Psp = {
    ...psp,
    charge: async request => {
      sent = request
      throw new PspUnavailable('no answer')
    },
  }
  const order = gifts.order(maya, await gifts.saveCard(maya), { amount: 2070n })
  const outcome = await buyGift({ ...room, charges: giftCharges(db, late) }, order)
  expect(outcome).toEqual({ ok: false, code: 'psp_unavailable' })
  expect(await settlePendingGifts(room, testNow + 61_000)).toBe(1)
  expect(await buyGift(room, order)).toMatchObject({ ok: true, gift: { status: 'failed' } })

  await psp.charge(sent!)
  await deliverWebhooks(db, psp, clock)
  expect(await refundsOf(sent!.key)).toEqual({ [sent!.key]: 2070 })
})

test('the news of a charge leaves a gift that was sold alone', async () => {
  const gift = await gifts.buy(await addTestCustomer(db))
  await deliverWebhooks(db, psp, clock)
  expect(await refundsOf(gift.id)).toEqual({})
})

test('an order that is sent again is no second charge, even at a provider that has forgotten the key by then', async () => {
  const maya = await addTestCustomer(db)
  const order = gifts.order(maya, await gifts.saveCard(maya, 'sandbox_answer_lost'), { amount: 2085n })
  expect(await buyGift(room, order)).toEqual({ ok: false, code: 'psp_unavailable' })
  const forgetful: Psp = { ...psp, charge: asked => psp.charge({ ...asked, key: newId() }) }
  const again = await buyGift({ ...room, charges: giftCharges(db, forgetful) }, order)
  expect(again).toMatchObject({ ok: true, gift: { status: 'open' }, replayed: true })
  const charges = await db.query(
    `SELECT id FROM sandbox_psp.records WHERE kind = 'charge' AND (value ->> 'amount')::bigint = 2085`,
  )
  expect(charges).toHaveLength(1)
})
