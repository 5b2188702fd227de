import { expect, test } from 'vitest'
import { balanceOf, expectSoundBooks } from '../../../../test/books.ts'
import {
  addTestCustomer,
  addTestStore,
  currency,
  loadTestCash,
  type TestCustomer,
  testKey,
} from '../../../../test/brand.ts'
import { testDatabase } from '../../../../test/database.ts'
import { testNow } from '../../../../test/till.ts'
import { hour, minute, testTopUp } from '../../../../test/top-up.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { openDatabase } from '../../../platform/database.ts'
import { setFrozen } from '../../ledger/index.ts'
import { sealPerson } from '../../wallet/person.ts'
import { removeCard } from '../cards/payment-methods.ts'
import { type AutoTopUpRoom, runDueTopUps } from './run-due.ts'
import { removeAutoTopUp, setAutoTopUp } from './set-rule.ts'
import type { Rule, Trigger } from './state.ts'
import { selectAutoTopUp } from './store.ts'

const db = await testDatabase()
const store = await addTestStore(db)
const topUp = testTopUp(db)
const { room, psp } = topUp
const due = testNow + minute
const below: Trigger = { type: 'threshold', threshold: 500n }

async function customerWithRule(
  options: { token?: string; balance?: bigint; ceiling?: bigint; amount?: bigint; trigger?: Trigger } = {},
) {
  const { token, balance, ceiling, amount = 2_000n, trigger = below } = options
  const customer = await addTestCustomer(db, { ...(ceiling ? { ceiling } : {}) })
  if (balance) await loadTestCash(db, store, customer.accountId, balance)
  const paymentMethodId = await topUp.saveCard(customer.customerId, token)
  const rule: Rule = { amount, trigger, paymentMethodId }
  await set(customer, rule, testNow)
  return { ...customer, rule }
}

async function set({ accountId, customerId }: TestCustomer, rule: Rule, atMs: number) {
  await setAutoTopUp(db, room, { accountId, customerId, currency, rule, atMs })
}

async function stateOf(accountId: Uuid) {
  return (await selectAutoTopUp(db, accountId))!.state
}

async function noticesOf(accountId: Uuid) {
  const rows = await db.query<{ kind: string; reason: string | null }>(
    'SELECT kind, reason FROM funding.auto_top_up_notices WHERE account_id = $1 ORDER BY at, attempt NULLS FIRST',
    [accountId],
  )
  return rows.map(row => row.kind)
}

function loadsOf(accountId: Uuid) {
  return db.query('SELECT status, amount, off_session FROM funding.loads WHERE account_id = $1 AND tender = $2', [
    accountId,
    'card',
  ])
}

test('a balance below the threshold is topped up once the notice is over; both are told by e-mail [3.3]', async () => {
  const { accountId } = await customerWithRule({ balance: 499n })
  expect(await runDueTopUps(room, due - 1)).toBe(0)
  expect(await balanceOf(db, accountId)).toBe(499n)
  expect(await runDueTopUps(room, due)).toBe(1)
  expect(await balanceOf(db, accountId)).toBe(2_499n)
  expect(await loadsOf(accountId)).toEqual([{ status: 'succeeded', amount: 2_000n, off_session: true }])
  expect(await noticesOf(accountId)).toEqual(['announced', 'charged'])
  const mails = await db.query(
    `SELECT m.template, m.state FROM ringfence.mails m JOIN funding.auto_top_up_notices n ON n.id = m.about
      WHERE n.account_id = $1`,
    [accountId],
  )
  expect(mails).toEqual([
    { template: 'autoTopUp', state: 'queued' },
    { template: 'autoTopUp', state: 'queued' },
  ])
  expect(await runDueTopUps(room, due + hour)).toBe(1) // after the cool-down the balance is fine
  expect(await stateOf(accountId)).toMatchObject({ wakeAtMs: undefined, attempts: 1 })
  await expectSoundBooks(db)
})

test('50 workers at once on one account that is due make one charge [3.3]', async () => {
  const { accountId } = await customerWithRule()
  const elsewhere = openDatabase(db.url, { max: 40 })
  const rooms = Array.from({ length: 50 }, (_, i) => ({ ...room, db: i % 2 ? elsewhere : db }))
  try {
    await Promise.all(rooms.map(one => runDueTopUps(one, due)))
  } finally {
    await elsewhere.end()
  }
  expect(await balanceOf(db, accountId)).toBe(2_000n)
  expect(await loadsOf(accountId)).toHaveLength(1)
  expect(await noticesOf(accountId)).toEqual(['announced', 'charged'])
  expect(topUp.errors).toEqual([])
})

test('50 workers at once on a charge whose answer was lost ask for it, and book it once [3.3]', async () => {
  const { accountId } = await customerWithRule({ amount: 6_664n, token: 'sandbox_visa' })
  await runDueTopUps(room, due)
  expect(await balanceOf(db, accountId)).toBe(0n)
  expect((await stateOf(accountId)).charge).toMatchObject({ attempt: 1 })
  await Promise.all(Array.from({ length: 50 }, () => runDueTopUps(room, due + minute)))
  await Promise.all(Array.from({ length: 5 }, () => runDueTopUps(room, due + 2 * minute)))
  expect(await balanceOf(db, accountId)).toBe(6_664n)
  expect(await loadsOf(accountId)).toHaveLength(1)
  expect(await noticesOf(accountId)).toEqual(['announced', 'charged'])
})

test('a worker that dies between any two steps leaves a charge that the next one ends, once [3.3]', async () => {
  const died = new Error('the worker died')
  const dying: Record<string, Partial<AutoTopUpRoom>> = {
    'while it writes the charge down': { begin: () => Promise.reject(died) },
    'before the charge': { charge: () => Promise.reject(died) },
    'after the charge': {
      charge: async request => {
        await room.charge(request)
        throw died
      },
    },
  }
  for (const [when, fault] of Object.entries(dying)) {
    const { accountId } = await customerWithRule()
    await runDueTopUps({ ...room, ...fault, onError: () => {} }, due)
    expect(await noticesOf(accountId), when).toEqual(['announced'])
    await runDueTopUps(room, due + minute)
    expect(await balanceOf(db, accountId), when).toBe(2_000n)
    expect(await loadsOf(accountId), when).toHaveLength(1)
    expect(await noticesOf(accountId), when).toEqual(['announced', 'charged'])
  }
})

test('declines back off and switch the rule off with the reason, which the customer is told [3.3]', async () => {
  const { accountId } = await customerWithRule({ token: 'sandbox_no_funds' })
  await runDueTopUps(room, due)
  expect(await stateOf(accountId)).toMatchObject({ declinesInARow: 1, blocked: 'declined' })
  await runDueTopUps(room, due + hour - 1)
  await runDueTopUps(room, due + hour)
  await runDueTopUps(room, due + 25 * hour)
  expect(await noticesOf(accountId)).toEqual(['announced', 'declined', 'declined', 'switchedOff'])
  const reason = 'There is not enough money on this card.'
  expect(await stateOf(accountId)).toMatchObject({ status: 'off', attempts: 3, last: { reason } })
  await runDueTopUps(room, due + 100 * hour)
  expect(await loadsOf(accountId)).toHaveLength(3)
  expect(await balanceOf(db, accountId)).toBe(0n)
})

test('a card that has expired, or was removed, switches the rule off at once [3.3]', async () => {
  const expired = await customerWithRule({ token: 'sandbox_expired' })
  const removed = await customerWithRule()
  await removeCard(db, psp, { customerId: removed.customerId, id: removed.rule.paymentMethodId, atMs: testNow })
  await runDueTopUps(room, due)
  for (const { accountId } of [expired, removed]) {
    expect(await noticesOf(accountId)).toEqual(['announced', 'switchedOff'])
    expect(await stateOf(accountId)).toMatchObject({ status: 'off', charge: undefined })
  }
  expect(await loadsOf(removed.accountId)).toEqual([])
})

test('a bank that wants the customer there: the rule says "needs you" and charges no more [3.3]', async () => {
  const { accountId } = await customerWithRule({ token: 'sandbox_challenge' })
  await runDueTopUps(room, due)
  expect(await stateOf(accountId)).toMatchObject({ status: 'needsYou', wakeAtMs: undefined })
  expect(await noticesOf(accountId)).toEqual(['announced', 'needsYou'])
  expect(await balanceOf(db, accountId)).toBe(0n)
})

test('no charge passes the maximum balance, also when cash comes while the bank is asked [3.3]', async () => {
  const full = await customerWithRule({ balance: 499n, ceiling: 2_498n })
  const meanwhile = await customerWithRule({ ceiling: 3_000n })
  const slow: AutoTopUpRoom = {
    ...room,
    charge: async request => {
      await loadTestCash(db, store, meanwhile.accountId, 1_500n)
      return room.charge(request)
    },
  }
  await runDueTopUps(slow, due)
  expect(await loadsOf(full.accountId)).toEqual([])
  expect(await stateOf(full.accountId)).toMatchObject({ blocked: 'balanceMaximum' })
  expect(await balanceOf(db, meanwhile.accountId)).toBe(1_500n)
  expect(await noticesOf(meanwhile.accountId)).toEqual(['announced'])
  expect(await stateOf(meanwhile.accountId)).toMatchObject({ charge: undefined, declinesInARow: 0, status: 'on' })
  await expectSoundBooks(db)
})

test('a frozen account is not charged; released, it is [3.3]', async () => {
  const { accountId } = await customerWithRule()
  await db.transaction(tx => setFrozen(tx, accountId, true))
  await runDueTopUps(room, due)
  expect(await stateOf(accountId)).toMatchObject({ blocked: 'accountFrozen', wakeAtMs: undefined })
  expect(await loadsOf(accountId)).toEqual([])
})

test('a rule changed or removed while a charge is in flight: the charge ends as it began [3.3]', async () => {
  const changed = await customerWithRule()
  const removed = await customerWithRule()
  const slow: AutoTopUpRoom = {
    ...room,
    charge: async request => {
      if (request.accountId === changed.accountId) await set(changed, { ...changed.rule, amount: 2_500n }, due)
      else await removeAutoTopUp(db, room, { accountId: removed.accountId, atMs: due })
      return room.charge(request)
    },
  }
  await runDueTopUps(slow, due)
  expect(await balanceOf(db, changed.accountId)).toBe(2_000n)
  expect(await noticesOf(changed.accountId)).toEqual(['announced', 'announced', 'charged'])
  expect(await balanceOf(db, removed.accountId)).toBe(2_000n)
  expect(await noticesOf(removed.accountId)).toEqual(['announced', 'charged'])
  expect(await stateOf(removed.accountId)).toMatchObject({ status: 'removed', charge: undefined, wakeAtMs: undefined })
})

test('a rule by date charges on the date, at eight in the morning of the brand [3.3]', async () => {
  const { accountId } = await customerWithRule({ balance: 3_000n, trigger: { type: 'monthly', day: 31 } })
  const date = Date.parse('2026-11-30T13:00:00Z')
  await runDueTopUps(room, date - 1)
  expect(await balanceOf(db, accountId)).toBe(3_000n)
  await runDueTopUps(room, date)
  expect(await balanceOf(db, accountId)).toBe(5_000n)
  expect(await stateOf(accountId)).toMatchObject({ nextDateMs: Date.parse('2026-12-31T13:00:00Z') })
})

test('20 first rules set for one account at once are one rule, told as often as it changed', async () => {
  const customer = await addTestCustomer(db)
  const paymentMethodId = await topUp.saveCard(customer.customerId)
  const rules = Array.from({ length: 20 }, (_, i) => ({
    amount: BigInt(1_000 + (i % 2)),
    trigger: below,
    paymentMethodId,
  }))
  await Promise.all(rules.map(rule => set(customer, rule, testNow)))
  const { version } = await stateOf(customer.accountId)
  expect(await noticesOf(customer.accountId)).toHaveLength(version)
})

test('an address that no mail can go to, or odd words of a bank, do not keep a charge from being written down', async () => {
  const { accountId, customerId } = await customerWithRule()
  const person = { firstName: 'Maya', lastName: 'Test', email: `${customerId}@bad\r\nBcc: x` }
  await db.query('UPDATE wallet.customers SET sealed = $2 WHERE id = $1', [customerId, sealPerson(testKey, person)])
  await runDueTopUps(room, due)
  expect(await noticesOf(accountId)).toEqual(['announced', 'charged'])
  expect(await balanceOf(db, accountId)).toBe(2_000n)
  const odd = await customerWithRule()
  const answer = { outcome: 'declined', reason: 'No.\r\nBcc: x\u0000', loadId: undefined } as const
  await runDueTopUps({ ...room, charge: async () => ({ ...answer, reason: answer.reason.replace('\u0000', '') }) }, due)
  expect(await noticesOf(odd.accountId)).toEqual(['announced', 'declined'])
})

test('a rule that can not be looked at does not keep the others waiting, and is looked at again later', async () => {
  const [broken, fine] = [await customerWithRule(), await customerWithRule()]
  const begin: AutoTopUpRoom['begin'] = async (tx, request) => {
    if (request.accountId === broken.accountId) throw new Error('broken')
    return room.begin(tx, request)
  }
  const errors: unknown[] = []
  await runDueTopUps({ ...room, begin, onError: error => errors.push(error) }, due)
  // Another drain may meet it, too, before it is put off.
  expect(errors.length).toBeGreaterThan(0)
  expect(await balanceOf(db, fine.accountId)).toBe(2_000n)
  expect(await stateOf(broken.accountId)).toMatchObject({ wakeAtMs: due + minute, attempts: 0 })
  await runDueTopUps(room, due + minute)
  expect(await balanceOf(db, broken.accountId)).toBe(2_000n)
})
