import { afterAll, expect, test } from 'vitest'
import { addTestCustomer, addTestStore, currency, testKey } from '../../../test/brand.ts'
import { callOf, cashierOf } from '../../../test/calls.ts'
import { testDatabase } from '../../../test/database.ts'
import { allowOffline, offlineTill, testLimits } from '../../../test/offline-till.ts'
import { finance, managerOf, must, storeIdOf } from '../../../test/shift-till.ts'
import { testNow } from '../../../test/till.ts'
import { newId, toTypeId } from '../../kernel/ids.ts'
import { codeResolver } from '../wallet/index.ts'
import { paymentCommitter } from './commit-payment.ts'
import { offlineRoutes } from './offline-routes.ts'

const db = await testDatabase()
const commitPayment = paymentCommitter(db)
afterAll(() => commitPayment.close())
const routes = offlineRoutes({ db, commitPayment, resolveCode: codeResolver(db, testKey) })
const absent = { ok: false, code: 'not_found' }

/** A store with one payment that was declined late, and one after it that was refused. */
async function storeWithTrouble() {
  const store = await addTestStore(db)
  await allowOffline(db, store)
  const till = await offlineTill(db, store)
  afterAll(() => till.close())
  const poor = await addTestCustomer(db, { balance: 100n, store })
  const rich = await addTestCustomer(db, { balance: 5_000n, store })
  const declined = await till.take(poor, {
    amount: 300,
    items: [{ name: 'Tea', quantity: 1, unitAmount: 300, tax: 0 }],
  })
  const lost = await till.take(rich, { amount: 200 })
  const later = await till.take(rich, { amount: 100, atMs: testNow + 60_000 })
  await till.forward([declined, later])
  return { store, till, lost, later, rich }
}

const declinesOf = async (caller: typeof finance, query = {}) =>
  must(await routes.listLateDeclines(callOf(caller, { query }))).data
const flagsOf = async (caller: typeof finance, query = {}) =>
  must(await routes.listOfflineFlags(callOf(caller, { query }))).data

test('a till is offline only when its manager says so, and learns its limits and its place in the chain [2.6]', async () => {
  const store = await addTestStore(db)
  const params = { id: toTypeId('trm', store.terminalId) }
  const signedBy = { terminalId: store.terminalId, keyId: 'k'.repeat(43) }
  const permit = async () => must(await routes.getOfflinePermit({ ...callOf(cashierOf(store), {}), signedBy }))
  expect(await permit()).toMatchObject({ enabled: false, currency, sequence: 0, head: 'A'.repeat(43) })
  const body = { enabled: true, limits: { ...testLimits, perAccount: 1_234 } }
  const rule = { enabled: true, currency, limits: body.limits }
  expect(await routes.putOfflineRule(callOf(managerOf(store), { params, body }))).toEqual({ ok: true, value: rule })
  expect(await permit()).toMatchObject({ ...rule, now: new Date(testNow).toISOString() })
  expect(must(await routes.getOfflineRule(callOf(finance, { params })))).toEqual(rule)
  const stranger = managerOf(await addTestStore(db))
  expect(await routes.putOfflineRule(callOf(stranger, { params, body }))).toEqual(absent)
  expect(await routes.getOfflineRule(callOf(stranger, { params }))).toEqual(absent)
  expect(await routes.getOfflinePermit(callOf(managerOf(store), {}))).toEqual({ ok: false, code: 'forbidden' })
})

test('late declines are listed for the manager of the store and for finance, with the reason [2.6]', async () => {
  const { store } = await storeWithTrouble()
  const [decline, ...more] = await declinesOf(managerOf(store))
  expect(more).toEqual([])
  expect(decline).toMatchObject({
    storeId: storeIdOf(store),
    terminalName: 'Till 1',
    cashier: 'Jonas Weber',
    amount: 300,
    title: 'Tea',
    takenAt: new Date(testNow).toISOString(),
    reason: 'insufficient_funds',
    status: 'open',
    resolvedBy: null,
  })
  expect(await declinesOf(managerOf(await addTestStore(db)), { storeId: storeIdOf(store) })).toEqual([])
  expect(await declinesOf(finance, { storeId: storeIdOf(store) })).toEqual([decline])
})

test('a late decline is resolved once: written off or paid otherwise [2.6]', async () => {
  const { store } = await storeWithTrouble()
  const manager = { ...managerOf(store), personId: store.cashierId }
  const [decline] = await declinesOf(manager)
  const params = { id: decline!.id }
  const resolve = (resolution: string, caller = manager) =>
    routes.resolveLateDecline(callOf(caller, { params, body: { resolution, note: 'came back' } }))
  expect(await resolve('writtenOff', managerOf(await addTestStore(db)))).toEqual(absent)
  const resolved = must(await resolve('paidOtherwise'))
  expect(resolved).toMatchObject({ status: 'paidOtherwise', note: 'came back', resolvedBy: 'Jonas Weber' })
  expect(await resolve('paidOtherwise')).toEqual({ ok: true, value: resolved })
  expect(await resolve('writtenOff')).toEqual({ ok: false, code: 'already_resolved' })
  expect(await declinesOf(manager, { status: 'open' })).toEqual([])
  expect(await declinesOf(manager, { status: 'resolved' })).toEqual([resolved])
  const unknown = { params: { id: toTypeId('ofp', newId()) }, body: { resolution: 'writtenOff' } }
  expect(await routes.resolveLateDecline(callOf(manager, unknown))).toEqual(absent)
})

test('what was refused is flagged once; the manager may give up what is missing, and then the rest is taken [2.6]', async () => {
  const { store, till, lost, later } = await storeWithTrouble()
  await till.forward([later])
  const [flag, ...more] = await flagsOf(managerOf(store))
  expect(more).toEqual([])
  expect(flag).toMatchObject({ kind: 'missing_before', sequence: 3, amount: 100, storeId: storeIdOf(store) })
  const params = { id: flag!.id }
  expect(await routes.acceptOfflineGap(callOf(managerOf(await addTestStore(db)), { params }))).toEqual(absent)
  expect((await routes.acceptOfflineGap(callOf(managerOf(store), { params }))).ok).toBe(true)
  expect((await till.forward([later])).results).toMatchObject([{ outcome: 'taken' }])
  expect((await till.forward([lost])).results).toMatchObject([{ outcome: 'refused', reason: 'out_of_order' }])
})

test('lists go page by page and refuse a cursor that is none of theirs', async () => {
  const { store, till, rich } = await storeWithTrouble()
  const next = await till.take(rich, { amount: 5_000, atMs: testNow + 120_000 })
  await till.forward([next], testNow + 700_000)
  const first = must(await routes.listOfflineFlags(callOf(managerOf(store), { query: { limit: 1 } })))
  expect(first.data.map(({ sequence }) => sequence)).toEqual([4])
  const second = await flagsOf(managerOf(store), { limit: 1, cursor: first.nextCursor })
  expect(second.map(({ sequence }) => sequence)).toEqual([3])
  for (const cursor of ['x', toTypeId('pay', newId())]) {
    const refused = { ok: false, code: 'validation_failed', pointers: ['/cursor'] }
    expect(await routes.listOfflineFlags(callOf(finance, { query: { cursor } }))).toEqual(refused)
    expect(await routes.listLateDeclines(callOf(finance, { query: { cursor } }))).toEqual(refused)
  }
})
