import { randomBytes } from 'node:crypto'
import { beforeEach, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/database.ts'
import { newId } from '../../../kernel/ids.ts'
import { masterKeyOf } from '../../../platform/crypto.ts'
import { contentOf } from '../../../platform/mail/queue.ts'
import { testClock } from '../testing.ts'
import { askForCode, redeemCode, sendCodes } from './email-codes.ts'
import { forgetSignIns } from './forget.ts'
import { codeLifeMs } from './rules.ts'

const db = await testDatabase()
const clock = testClock()
const masterKey = masterKeyOf(randomBytes(32), 'test')
const maya = newId()
let address: string
const room = {
  db,
  masterKey,
  customerByEmail: async (_: unknown, asked: string) => (asked === address ? maya : undefined),
}
const network = () => randomBytes(8).toString('hex')

beforeEach(() => {
  clock.advance(86_400_000)
  address = `maya-${randomBytes(6).toString('hex')}@example.test`
})

const ask = (subject: string, to = address, networkHash = network()) =>
  askForCode(room, { subject, address: to, networkHash }, clock.now())
const redeem = (subject: string, code: string) => redeemCode(room, { subject, code }, clock.now())

/** What lies in the mail queue for an address, newest first. */
async function codesFor(to: string): Promise<string[]> {
  const rows = await db.query<{ id: string; template: 'signInCode'; sealed: Buffer; attempts: number }>(
    `SELECT id, template, sealed, attempts FROM ringfence.mails WHERE template = 'signInCode' ORDER BY id DESC`,
  )
  const mails = rows.map(row => contentOf(masterKey, row))
  return mails.filter(mail => mail.to === to).map(mail => (mail.slots as { code: string }).code)
}

async function codeFor(subject: string): Promise<string> {
  expect(await ask(subject)).toBe(true)
  await sendCodes(room, clock.now())
  return (await codesFor(address))[0]!
}

const wrong = (code: string) => code.replace(/\d$/, digit => `${(Number.parseInt(digit, 10) + 1) % 10}`)

test('a code signs in the customer whose address it was sent to, once [S4]', async () => {
  const code = await codeFor('one')
  expect(await redeem('one', code)).toEqual({
    personId: maya,
    kind: 'customer',
    proof: 'code',
    provedMs: clock.now(),
  })
  expect(await redeem('one', code)).toBeUndefined()
})

test('of twenty who bring one code at once, one is signed in [S4]', async () => {
  const code = await codeFor('race')
  const all = await Promise.all(Array.from({ length: 20 }, () => redeem('race', code)))
  expect(all.filter(Boolean)).toHaveLength(1)
})

test('a code is good for ten minutes, and in the sign-in that asked for it [S4]', async () => {
  const code = await codeFor('mine')
  expect(await redeem('another', code)).toBeUndefined()
  clock.advance(codeLifeMs)
  expect(await redeem('mine', code)).toBeUndefined()
})

test('after five wrong tries the right one comes too late [S4]', async () => {
  const code = await codeFor('guess')
  for (let i = 0; i < 5; i++) expect(await redeem('guess', wrong(code))).toBeUndefined()
  expect(await redeem('guess', code)).toBeUndefined()
})

test('wrong tries at one person are counted over all codes [A13]', async () => {
  let tries = 0
  for (let hour = 0; hour < 14; hour++) {
    clock.advance(3_600_000)
    if (!(await ask(`day ${hour}`))) break
    await sendCodes(room, clock.now())
    for (let i = 0; i < 5; i++) {
      await redeem(`day ${hour}`, '00000000')
      tries++
    }
  }
  const [row] = await db.query<{ used: number }>(
    `SELECT max(used) AS used FROM ringfence.tries WHERE limit_name = 'sign-in guess' AND asker = $1`,
    [maya],
  )
  expect(tries).toBeGreaterThan(50)
  expect(row!.used).toBeLessThanOrEqual(50)
})

test('a new code in the same sign-in kills the one before', async () => {
  const first = await codeFor('again')
  const second = await codeFor('again')
  expect(await redeem('again', first)).toBeUndefined()
  expect(await redeem('again', second)).toBeDefined()
})

test('an unknown address is answered as a known one, leaves the same row and gets the same mail [A13] [S15]', async () => {
  const stranger = `nobody-${randomBytes(6).toString('hex')}@example.test`
  const answers = [await ask('known'), await ask('unknown', stranger)]
  expect(answers).toEqual([true, true])
  const rows = async () =>
    db.query<{ sealed: boolean; tries: number }>(
      `SELECT sealed_address IS NOT NULL AS sealed, tries, used_at, code_hash IS NULL AS bare FROM identity.email_codes
        WHERE subject IN ('known', 'unknown') ORDER BY subject`,
    )
  for (const sent of [false, true]) {
    if (sent) await sendCodes(room, clock.now())
    const [known, unknown] = await rows()
    expect(known).toEqual(unknown)
    expect(known).toMatchObject({ sealed: !sent, bare: !sent })
  }
  expect(await codesFor(stranger)).toHaveLength(1)
  expect(await codesFor(address)).toHaveLength(1)
  expect(await redeem('unknown', '00000000')).toBeUndefined()
})

async function codeOfStranger(subject: string): Promise<{ stranger: string; code: string }> {
  const stranger = `nobody-${randomBytes(6).toString('hex')}@example.test`
  await ask(subject, stranger)
  await sendCodes(room, clock.now())
  return { stranger, code: (await codesFor(stranger))[0]! }
}

test('the code of an address that is nobody’s proves that address, once, and the address goes from its row [S4] [S19]', async () => {
  const { stranger, code } = await codeOfStranger('newcomer')
  const all = await Promise.all(Array.from({ length: 20 }, () => redeem('newcomer', code)))
  expect(all.filter(Boolean)).toEqual([{ address: stranger, provedMs: clock.now() }])
  const [row] = await db.query(`SELECT sealed_newcomer, code_hash FROM identity.email_codes WHERE subject = 'newcomer'`)
  expect(row).toEqual({ sealed_newcomer: null, code_hash: null })
})

test('who became a customer after the code was sent is signed in as that customer', async () => {
  const { stranger, code } = await codeOfStranger('meanwhile')
  address = stranger
  expect(await redeem('meanwhile', code)).toMatchObject({ personId: maya, kind: 'customer' })
})

test('a newcomer’s address that was never used is wiped with the end of its code [S19]', async () => {
  await codeOfStranger('never')
  clock.advance(codeLifeMs + 1)
  await forgetSignIns(db, clock.now())
  const [row] = await db.query(`SELECT sealed_newcomer FROM identity.email_codes WHERE subject = 'never'`)
  expect(row).toEqual({ sealed_newcomer: null })
})

test('wrong tries at a newcomer’s address are counted over all codes, as those at a customer are [A13]', async () => {
  const { stranger } = await codeOfStranger('first')
  for (let i = 0; i < 4; i++) await redeem('first', '00000000')
  await ask('second', stranger)
  await sendCodes(room, clock.now())
  await redeem('second', '00000000')
  const used = await db.query<{ used: number }>(
    `SELECT used FROM ringfence.tries WHERE limit_name = 'sign-in guess' AND used = 5`,
  )
  expect(used).not.toEqual([])
})

test('codes are pumped to one address five times an hour and no more, known or not [A13]', async () => {
  for (const to of [address, `pump-${randomBytes(6).toString('hex')}@example.test`]) {
    const answers = []
    for (let i = 0; i < 8; i++) answers.push(await ask(`pump ${i} ${to}`, i % 2 ? to : to.toUpperCase()))
    expect(answers).toEqual([true, true, true, true, true, false, false, false])
  }
})

test('one place in the network has thirty codes an hour, to whomever, also all at once [A13]', async () => {
  const from = network()
  const all = await Promise.all(
    Array.from({ length: 40 }, (_, i) => ask(`net ${i}`, `victim-${i}-${from}@example.test`, from)),
  )
  expect(all.filter(Boolean)).toHaveLength(30)
})

test('two workers send one code', async () => {
  await ask('workers')
  await Promise.all([sendCodes(room, clock.now()), sendCodes(room, clock.now()), sendCodes(room, clock.now())])
  expect(await codesFor(address)).toHaveLength(1)
})

test('neither code nor address lies readable in the database [S19]', async () => {
  const code = await codeFor('sealed')
  const dump = await db.query<{ text: string }>(
    'SELECT c::text AS text FROM identity.email_codes c UNION ALL SELECT m::text FROM ringfence.mails m UNION ALL SELECT t::text FROM ringfence.tries t',
  )
  const hex = (text: string) => Buffer.from(text).toString('hex')
  for (const secret of [code, address])
    for (const { text } of dump) {
      expect(text).not.toContain(secret)
      expect(text).not.toContain(hex(secret))
    }
})
