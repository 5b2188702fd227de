import { expect, test } from 'vitest'
import { addTestCustomer, addTestStore, testKey } from '../../../test/brand.ts'
import { testDatabase } from '../../../test/database.ts'
import { testGifts } from '../../../test/gifts.ts'
import { testNow } from '../../../test/till.ts'
import { newId, type Uuid } from '../../kernel/ids.ts'
import { keptMails, mailStates, sandboxTransport, sendMails } from '../../platform/mail/index.ts'
import { claimCard } from './claim-card.ts'
import { cancelGift } from './close-gift.ts'
import { resendGift } from './resend-gift.ts'

const db = await testDatabase()
await addTestStore(db)
const gifts = testGifts(db)
const { room } = gifts
const maya = await addTestCustomer(db)
const noah = await addTestCustomer(db)
const context = { brandName: 'Harbor & Rye', brandColor: '#123c4a', origin: 'https://pay.example' }
const deliver = () =>
  sendMails(
    { db, masterKey: testKey, transport: sandboxTransport(db), context, from: 'a@pay.example', onError: () => {} },
    testNow,
  )
const resend = (giftId: Uuid, key: string = newId(), buyerId = maya.customerId) =>
  resendGift(room, { giftId, buyerId, key, atMs: testNow })
const mailsOf = async (giftId: Uuid) => (await mailStates(db, [giftId])).get(giftId)!

test('a gift is mailed again with the same code, three times and no more [4.3]', async () => {
  const email = `${newId()}@example.test`
  const wishes = { fromName: 'Maya', recipient: { name: 'Noah', email }, message: '' }
  const gift = await gifts.buy(maya, { wishes })
  await deliver()
  for (let i = 0; i < 3; i++) {
    expect(await resend(gift.id)).toMatchObject({ ok: true, gift: { resends: { length: i + 1 } } })
    await deliver()
  }
  expect(await resend(gift.id)).toEqual({ ok: false, code: 'resend_limit_reached' })
  const mails = await keptMails(db, email)
  expect(mails).toHaveLength(4)
  const code = await gifts.codeOf(gift)
  expect(mails.every(mail => mail.text.includes(`/app/claim#${code}`))).toBe(true)
})

test('a flood of 50 resends at once makes one mail', async () => {
  const gift = await gifts.buy(maya)
  await deliver()
  const outcomes = await Promise.all(Array.from({ length: 50 }, () => resend(gift.id)))
  expect(outcomes.every(outcome => outcome.ok)).toBe(true)
  expect(await mailsOf(gift.id)).toHaveLength(2)
})

test('the same request sent again makes no other mail, also when the first has gone out', async () => {
  const gift = await gifts.buy(maya)
  await deliver()
  await resend(gift.id, 'key')
  await deliver()
  expect(await resend(gift.id, 'key')).toMatchObject({ ok: true, gift: { resends: ['key'] } })
  expect(await mailsOf(gift.id)).toHaveLength(2)
})

test('while a mail is on its way, or waits for its day, no other is made', async () => {
  const gift = await gifts.buy(maya, { deliverMs: testNow + 86_400_000 })
  expect(await resend(gift.id)).toMatchObject({ ok: true, gift: { resends: [] } })
  expect(await mailsOf(gift.id)).toHaveLength(1)
})

test('a claimed or cancelled gift is not mailed again, and a stranger’s is not there', async () => {
  const claimed = await gifts.buy(maya)
  await deliver()
  expect(await resend(claimed.id, newId(), noah.customerId)).toEqual({ ok: false, code: 'not_found' })
  const code = await gifts.codeOf(claimed)
  await claimCard(room, { customerId: noah.customerId, code, pin: undefined, atMs: testNow })
  expect(await resend(claimed.id)).toEqual({ ok: false, code: 'gift_claimed' })
  const cancelled = await gifts.buy(maya)
  await cancelGift(room, { giftId: cancelled.id, buyerId: maya.customerId, atMs: testNow })
  expect(await resend(cancelled.id)).toEqual({ ok: false, code: 'gift_closed' })
})
