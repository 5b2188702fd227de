import { beforeAll, expect, test } from 'vitest'
import { balanceOf, expectSoundBooks } from '../../../test/books.ts'
import { addTestCustomer, addTestStore, currency } from '../../../test/brand.ts'
import { testDatabase } from '../../../test/database.ts'
import { dumpOf } from '../../../test/dump.ts'
import { testNow } from '../../../test/till.ts'
import { newId, type Uuid } from '../../kernel/ids.ts'
import { sqlState } from '../../platform/database.ts'
import { openOwnAccount, openStoredValue, ownAccountId } from './accounts.ts'
import { postTransfers, refusalOf } from './post.ts'
import { type NewTransfer, PostingRefused } from './post-exactly.ts'
import { setFrozen } from './states.ts'

const db = await testDatabase()
await addTestStore(db)
const adjustments = ownAccountId('adjustments', currency)
let a: Uuid
let b: Uuid
beforeAll(async () => {
  a = (await addTestCustomer(db, { ceiling: 1000n })).accountId
  b = (await addTestCustomer(db)).accountId
  await post(toCustomer(a, 500n), toCustomer(b, 500n))
})

function adjustment(sides: Pick<NewTransfer, 'debit' | 'credit'>, amount: bigint, id = newId()): NewTransfer {
  const opens = { kind: 'paid', tender: 'adjustment' } as const
  return {
    id,
    kind: 'adjustment',
    ...sides,
    amount,
    currency,
    atMs: testNow,
    ...(sides.debit.guarded ? {} : { opens }),
  }
}
const own = { id: adjustments, guarded: false }
const toCustomer = (id: Uuid, amount: bigint) => adjustment({ debit: own, credit: { id, guarded: true } }, amount)
const fromCustomer = (id: Uuid, amount: bigint) => adjustment({ debit: { id, guarded: true }, credit: own }, amount)
const post = (...transfers: NewTransfer[]) => db.transaction(tx => postTransfers(tx, transfers))

/** The posting is refused, and the database is as it was. */
async function expectNothing(posting: () => Promise<void>, error: (thrown: unknown) => boolean): Promise<void> {
  const before = await dumpOf(db)
  await expect(posting()).rejects.toSatisfy(error)
  expect(await dumpOf(db)).toEqual(before)
}
const isRefused = (thrown: unknown) => thrown instanceof PostingRefused

test('a posting over several accounts is written whole [1.1]', async () => {
  const between = adjustment({ debit: { id: a, guarded: true }, credit: { id: b, guarded: true } }, 100n)
  await post(between, fromCustomer(b, 600n), toCustomer(b, 500n), toCustomer(a, 100n))
  expect([await balanceOf(db, a), await balanceOf(db, b)]).toEqual([500n, 500n])
  await expectSoundBooks(db)
})

test('a posting that one of its accounts does not allow changes none of them', async () => {
  await expectNothing(() => post(toCustomer(a, 100n), fromCustomer(b, 501n)), isRefused)
  await expectNothing(() => post(toCustomer(b, 100n), toCustomer(a, 501n)), isRefused)
  await expectNothing(() => post(toCustomer(b, 100n), toCustomer(newId(), 1n)), isRefused)
})

test('a step that passes floor or ceiling is refused, even when a later step would mend it [1.2]', async () => {
  await expectNothing(() => post(fromCustomer(b, 501n), toCustomer(b, 501n)), isRefused)
  await expectNothing(() => post(toCustomer(a, 501n), fromCustomer(a, 501n)), isRefused)
})

test('a frozen account can be loaded but cannot pay, not even what it is given in the same posting', async () => {
  await db.transaction(tx => setFrozen(tx, b, true))
  await post(toCustomer(b, 100n))
  await expectNothing(() => post(fromCustomer(b, 1n)), isRefused)
  await expectNothing(() => post(toCustomer(b, 100n), fromCustomer(b, 100n)), isRefused)
  await db.transaction(tx => setFrozen(tx, b, false))
  await post(fromCustomer(b, 100n))
})

test("an account of another currency, the brand's or a customer's, is refused [A20]", async () => {
  const euros = newId()
  await db.transaction(async tx => {
    await openOwnAccount(tx, { kind: 'adjustments', currency: 'EUR', name: 'adjustments', atMs: 0 })
    await openStoredValue(tx, [{ id: euros, currency: 'EUR', ceiling: undefined, atMs: 0 }])
  })
  await expectNothing(() => post(toCustomer(euros, 1n)), isRefused)
  const ownEuros = { id: ownAccountId('adjustments', 'EUR'), guarded: false }
  const wrong = adjustment({ debit: ownEuros, credit: { id: a, guarded: true } }, 1n)
  await expectNothing(
    () => post(wrong),
    thrown => sqlState(thrown) === 'RF002',
  )
  await expectNothing(
    () => post(toCustomer(a, 1n), { ...toCustomer(a, 1n), currency: 'EUR' }),
    thrown => thrown instanceof Error,
  )
})

test("an own account that does not exist, or that is a customer's, is refused", async () => {
  for (const id of [newId(), b]) {
    const wrong = adjustment({ debit: { id, guarded: false }, credit: { id: a, guarded: true } }, 1n)
    await expectNothing(
      () => post(wrong),
      thrown => sqlState(thrown) === 'RF002',
    )
  }
  const ownAsCustomers = adjustment({ debit: { id: adjustments, guarded: true }, credit: { id: a, guarded: true } }, 1n)
  await expectNothing(() => post(ownAsCustomers), isRefused)
})

test('one transfer id is posted once, in one posting or in two [1.3]', async () => {
  const id = newId()
  const twice = () => adjustment({ debit: own, credit: { id: a, guarded: true } }, 1n, id)
  await expectNothing(
    () => post(twice(), twice()),
    thrown => sqlState(thrown) === '23505',
  )
  await post(twice())
  await expectNothing(
    () => post(twice()),
    thrown => sqlState(thrown) === '23505',
  )
})

test('an amount is above zero, and no transfer joins an account with itself [1.1]', async () => {
  await expectNothing(
    () => post(toCustomer(a, 0n)),
    thrown => sqlState(thrown) === '23514',
  )
  await expectNothing(
    () => post(toCustomer(a, -5n)),
    thrown => sqlState(thrown) === '23514',
  )
  const itself = adjustment({ debit: { id: a, guarded: true }, credit: { id: a, guarded: true } }, 1n)
  await expectNothing(
    () => post(itself),
    thrown => sqlState(thrown) === '23514',
  )
})

test('an account says why it refuses', async () => {
  const reason = (accountId: Uuid, amount: bigint, of = currency) =>
    db.transaction(tx => refusalOf(tx, { accountId, amount, currency: of }))
  expect(await reason(newId(), 1n)).toBe('not_found')
  expect(await reason(adjustments, 1n)).toBe('not_found')
  expect(await reason(a, 1n, 'EUR')).toBe('currency_mismatch')
  expect(await reason(a, 1_000n)).toBe('balance_limit_exceeded')
  expect(await reason(a, -1_000n)).toBe('insufficient_funds')
  expect(await reason(a, -1n)).toBeUndefined()
  await db.transaction(tx => setFrozen(tx, a, true))
  expect(await reason(a, -1n)).toBe('account_frozen')
})
