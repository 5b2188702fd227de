import type { LiveEvent } from '@ringfence/contract'
import { afterAll, describe, expect, test } from 'vitest'
import { addTestCustomer, addTestStore, loadTestCash, type TestCustomer } from '../../../test/brand.ts'
import { proved } from '../../../test/callers.ts'
import { asCustomer, callOf, cashierOf } from '../../../test/calls.ts'
import { testDatabase } from '../../../test/database.ts'
import { testNow, testRoom, testTill } from '../../../test/till.ts'
import { newId, toTypeId } from '../../kernel/ids.ts'
import type { Caller } from '../../platform/http.ts'
import { accountStates } from '../ledger/index.ts'
import { paymentsRoutes } from '../payments/routes.ts'
import { followLiveEvents, type PushedEvent } from './live-events.ts'

const db = await testDatabase()
const store = await addTestStore(db)
const otherStore = await addTestStore(db)
const till = testTill(db, store)
const maya = await addTestCustomer(db, { balance: 100_000n, store })
const noah = await addTestCustomer(db, { balance: 100_000n, store })
const accountOf = new Map([maya, noah].map(customer => [customer.customerId, [customer.accountId]]))
const errors: unknown[] = []
const live = await followLiveEvents({
  db,
  accountIdsOf: async customerId => accountOf.get(customerId) ?? [],
  balancesOf: ids => accountStates(db, ids),
  onError: error => errors.push(error),
})
afterAll(async () => {
  await live.close()
  await till.close()
  expect(errors).toEqual([])
})

const someone = { ...proved, personId: newId(), name: '', terminalId: undefined, storeId: undefined }
const customer = ({ customerId }: TestCustomer): Caller => ({ ...someone, role: 'customer', personId: customerId })
const console: Caller = { ...someone, role: 'finance' }

/** What a caller hears, until `stop`. */
function listen(caller: Caller, lastEventId?: string) {
  const events: (PushedEvent & { data: string })[] = []
  const stop = live.subscribe(caller, lastEventId, event => events.push(event))
  const amounts = () => events.map(event => (JSON.parse(event.data) as LiveEvent).amount)
  return { events, amounts, stop }
}
let step = 0
const pay = (who: TestCustomer, amount: number) => till.pay(who, { amount, atMs: testNow + ++step * 30_000 })

describe('everyone hears what is theirs, and nothing else', () => {
  test('customers of their account with its balance, tills of their store, the console of all', async () => {
    const heard = {
      maya: listen(customer(maya)),
      noah: listen(customer(noah)),
      till: listen({ ...someone, role: 'cashier', storeId: store.id, terminalId: store.terminalId }),
      otherTill: listen({ ...someone, role: 'cashier', storeId: otherStore.id, terminalId: otherStore.terminalId }),
      console: listen(console),
    }
    await Promise.all([pay(maya, 450), pay(noah, 320)])
    await loadTestCash(db, otherStore, maya.accountId, 1_000n)
    live.wake()
    await expect.poll(() => heard.console.events.length).toBe(3)
    const amounts = Object.fromEntries(Object.entries(heard).map(([who, { amounts }]) => [who, amounts().sort()]))
    expect(amounts).toEqual({
      maya: [1000, 450],
      noah: [320],
      till: [320, 450],
      otherTill: [1000],
      console: [1000, 320, 450],
    })
    const mayas = heard.maya.events.map(event => JSON.parse(event.data) as LiveEvent)
    expect(mayas).toMatchObject([
      { type: 'payment.captured', accountId: toTypeId('acc', maya.accountId), amount: 450 },
      { type: 'load.succeeded', storeId: toTypeId('sto', otherStore.id), balance: 100_550 },
    ])
    expect(heard.console.events.filter(event => 'balance' in JSON.parse(event.data))).toEqual([])
    for (const { stop } of Object.values(heard)) stop()
  })
})

test('a machine client hears of what its scopes let it read, and of nothing else [S10]', async () => {
  const hears = listen({ ...someone, role: 'client', scopes: new Set(['brand:read', 'payments:read']) })
  const deaf = listen({ ...someone, role: 'client', scopes: new Set(['brand:read', 'funding:read']) })
  await pay(maya, 3)
  await expect.poll(hears.amounts).toEqual([3])
  expect(deaf.events).toEqual([])
  for (const { stop } of [hears, deaf]) stop()
})

test('who stops hears nothing more', async () => {
  const stopped = listen(console)
  stopped.stop()
  const other = listen(console)
  await pay(maya, 1)
  await expect.poll(other.amounts).toEqual([1])
  expect(stopped.events).toEqual([])
  other.stop()
})

test('who joins when nobody listened hears everything from then on, in order, however busy it is', async () => {
  for (let round = 0; round < 20; round++) {
    await Promise.all([pay(noah, 2), round % 2 && pay(noah, 2)]) // heard by nobody, or late by whoever comes next
    const joined = listen(customer(maya))
    await Promise.all([pay(maya, 100), pay(noah, 2)])
    await pay(maya, 101)
    await expect.poll(joined.amounts).toEqual([100, 101])
    joined.stop()
  }
})

test('who comes back with the last event id misses none, in order, while payments go on', async () => {
  const before = listen(console)
  await pay(maya, 5)
  await expect.poll(before.amounts).toEqual([5])
  before.stop()
  const last = before.events.at(-1)!.id
  const missed = Array.from({ length: 230 }, (_, i) => 10 + i)
  for (const amount of missed) await pay(maya, amount)
  const more = Array.from({ length: 60 }, (_, i) => 1_000 + i)
  const paying = (async () => {
    for (const amount of more) await pay(maya, amount)
  })()
  const listeners = []
  for (let i = 0; i < 6; i++) {
    listeners.push(listen(console, last))
    await new Promise(resolve => setTimeout(resolve, 20))
  }
  await paying
  for (const { amounts, stop } of listeners) {
    await expect.poll(() => amounts().length, { timeout: 20_000 }).toBe(290)
    expect(amounts()).toEqual([...missed, ...more])
    stop()
  }
})

test('who is cut off in the middle of a batch gets the rest of it', async () => {
  const first = listen(customer(noah)) // the console may still be told the end of what was paid before
  await Promise.all([11, 12, 13, 14].map(amount => pay(noah, amount)))
  await expect.poll(() => first.events.length).toBe(4)
  first.stop()
  for (const event of first.events.slice(0, 3)) {
    const again = listen(customer(noah), event.id)
    const seen = first.events.indexOf(event) + 1
    await expect.poll(() => new Set([...first.amounts().slice(0, seen), ...again.amounts()]).size).toBe(4)
    again.stop()
  }
})

test('who joins while an event is being delivered to others gets it too', async () => {
  const heard: string[] = []
  let joined = false
  const slow = await followLiveEvents({
    db,
    accountIdsOf: async () => [],
    balancesOf: async ids => {
      if (!joined) slow.subscribe(console, undefined, () => heard.push('second'))
      joined = true
      return accountStates(db, ids)
    },
    onError: error => errors.push(error),
  })
  slow.subscribe(console, undefined, () => heard.push('first'))
  await pay(maya, 2)
  await expect.poll(() => heard).toEqual(['first', 'second'])
  await slow.close()
})

test('an id that is none of ours begins with what comes now', async () => {
  const strangers = ['', 'x', '7-1', '0-999999999999'].map(id => listen(console, id))
  await pay(noah, 77)
  for (const { amounts, stop } of strangers) {
    await expect.poll(amounts).toEqual([77])
    stop()
  }
})

test('a till hears at once that its request was paid by scan, and by which payment [2.2]', async () => {
  const room = testRoom(db)
  const routes = paymentsRoutes(room)
  const heard = listen(cashierOf(store))
  const asked = await routes.createPaymentRequest(callOf(cashierOf(store), { body: { amount: 450, currency: 'USD' } }))
  const id = asked.ok ? asked.value.id : ''
  const body = { accountId: toTypeId('acc', maya.accountId), amount: 450 }
  const paid = await routes.payPaymentRequest(callOf(asCustomer(maya), { params: { id }, body }))
  live.wake()
  await expect.poll(() => heard.events.map(event => event.type)).toContain('paymentRequest.paid')
  const event = heard.events.find(({ type }) => type === 'paymentRequest.paid')!
  expect(JSON.parse(event.data)).toMatchObject({
    id,
    amount: 450,
    terminalId: toTypeId('trm', store.terminalId),
    paymentId: paid.ok ? paid.value.id : '',
  })
  heard.stop()
  await room.commitPayment.close()
})

test('customers hear of holds, voids and tips on their own account [2.5]', async () => {
  const room = testRoom(db)
  const routes = paymentsRoutes(room)
  const heard = listen(customer(noah))
  const atMs = testNow + ++step * 30_000
  const held = await till.pay(noah, { amount: 300, captureMode: 'manual', atMs })
  const params = { id: held.ok ? held.value.id : '' }
  await routes.voidPayment(callOf(cashierOf(store), { params, body: { reason: 'Changed mind' } }))
  const taken = await pay(noah, 400)
  const tipped = callOf<'tipMyPayment'>(asCustomer(noah), {
    params: { id: taken.ok ? taken.value.id : '' },
    body: { amount: 60 },
  })
  expect(await routes.tipMyPayment(tipped)).toMatchObject({ ok: true })
  live.wake()
  const told = () => heard.events.map(({ type, data }) => `${type} ${(JSON.parse(data) as LiveEvent).amount}`)
  await expect
    .poll(told)
    .toEqual(['payment.authorized 300', 'payment.voided 300', 'payment.captured 400', 'payment.tipped 60'])
  heard.stop()
  await room.commitPayment.close()
})
