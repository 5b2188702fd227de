import { afterAll, beforeEach, expect, test } from 'vitest'
import { testKey } from '../../../test/brand.ts'
import { testDatabase } from '../../../test/database.ts'
import { testSmtp } from '../../../test/smtp.ts'
import { testNow } from '../../../test/till.ts'
import { newId, type Uuid } from '../../kernel/ids.ts'
import { MailRefused } from './blocks.ts'
import { mailStates, queueMail, withdrawMails } from './queue.ts'
import { type MailRoom, sendMails } from './send-mails.ts'
import type { MailSlots } from './templates.ts'
import { keptMails, sandboxTransport, smtpTransport } from './transport.ts'

const db = await testDatabase()
const smtp = await testSmtp()
const transport = smtpTransport(smtp.url)
afterAll(async () => {
  transport.close()
  await smtp.close()
})
const errors: unknown[] = []
const room: MailRoom = {
  db,
  masterKey: testKey,
  transport,
  context: { brandName: 'Harbor & Rye', brandColor: '#123c4a', origin: 'https://pay.example' },
  from: 'hello@pay.example',
  onError: error => errors.push(error),
}
const slots: MailSlots['gift'] = {
  recipientName: 'Noah',
  fromName: null,
  value: { amount: '2500', currency: 'USD' },
  message: '',
  code: 'ABCD2345EFGH6789JKMN',
}
const minute = 60_000

beforeEach(async () => {
  await db.query('DELETE FROM ringfence.mails')
  smtp.received.length = 0
  smtp.refuseWith = undefined
  errors.length = 0
})

function queue(
  about: Uuid,
  changed: { to?: string; onceKey?: string; dueMs?: number; slots?: MailSlots['gift'] } = {},
) {
  const mail = { onceKey: `gift ${about}`, about, template: 'gift', to: 'noah@example.test', slots } as const
  return db.transaction(tx => queueMail(tx, testKey, { ...mail, dueMs: testNow, atMs: testNow, ...changed }))
}
const stateOf = async (about: Uuid) => (await mailStates(db, [about])).get(about)?.map(({ state }) => state)

test('a queued message arrives at the SMTP server as it was written, once', async () => {
  const about = newId()
  expect(await queue(about)).toBe(true)
  expect(await sendMails(room, testNow)).toBe(1)
  expect(await sendMails(room, testNow + 60 * minute)).toBe(0)
  const [{ recipients, mail, raw }] = smtp.received as [(typeof smtp.received)[0]]
  expect(smtp.received).toHaveLength(1)
  expect(recipients).toEqual(['noah@example.test'])
  expect(mail.subject).toBe('A gift card is waiting for you')
  expect(mail.from?.value).toEqual([{ name: 'Harbor & Rye', address: 'hello@pay.example' }])
  expect(mail.text).toContain('https://pay.example/app/claim#ABCD2345EFGH6789JKMN')
  expect(mail.html).toContain('$25.00')
  expect(mail.messageId).toMatch(/^<[0-9a-f-]{36}@pay\.example>$/)
  expect(raw).toMatch(/^Auto-Submitted: auto-generated\r$/m)
  expect(await stateOf(about)).toEqual(['sent'])
})

test('what is told twice is queued once', async () => {
  const about = newId()
  const outcomes = await Promise.all(Array.from({ length: 20 }, () => queue(about)))
  expect(outcomes.filter(Boolean)).toHaveLength(1)
})

test('many workers at once send each message once', async () => {
  for (let i = 0; i < 30; i++) await queue(newId())
  let more = true
  while (more) {
    const sent = await Promise.all(Array.from({ length: 8 }, () => sendMails(room, testNow)))
    more = sent.some(count => count > 0)
  }
  expect(smtp.received).toHaveLength(30)
  expect(new Set(smtp.received.map(({ mail }) => mail.messageId)).size).toBe(30)
})

test('a message rolls back with what it tells', async () => {
  const about = newId()
  const work = db.transaction(async tx => {
    await queueMail(tx, testKey, {
      onceKey: 'x',
      about,
      template: 'gift',
      to: 'a@example.test',
      slots,
      dueMs: 0,
      atMs: 0,
    })
    throw new Error('undone')
  })
  await expect(work).rejects.toThrow('undone')
  expect(await stateOf(about)).toBeUndefined()
})

test('it is not sent before it is due', async () => {
  const about = newId()
  await queue(about, { dueMs: testNow + minute })
  expect(await sendMails(room, testNow + minute - 1)).toBe(0)
  expect(await sendMails(room, testNow + minute)).toBe(1)
})

test('a server that is busy is tried again later, with the same Message-ID; one that is down as well', async () => {
  const about = newId()
  await queue(about)
  smtp.refuseWith = { responseCode: 451, message: 'try later' }
  expect(await sendMails(room, testNow)).toBe(0)
  const dead = smtpTransport('smtp://127.0.0.1:1')
  expect(await sendMails({ ...room, transport: dead }, testNow + minute)).toBe(0)
  dead.close()
  expect(await stateOf(about)).toEqual(['queued'])
  smtp.refuseWith = undefined
  expect(await sendMails(room, testNow + 2 * minute)).toBe(0)
  expect(await sendMails(room, testNow + 3 * minute)).toBe(1)
  expect(errors).toHaveLength(2)
})

test('an address that the server refuses is given up; the error names nobody', async () => {
  const about = newId()
  await queue(about)
  smtp.refuseWith = { responseCode: 550, message: 'no noah@example.test here' }
  await sendMails(room, testNow)
  expect(await stateOf(about)).toEqual(['failed'])
  expect(String(errors[0])).toContain('550')
  expect(String(errors[0])).not.toContain('noah')
})

test('one message that fails does not keep the others waiting', async () => {
  const bad = newId()
  const good = newId()
  await queue(bad)
  await db.query(`UPDATE ringfence.mails SET sealed = '\\x00'`)
  await queue(good)
  expect(await sendMails(room, testNow)).toBe(1)
  expect(await stateOf(good)).toEqual(['sent'])
  expect(await stateOf(bad)).toEqual(['queued'])
})

test('a worker that crashed while it sent is followed by another after a quarter of an hour', async () => {
  const about = newId()
  await queue(about)
  const silent: MailRoom = { ...room, transport: { send: () => new Promise(() => {}), close: () => {} } }
  void sendMails(silent, testNow)
  await expect.poll(async () => (await mailStates(db, [about])).get(about)![0]!.attempts).toBe(1)
  expect(await sendMails(room, testNow + 14 * minute)).toBe(0)
  expect(await sendMails(room, testNow + 15 * minute)).toBe(1)
})

test('what was withdrawn is never sent', async () => {
  const about = newId()
  await queue(about, { dueMs: testNow + minute })
  await db.transaction(tx => withdrawMails(tx, about, testNow))
  expect(await sendMails(room, testNow + minute)).toBe(0)
  expect(await stateOf(about)).toEqual(['withdrawn'])
})

test('recipient and texts are sealed at rest, and gone once the message has ended', async () => {
  const about = newId()
  await queue(about, { to: 'canary.person@example.test', slots: { ...slots, message: 'canary message' } })
  const dump = async () =>
    JSON.stringify(await db.query('SELECT m::text, encode(sealed, $1) FROM ringfence.mails m', ['escape']))
  expect(await dump()).not.toMatch(/canary|ABCD2345/)
  await sendMails(room, testNow)
  expect(await db.query('SELECT sealed FROM ringfence.mails')).toEqual([{ sealed: null }])
})

test.each([
  ['an address with a second header', { to: 'a@example.test\r\nBcc: b@example.test' }],
  ['a name with a second header', { slots: { ...slots, recipientName: 'Noah\r\nBcc: b@example.test' } }],
])('%s is refused before anything is written', async (_what, changed) => {
  const about = newId()
  await expect(queue(about, changed)).rejects.toThrow(MailRefused)
  expect(await stateOf(about)).toBeUndefined()
})

test('the sandbox keeps messages instead of sending them, each once', async () => {
  const sandbox: MailRoom = { ...room, transport: sandboxTransport(db) }
  await queue(newId(), { to: 'Noah@example.test' })
  await queue(newId(), { to: 'maya@example.test' })
  expect(await sendMails(sandbox, testNow)).toBe(2)
  expect(await keptMails(db, undefined)).toHaveLength(2)
  const [kept] = await keptMails(db, 'noah@example.test')
  expect(kept).toMatchObject({ recipient: 'Noah@example.test', subject: 'A gift card is waiting for you' })
  expect(kept!.text).toContain('/app/claim#')
  expect(smtp.received).toEqual([])
})

test('another protocol than SMTP is refused', () => {
  expect(() => smtpTransport('http://127.0.0.1')).toThrow('smtp://')
})
