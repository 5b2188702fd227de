import { expect, test } from 'vitest'
import { testDatabase } from '../../../test/database.ts'
import { proveLedger, totalsOf, trialBalanceRows } from '../../modules/ledger/index.ts'
import { selectCustomer } from '../../modules/wallet/index.ts'
import { importPurchases } from './import-purchases.ts'
import { booksOf, fileOf, usual } from './testing.ts'

const db = await testDatabase()
const lines = [
  'customer,date,pieces,paid\r',
  'ann,2025-03-01,1,12.00\r',
  'bob,2025-03-01,2,77.00',
  'ann,2025-03-02,3,20.75',
  'bob,2025-03-02,1,eleven',
  'bob,2025-02-30,1,5.00',
  'ann,2025-03-03,1',
  'ann,2025-03-04,1,0.00',
  '',
  'ann,2025-03-01,1,12.00',
  '"Smith, Joe",2025-03-05T09:30Z,1,5.00',
  '"Smith, Joe,2025-03-05,1,5.00',
  'ann,2025-03-05,0,5.00',
  'ann,2027-01-01,1,5.00',
]
const file = fileOf('every-kind.csv', lines.join('\n'))
const report = await importPurchases({ db, file, ...usual })

test('every line is accounted for, and broken ones say why by their number', () => {
  expect(report).toMatchObject({ lines: 14, header: 1, blank: 1, payments: 5, visits: 1, alreadyImported: 0 })
  expect(report.broken).toEqual([
    { line: 5, reason: 'the amount "eleven" is not a number' },
    { line: 6, reason: 'the date "2025-02-30" is not of the format' },
    { line: 7, reason: 'column 4, the amount, is missing' },
    { line: 12, reason: 'a quoted value does not end on its line' },
    { line: 13, reason: 'the quantity "0" is not a whole number from 1 to 999' },
    { line: 14, reason: 'the date "2027-01-01" is in the future' },
  ])
  expect(report).toMatchObject({ customersCreated: 3, stoppedAt: null, interrupted: false, source: 'every-kind.csv' })
})

test('customers load what they lack, in multiples of the load amount, and pay each line once', async () => {
  expect(report.amounts).toEqual([{ currency: 'USD', paid: 12675, loaded: 17500 }])
  const books = await booksOf(db)
  expect(books.map(({ external_id, balance }) => [external_id, balance])).toEqual([
    ['Smith, Joe', 2000n],
    ['ann', 525n], // 50.00 loaded for 12.00, 20.75 and 12.00
    ['bob', 2300n],
  ])
  const [times] = await db.query<{ paid: Date; loaded: Date }>(
    `SELECT (SELECT at FROM payments.payments WHERE idempotency_key = '3') AS paid,
            (SELECT at FROM funding.loads WHERE idempotency_key = '3') AS loaded`,
  )
  expect(times!.paid.toISOString()).toBe('2025-03-01T17:00:00.000Z')
  expect(times!.loaded.getTime()).toBe(times!.paid.getTime() - 1)
})

test('a receipt shows the pieces, shared out where that goes evenly', async () => {
  const rows = await db.query<{ items: unknown }>('SELECT items FROM payments.payments ORDER BY idempotency_key::int')
  expect(rows.slice(1, 3).map(row => row.items)).toEqual([
    [{ name: 'Item', quantity: 2, unitAmount: 3850, tax: 0 }],
    [{ name: 'Item', note: '3 pieces', quantity: 1, unitAmount: 2075, tax: 0 }],
  ])
})

test('the books prove afterwards, and balance to zero', async () => {
  expect((await proveLedger(db)).checks.filter(check => !check.ok)).toEqual([])
  for (const { debit, credit } of totalsOf(await trialBalanceRows(db, undefined))) expect(debit).toBe(credit)
})

test('a second run imports nothing', async () => {
  const before = await booksOf(db)
  const again = await importPurchases({ db, file, ...usual })
  expect(again).toMatchObject({ payments: 0, visits: 0, alreadyImported: 6, customersCreated: 0, loads: 0 })
  expect(again.broken).toEqual(report.broken)
  expect(await booksOf(db)).toEqual(before)
})

test('a line that has changed since is reported and left as it was; a line that was added is imported', async () => {
  const changed = lines.with(2, 'bob,2025-03-01,2,7.00').with(7, 'ann,2025-03-04,1,1.00')
  const path = fileOf('changed.csv', [...changed, 'bob,2025-04-01,1,1.00'].join('\n'))
  const again = await importPurchases({ db, file: path, source: 'every-kind.csv', ...usual })
  expect(again).toMatchObject({ payments: 1, alreadyImported: 4, loads: 0 })
  expect(again.broken.slice(0, 1)).toEqual([{ line: 3, reason: 'this line was imported before with other content' }])
  expect(again.broken.map(({ line }) => line)).toEqual([3, 5, 6, 7, 8, 12, 13, 14])
})

test('stop mode ends at the first broken line: what came before is imported, nothing after', async () => {
  const own = await importPurchases({ db, file, ...usual, source: 'stopped', onError: 'stop' })
  expect(own).toMatchObject({ stoppedAt: 5, lines: 5, payments: 3, visits: 0 })
  expect(own.broken).toHaveLength(1)
})

test('a dry run writes nothing, and counts what an import would do', async () => {
  const before = await db.query('SELECT count(*) FROM wallet.customers')
  const dry = await importPurchases({ db, file, ...usual, source: 'dry', store: { name: 'Nowhere' }, dryRun: true })
  expect(dry).toMatchObject({ dryRun: true, payments: 5, visits: 1, customersCreated: 3, loads: 0 })
  expect(await db.query('SELECT count(*) FROM wallet.customers')).toEqual(before)
  expect(await db.query(`SELECT 1 FROM catalogue.stores WHERE name = 'Nowhere'`)).toEqual([])
})

test('columns can be named by the header, in any order', async () => {
  const path = fileOf('named.tsv', 'Paid\tWhen\tWho\tName\n4,50\t31.12.2025\t7\tMaya Lindqvist\n')
  const { readMapping } = await import('./read-purchase.ts')
  const mapping = readMapping('customer=who,date=when,amount=paid,name=name')
  const format = { separator: 'tab', dateFormat: 'dd.MM.yyyy', amounts: ',' } as const
  expect(await importPurchases({ db, file: path, ...usual, ...format, mapping })).toMatchObject({
    payments: 1,
    header: 1,
  })
  const [made] = await db.query<{ id: string }>(`SELECT id FROM wallet.customers WHERE source = 'named.tsv'`)
  expect(await selectCustomer(db, usual.masterKey, made!.id)).toMatchObject({
    first_name: 'Maya',
    last_name: 'Lindqvist',
  })
  await expect(
    importPurchases({ db, file: path, ...usual, ...format, mapping: readMapping('customer=x,date=when,amount=paid') }),
  ) //
    .rejects.toThrow('the header has no column "x"')
})

test('numbers of customers that differ in their case only stay two customers', async () => {
  const path = fileOf('case.csv', 'a1,2025-01-01,1,1.00\nA1,2025-01-01,1,1.00\nA 1@x,2025-01-01,1,1.00')
  expect(await importPurchases({ db, file: path, ...usual })).toMatchObject({
    payments: 3,
    customersCreated: 3,
    header: 0,
  })
})

test('a payment that the account refuses is reported by its line', async () => {
  const path = fileOf('frozen.csv', 'fay,2025-01-01,1,1.00\nfay,2025-01-02,1,1.00')
  await importPurchases({ db, file: path, ...usual })
  await db.query(
    `UPDATE ledger.accounts SET frozen = true WHERE id = (SELECT a.id FROM wallet.accounts a JOIN wallet.customers c
      ON c.id = a.customer_id WHERE c.source = 'frozen.csv')`,
  )
  const longer = fileOf('frozen.csv', 'fay,2025-01-01,1,1.00\nfay,2025-01-02,1,1.00\nfay,2025-01-03,1,1.00\n')
  const again = await importPurchases({ db, file: longer, ...usual })
  expect(again).toMatchObject({ alreadyImported: 2, broken: [{ line: 3, reason: 'refused: account frozen' }] })
})
