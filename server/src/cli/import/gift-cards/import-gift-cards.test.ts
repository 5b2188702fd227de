import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { testDatabase } from '../../../../test/database.ts'
import { checkCard, findCard } from '../../../modules/gift-cards/index.ts'
import { accountStates, expireDueLots, lotsOf, proveLedger } from '../../../modules/ledger/index.ts'
import { type CardImportOptions, importGiftCards } from './import-gift-cards.ts'
import { readCardMapping } from './read-card.ts'
import { cardTextOf } from './report.ts'
import { cardFileOf, usualCards } from './testing.ts'

const db = await testDatabase()
const run = (name: string, text: string, given: Partial<CardImportOptions> = {}) =>
  importGiftCards({ db, ...usualCards, file: cardFileOf(name, text), ...given })
const { masterKey, nowMs } = usualCards
const balanceOf = async (number: string) => {
  const card = await findCard(db, masterKey, number)
  return card && (await accountStates(db, [card.account_id])).get(card.account_id)?.balance
}

const every = `Number,Balance,Expires,PIN
6034 5678 9012 3456,25.00,2028-12-31,4711
6034567890123457,10.5,,
6034567890123458,0,,1234
6034567890123459,7.00,2024-01-31,9876

6034-5678-9012-3456,25.00,2028-12-31,4711
12,5.00,,
6034567890123461,5.001,,
6034567890123462,5.00,31.12.2028,
6034567890123463,5.00,,12
6034567890123464`

test('numbers, balances, expiries and PINs are taken over, and the books agree with the lines [4.1]', async () => {
  const report = await run('every.csv', every)
  expect(report).toMatchObject({
    lines: 12,
    header: 1,
    blank: 1,
    states: {
      active: { cards: 2, amount: 3550 },
      expired: { cards: 1, amount: 700 },
      empty: { cards: 1, amount: 0 },
      unsold: { cards: 0, amount: 0 },
    },
    duplicates: [{ line: 7, firstLine: 2 }],
    books: { cards: 4, said: 4250, booked: 4250, agree: true },
  })
  expect(report.broken.map(({ line, reason }) => `${line} ${reason}`)).toEqual([
    '8 the number is not of 4 to 32 letters and digits',
    '9 the balance "5.001" has more than 2 decimals',
    '10 the expiry "31.12.2028" is not of the format',
    '11 the PIN is not of 4 to 8 digits',
    '12 column 2, the balance, is missing',
  ])
  expect(await balanceOf('6034567890123456')).toBe(2500n)
  const card = (await findCard(db, masterKey, '6034 5678 9012 3456'))!
  const [lot] = (await lotsOf(db, [card.account_id])).get(card.account_id)!
  // The last day counts to its end, by the brand's clock.
  expect(lot).toMatchObject({ kind: 'gift', tender: 'import', expiresAt: new Date('2029-01-01T00:00:00Z') })
  const asker = { kind: 'customer', id: card.id } as const
  const question = { number: '6034567890123456', asker, nowMs }
  expect(await checkCard(db, masterKey, { ...question, pin: '4711' })).toMatchObject({ ok: true })
  expect(await checkCard(db, masterKey, { ...question, pin: '4712' })).toEqual({ ok: false, code: 'code_invalid' })
})

test('a second run takes nothing over twice, and tells changed lines and numbers of another programme', async () => {
  const again = await run('every.csv', every)
  expect(again).toMatchObject({
    states: { active: { cards: 0 }, expired: { cards: 0 }, empty: { cards: 0 } },
    alreadyImported: { cards: 4, amount: 4250 },
    books: { cards: 4, said: 4250, booked: 4250, agree: true },
  })
  const changed = await run('every.csv', every.replace('10.5', '11.5'))
  expect(changed.broken).toContainEqual({
    line: 3,
    reason: 'this card was imported before with another balance or expiry',
  })
  const other = await run('other.csv', '6034567890123457,10.5,,\n7034567890123457,1,,\n')
  expect(other.broken).toEqual([{ line: 1, reason: 'a card with this number exists already' }])
  expect(other.states.active).toEqual({ cards: 1, amount: 100 })
  expect(await balanceOf('6034567890123457')).toBe(1050n)
})

test('a dry run writes nothing and says what an import would do', async () => {
  const text = '8034567890123456,25.00,,4711\n6034567890123457,10.5,,\n'
  const dry = await run('dry.csv', text, { dryRun: true })
  expect(dry).toMatchObject({
    dryRun: true,
    states: { active: { cards: 1, amount: 2500 } },
    books: { cards: 0, said: 0 },
  })
  expect(dry.broken).toHaveLength(1)
  expect(await findCard(db, masterKey, '8034567890123456')).toBeUndefined()
  const real = await run('dry.csv', text)
  expect({ ...real, dryRun: true, books: dry.books, seconds: dry.seconds }).toEqual(dry)
})

test('expired value is taken over, and falls to breakage as the ledger does it', async () => {
  expect(await balanceOf('6034567890123459')).toBe(700n)
  await expireDueLots(db, nowMs)
  expect(await balanceOf('6034567890123459')).toBe(0n)
})

test('cards without balance may be stock that a till still sells', async () => {
  const report = await run('stock.csv', '9034567890123456,0,,\n9034567890123457,,,\n', { emptyAs: 'pending' })
  expect(report.states.unsold).toEqual({ cards: 2, amount: 0 })
  const states = await db.query(
    "SELECT state FROM gift_cards.cards WHERE last_digits IN ('3456', '3457') AND state = 'pending'",
  )
  expect(states).toHaveLength(2)
})

test('it stops at the first broken line when told so; what came before is in', async () => {
  const report = await run('stop.csv', '5034567890123456,1,,\n12,1,,\n5034567890123457,1,,\n', { onError: 'stop' })
  expect(report).toMatchObject({ stoppedAt: 2, lines: 2, states: { active: { cards: 1 } } })
  expect(await findCard(db, masterKey, '5034567890123457')).toBeUndefined()
})

test('columns by name, commas as decimal marks, days in another order', async () => {
  const mapping = readCardMapping('number=Karte,balance=Guthaben,expires=Bis')
  const text = 'Bis;Karte;Guthaben\n31.12.2028;4034567890123456;1234,5\n'
  const report = await run('names.csv', text, { mapping, separator: ';', amounts: ',', dateFormat: 'dd.MM.yyyy' })
  expect(report).toMatchObject({ header: 1, states: { active: { cards: 1, amount: 123_450 } } })
})

test('the report never holds a number or a PIN', async () => {
  const report = await run(
    'secrets.csv',
    '6034567890123456,x,,99999999\n6034567890123456,1,,999\n#6034567890123456,1,,\n',
  )
  const text = JSON.stringify(report) + cardTextOf(report, String)
  expect(report.broken.length + report.header).toBe(3)
  expect(text).not.toMatch(/6034|999/)
})

test('two imports of one file at the same time take each card over once', async () => {
  const text = Array.from({ length: 120 }, (_, i) => `30000000${String(i).padStart(8, '0')},1.00,,`).join('\n')
  const both = await Promise.all([run('race.csv', text), run('race.csv', text)])
  const [one, two] = both.map(report => report.states.active.cards)
  expect(one! + two!).toBe(120)
  for (const report of both) expect(report.broken).toEqual([])
  expect((await run('race.csv', text)).books).toEqual({ cards: 120, said: 12_000, booked: 12_000, agree: true })
})

test('killed at any place and run again, it ends as if it had never been killed', async () => {
  const count = 1500
  const text = Array.from({ length: count }, (_, i) => `20000000${String(i).padStart(8, '0')},${i % 90}.25,,`).join(
    '\n',
  )
  const file = cardFileOf('killed.csv', text)
  const program = fileURLToPath(new URL('./testing-program.ts', import.meta.url))
  for (const killAt of [1, 700]) {
    const child = spawn(process.execPath, [program, db.url, file, String(killAt)], { stdio: 'inherit' })
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL'])
  }
  const rest = await importGiftCards({ db, ...usualCards, file })
  expect(rest.alreadyImported.cards).toBeGreaterThanOrEqual(700)
  const said = Array.from({ length: count }, (_, i) => (i % 90) * 100 + 25).reduce((a, b) => a + b, 0)
  expect(rest.books).toEqual({ cards: count, said, booked: said, agree: true })
})

test('the books are sound after all of it', async () => {
  expect((await proveLedger(db)).checks.filter(check => !check.ok)).toEqual([])
})
