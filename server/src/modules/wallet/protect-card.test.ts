import { expect, test } from 'vitest'
import { addTestCustomer, addTestStore, type TestCustomer, testKey } from '../../../test/brand.ts'
import { testDatabase } from '../../../test/database.ts'
import { testNow } from '../../../test/till.ts'
import { newId, type Uuid } from '../../kernel/ids.ts'
import { accountStates, ownAccountId, PostingRefused, postTransfers } from '../ledger/index.ts'
import { chooseWalletCardDesign } from './choose-design.ts'
import { enrolDevice } from './enrol-device.ts'
import {
  type Acting,
  accountsOf,
  codeResolver,
  protectWalletCard,
  replaceWalletCard,
  selectWalletCard,
} from './index.ts'

const db = await testDatabase()
const store = await addTestStore(db)
const staff: Acting = { as: 'staff' }
const holder = (customer: TestCustomer): Acting => ({ as: 'holder', customerId: customer.customerId })
const resolve = codeResolver(db, testKey)

const cardIdOf = async (customer: TestCustomer): Promise<Uuid> => {
  const [row] = await db.query<{ id: Uuid }>(
    `SELECT id FROM wallet.cards WHERE account_id = $1 AND state <> 'replaced'`,
    [customer.accountId],
  )
  return row!.id
}
const protect = (cardId: Uuid, protection: 'freeze' | 'unfreeze' | 'reportLost', acting: Acting) =>
  db.transaction(tx => protectWalletCard(tx, cardId, protection, acting, testNow))
const replace = (cardId: Uuid, acting: Acting, given: { key?: string; clientId?: Uuid; fingerprint?: string } = {}) => {
  const { key = newId(), clientId = newId(), fingerprint = '0'.repeat(32) } = given
  return replaceWalletCard(db, testKey, { cardId, acting, idempotency: { clientId, key, fingerprint }, atMs: testNow })
}
const pay = (accountId: Uuid) => {
  const sales = { id: ownAccountId('store_sales', 'USD', store.id), guarded: false }
  const debit = { id: accountId, guarded: true }
  const payment = {
    id: newId(),
    kind: 'payment',
    debit,
    credit: sales,
    amount: 100n,
    currency: 'USD',
    atMs: testNow,
  } as const
  return db.transaction(tx => postTransfers(tx, [payment]))
}
const load = (accountId: Uuid) => {
  const cash = { id: ownAccountId('cash_in_tills', 'USD', store.id), guarded: false }
  const credit = { id: accountId, guarded: true }
  const opens = { kind: 'paid', tender: 'cash' } as const
  const load = {
    id: newId(),
    kind: 'load',
    debit: cash,
    credit,
    amount: 500n,
    currency: 'USD',
    atMs: testNow,
    opens,
  } as const
  return db.transaction(tx => postTransfers(tx, [load]))
}

test('a frozen card refuses payments while money may still come in, until it is released [4.1]', async () => {
  const customer = await addTestCustomer(db, { balance: 1000n, store })
  const cardId = await cardIdOf(customer)
  expect(await protect(cardId, 'freeze', holder(customer))).toMatchObject({ ok: true, card: { state: 'frozen' } })
  await expect(pay(customer.accountId)).rejects.toThrow(PostingRefused)
  await load(customer.accountId)
  expect((await accountStates(db, [customer.accountId])).get(customer.accountId)?.balance).toBe(1500n)
  const [account] = (await accountsOf(db, [customer.customerId])).get(customer.customerId)!
  expect(account).toMatchObject({ frozen: true, card: { state: 'frozen' } })
  expect(await protect(cardId, 'unfreeze', holder(customer))).toMatchObject({ ok: true, card: { state: 'active' } })
  await pay(customer.accountId)
})

test('what support froze, and what was reported lost, the customer does not release', async () => {
  const customer = await addTestCustomer(db, { balance: 1000n, store })
  const cardId = await cardIdOf(customer)
  await protect(cardId, 'freeze', staff)
  expect(await protect(cardId, 'unfreeze', holder(customer))).toEqual({ ok: false, code: 'card_blocked' })
  expect(await replace(cardId, holder(customer))).toEqual({ ok: false, code: 'card_blocked' })
  await protect(cardId, 'unfreeze', staff)
  const lost = await protect(cardId, 'reportLost', holder(customer))
  expect(lost).toMatchObject({ ok: true, card: { state: 'frozen', lost_at: new Date(testNow) } })
  expect(await protect(cardId, 'unfreeze', holder(customer))).toEqual({ ok: false, code: 'card_blocked' })
  await expect(pay(customer.accountId)).rejects.toThrow(PostingRefused)
})

test('a replaced card: the balance stays, the old number and all pay codes are dead at once [4.1]', async () => {
  const customer = await addTestCustomer(db, { balance: 1000n, store })
  const cardId = await cardIdOf(customer)
  const numberHashOf = async (id: Uuid) =>
    (await db.query<{ number_hash: Buffer }>('SELECT number_hash FROM wallet.cards WHERE id = $1', [id]))[0]!
      .number_hash
  expect(await resolve(customer.codeAt(testNow), testNow)).toMatchObject({ ok: true })
  await protect(cardId, 'reportLost', holder(customer))
  const outcome = await replace(cardId, holder(customer))
  expect(outcome).toMatchObject({
    ok: true,
    replayed: false,
    card: { state: 'active', account_id: customer.accountId },
  })
  expect(await resolve(customer.codeAt(testNow), testNow)).toEqual({ ok: false, code: 'code_invalid' })
  const fresh = await cardIdOf(customer)
  expect(await selectWalletCard(db, cardId)).toMatchObject({ state: 'replaced', replaced_by: fresh })
  expect(await numberHashOf(fresh)).not.toEqual(await numberHashOf(cardId))
  await pay(customer.accountId)
  expect((await accountStates(db, [customer.accountId])).get(customer.accountId)?.balance).toBe(900n)
  const device = await db.transaction(tx =>
    enrolDevice(tx, testKey, { accountId: customer.accountId, name: 'New phone', atMs: testNow }),
  )
  expect(device.alias).toMatch(/[A-Z]/)
  expect(await protect(cardId, 'unfreeze', staff)).toEqual({ ok: false, code: 'card_closed' })
})

test('50 replacements of one card at once: one new card; the same key answers the same', async () => {
  const customer = await addTestCustomer(db)
  const cardId = await cardIdOf(customer)
  const acting = holder(customer)
  const same = { clientId: newId(), key: newId() }
  const outcomes = await Promise.all(
    Array.from({ length: 50 }, (_, i) => replace(cardId, acting, i % 2 === 0 ? same : {})),
  )
  expect(outcomes.filter(outcome => outcome.ok && !outcome.replayed)).toHaveLength(1)
  const cards = new Set(outcomes.flatMap(outcome => (outcome.ok ? [outcome.card.id] : [])))
  expect([...cards]).toEqual([await cardIdOf(customer)])
  const first = outcomes[0]!
  expect(await replace(cardId, acting, same)).toEqual(first.ok ? { ...first, replayed: true } : first)
  if (first.ok)
    expect(await replace(cardId, acting, { ...same, fingerprint: 'f'.repeat(32) })).toEqual({
      ok: false,
      code: 'idempotency_key_reused',
    })
})

test('a foreign card is as good as absent', async () => {
  const [owner, stranger] = await Promise.all([addTestCustomer(db), addTestCustomer(db)])
  const cardId = await cardIdOf(owner)
  const absent = { ok: false, code: 'not_found' }
  expect(await protect(cardId, 'freeze', holder(stranger))).toEqual(absent)
  expect(await replace(cardId, holder(stranger))).toEqual(absent)
  expect(await protect(newId(), 'freeze', staff)).toEqual(absent)
  expect(await db.transaction(tx => chooseWalletCardDesign(tx, cardId, stranger.customerId, 'classic'))).toEqual(absent)
})

test('the number of every card is hidden, with the last digits beside it', async () => {
  const customer = await addTestCustomer(db)
  const [row] = await db.query<{ number_hash: Buffer; last_digits: string }>(
    'SELECT number_hash, last_digits FROM wallet.cards WHERE account_id = $1',
    [customer.accountId],
  )
  expect(row!.number_hash).toHaveLength(32)
  expect(row!.last_digits).toMatch(/^[0-9]{4}$/)
})
