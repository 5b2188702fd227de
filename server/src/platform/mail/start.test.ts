import { afterAll, expect, test } from 'vitest'
import { testKey } from '../../../test/brand.ts'
import { testDatabase } from '../../../test/database.ts'
import { testSmtp } from '../../../test/smtp.ts'
import { testNow } from '../../../test/till.ts'
import { manualClock } from '../../kernel/clock.ts'
import { newId } from '../../kernel/ids.ts'
import { mailStates, queueMail } from './queue.ts'
import { startMail } from './start.ts'
import { keptMails } from './transport.ts'

const db = await testDatabase()
const smtp = await testSmtp()
afterAll(() => smtp.close())
const errors: unknown[] = []

function start(sandbox: boolean, environment: Record<string, string>) {
  return startMail({
    db,
    masterKey: testKey,
    clock: manualClock(testNow),
    brand: { name: 'Harbor & Rye', theme: { brand: '#123c4a' } },
    origin: 'https://pay.example',
    sandbox,
    environment,
    onError: error => errors.push(error),
  })
}

async function queue(to: string) {
  const about = newId()
  const value = { amount: '2500', currency: 'USD' }
  const slots = { recipientName: 'Noah', fromName: null, value, message: '', code: 'ABCD2345EFGH6789JKMN' }
  const mail = { onceKey: about, about, template: 'gift', to, slots, dueMs: testNow, atMs: testNow } as const
  await db.transaction(tx => queueMail(tx, testKey, mail))
  return about
}
const stateOf = async (about: string) => (await mailStates(db, [about])).get(about)![0]!.state

test('with an SMTP server messages go there, in a sandbox too', async () => {
  const about = await queue('noah@example.test')
  const mail = start(true, { RINGFENCE_SMTP_URL: smtp.url, RINGFENCE_MAIL_FROM: 'hello@pay.example' })
  await expect.poll(() => stateOf(about)).toBe('sent')
  await mail.close()
  expect(smtp.received[0]!.mail.from?.text).toContain('hello@pay.example')
  expect(await keptMails(db, undefined)).toEqual([])
})

test('a sandbox without one keeps an inbox', async () => {
  const mail = start(true, {})
  const about = await queue('maya@example.test')
  mail.wake()
  await expect.poll(() => stateOf(about)).toBe('sent')
  await mail.close()
  expect(await keptMails(db, 'maya@example.test')).toHaveLength(1)
})

test('any other deployment without one keeps messages queued, and sends them once it has one', async () => {
  const about = await queue('zoe@example.test')
  const without = start(false, {})
  without.wake()
  await without.close()
  expect(await stateOf(about)).toBe('queued')
  const mail = start(false, { RINGFENCE_SMTP_URL: smtp.url })
  await expect.poll(() => stateOf(about)).toBe('sent')
  await mail.close()
  expect(smtp.received.at(-1)!.mail.from?.text).toContain('no-reply@pay.example')
  expect(errors).toEqual([])
})
