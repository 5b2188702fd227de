import { expect, test } from 'vitest'
import { testDatabase } from '../../../test/database.ts'
import { newId } from '../../kernel/ids.ts'
import { drawGiftCode, drawPrintedNumber } from '../wallet/index.ts'
import type { Asker } from './card-rules.ts'
import { lockCard, updateProtection } from './card-store.ts'
import { cardPresenter, checkCard, findAnyCard, findCard } from './find-card.ts'
import { openTestTill, printTestCard, sellTestCard, testKey, testNow } from './testing.ts'

const db = await testDatabase()
const till = await openTestTill(db)
const minute = 60_000
const customer = (): Asker => ({ kind: 'customer', id: newId() })
const invalid = { ok: false, code: 'code_invalid' }
const check = (number: string, pin: string | undefined, asker: Asker = customer(), nowMs = testNow) =>
  checkCard(db, testKey, { number, pin, asker, nowMs })
const wrongOf = (pin: string) => (pin === '000000' ? '000001' : '000000')
/** E-gift codes are live cards without a PIN. */
const giveCode = async () => {
  const code = drawGiftCode()
  const card = await printTestCard(db, {
    number: code,
    kind: 'egift',
    state: 'active',
    pinHash: undefined,
    activatedMs: 0,
  })
  return { ...card, number: code }
}

test('number and PIN of a live card find it, however the number is written', async () => {
  const card = await sellTestCard(db, till)
  expect(await check(card.number, card.pin)).toMatchObject({ ok: true, card: { id: card.id } })
  expect(await check(card.number.replace(/(.{4})/g, '$1-'), card.pin)).toMatchObject({ ok: true })
})

test('wrong number, wrong PIN, no PIN, a dead and a locked card answer the same [4.2]', async () => {
  const card = await sellTestCard(db, till)
  const unsold = await printTestCard(db)
  const locked = await sellTestCard(db, till)
  for (let i = 0; i < 10; i++) await check(locked.number, wrongOf(locked.pin))
  const answers = [
    await check(drawPrintedNumber(), card.pin),
    await check(drawGiftCode(), undefined),
    await check('!', card.pin),
    await check(card.number, wrongOf(card.pin)),
    await check(card.number, undefined),
    await check(unsold.number, unsold.pin),
    await check(locked.number, locked.pin),
  ]
  for (const answer of answers) expect(answer).toEqual(invalid)
})

test('wrong number and wrong PIN take the same statements and one slow hash each [A6]', async () => {
  const card = await sellTestCard(db, till)
  const statementsOf = async (number: string, pin: string) => {
    const said: string[] = []
    const seen = {
      ...db,
      transaction: <T>(work: Parameters<typeof db.transaction<T>>[0]) =>
        db.transaction<T>(tx =>
          work({
            ...tx,
            query: (text, values, name) => {
              said.push(text)
              return tx.query(text, values, name)
            },
          }),
        ),
    }
    expect(await checkCard(seen, testKey, { number, pin, asker: customer(), nowMs: testNow })).toEqual(invalid)
    return said
  }
  const wrongPin = await statementsOf(card.number, wrongOf(card.pin))
  expect(await statementsOf(drawPrintedNumber(), card.pin)).toEqual(wrongPin)
  expect(wrongPin.length).toBeGreaterThan(2)
})

test('10 wrong PINs lock a card for 30 minutes; a right one before starts again [4.2]', async () => {
  const card = await sellTestCard(db, till)
  for (let i = 0; i < 9; i++) expect(await check(card.number, wrongOf(card.pin))).toEqual(invalid)
  expect(await check(card.number, card.pin)).toMatchObject({ ok: true })
  for (let i = 0; i < 10; i++) expect(await check(card.number, wrongOf(card.pin))).toEqual(invalid)
  expect(await check(card.number, card.pin)).toEqual(invalid)
  expect(await check(card.number, card.pin, customer(), testNow + 30 * minute - 1)).toEqual(invalid)
  expect(await check(card.number, card.pin, customer(), testNow + 30 * minute)).toMatchObject({ ok: true })
})

test('after a lock there are 10 tries again', async () => {
  const card = await sellTestCard(db, till)
  for (let i = 0; i < 10; i++) await check(card.number, wrongOf(card.pin))
  const later = testNow + 31 * minute
  for (let i = 0; i < 9; i++) await check(card.number, wrongOf(card.pin), customer(), later)
  expect(await check(card.number, card.pin, customer(), later)).toMatchObject({ ok: true })
})

test('50 guesses at once are 10 tries, not more: the right PIN among those after is refused [4.2] [A5]', async () => {
  const card = await sellTestCard(db, till)
  const guesses = await Promise.all(Array.from({ length: 50 }, () => check(card.number, wrongOf(card.pin))))
  for (const answer of guesses) expect(answer).toEqual(invalid)
  const [row] = await db.query<{ pin_tries: number; locked: boolean }>(
    'SELECT pin_tries, locked_until IS NOT NULL AS locked FROM gift_cards.cards WHERE id = $1',
    [card.id],
  )
  expect(row).toEqual({ pin_tries: 10, locked: true })
  expect(await check(card.number, card.pin)).toEqual(invalid)
})

test('a code of an e-gift needs no PIN', async () => {
  const gift = await giveCode()
  expect(await check(gift.number, undefined)).toMatchObject({ ok: true, card: { id: gift.id } })
  expect(await check(gift.number.toLowerCase(), undefined)).toMatchObject({ ok: true })
})

test('a physical card without a PIN answers at a till only', async () => {
  const card = await printTestCard(db, { state: 'active', pinHash: undefined, activatedMs: 0 })
  expect(await check(card.number, undefined)).toEqual(invalid)
  expect(await check(card.number, '0000')).toEqual(invalid)
  expect(await check(card.number, undefined, { kind: 'terminal', id: till.terminalId })).toMatchObject({ ok: true })
})

test('a till presents the card itself; a PIN that it sends must be right', async () => {
  const card = await sellTestCard(db, till)
  const present = cardPresenter(db, testKey)
  expect(await present(card.number, till.terminalId, testNow)).toMatchObject({ ok: true, card: { id: card.id } })
  expect(await present(drawPrintedNumber(), till.terminalId, testNow)).toEqual(invalid)
  const terminal: Asker = { kind: 'terminal', id: till.terminalId }
  expect(await check(card.number, wrongOf(card.pin), terminal)).toEqual(invalid)
  expect(await check(card.number, card.pin, terminal)).toMatchObject({ ok: true })
})

test('unsold, replaced and closed cards are not found, a frozen one is', async () => {
  const [unsold, frozen, closed] = [await printTestCard(db), await sellTestCard(db, till), await sellTestCard(db, till)]
  await db.transaction(async tx => {
    const guarded = { atMs: testNow, isLost: false }
    await lockCard(tx, frozen.id)
    await updateProtection(tx, frozen.id, { ...guarded, state: 'frozen', frozenBy: 'holder' })
    await updateProtection(tx, closed.id, { ...guarded, state: 'closed', frozenBy: null })
  })
  expect(await findCard(db, testKey, unsold.number)).toBeUndefined()
  expect(await findCard(db, testKey, closed.number)).toBeUndefined()
  expect(await findCard(db, testKey, frozen.number)).toMatchObject({ state: 'frozen' })
  expect(await findAnyCard(db, testKey, closed.number)).toMatchObject({ state: 'closed' })
})

test('numbers are nowhere in the database, and PINs neither', async () => {
  const card = await sellTestCard(db, till)
  const rows = await db.query<{ text: string }>('SELECT c::text AS text FROM gift_cards.cards c WHERE id = $1', [
    card.id,
  ])
  const hexOf = (text: string) => Buffer.from(text).toString('hex')
  for (const secret of [card.number, hexOf(card.number), hexOf(card.pin)]) expect(rows[0]!.text).not.toContain(secret)
})

test('an address asks 10 times in 10 minutes and 50 times a day', async () => {
  const asker: Asker = { kind: 'address', id: newId() }
  const ask = async (nowMs: number) => (await check(drawPrintedNumber(), '000000', asker, nowMs)) as { code: string }
  const codes = await Promise.all(Array.from({ length: 30 }, () => ask(testNow)))
  expect(codes.filter(({ code }) => code === 'code_invalid')).toHaveLength(10)
  expect(codes.filter(({ code }) => code === 'limit_exceeded')).toHaveLength(20)
  for (let window = 1; window < 5; window++)
    for (let i = 0; i < 10; i++) expect((await ask(testNow + window * 10 * minute)).code).toBe('code_invalid')
  expect((await ask(testNow + 50 * minute)).code).toBe('limit_exceeded')
})

test('10,000 guesses from 1,000 addresses: no hit, uniform answers, and 300 of them looked at [4.2] [A5]', {
  timeout: 240_000,
}, async () => {
  const nowMs = testNow + 2 * 86_400_000
  const card = await sellTestCard(db, till)
  const addresses = Array.from({ length: 1000 }, (): Asker => ({ kind: 'address', id: newId() }))
  const codes = new Map<string, number>()
  for (let from = 0; from < 10_000; from += 100) {
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, i) =>
        check(
          i % 50 === 0 ? card.number : drawPrintedNumber(),
          wrongOf(card.pin),
          addresses[(from + i) % 1000]!,
          nowMs,
        ),
      ),
    )
    for (const answer of answers) {
      expect(answer.ok).toBe(false)
      expect(Object.keys(answer)).toEqual(['ok', 'code'])
      if (!answer.ok) codes.set(answer.code, (codes.get(answer.code) ?? 0) + 1)
    }
  }
  expect(Object.fromEntries(codes)).toEqual({ code_invalid: 300, limit_exceeded: 9700 })
})
