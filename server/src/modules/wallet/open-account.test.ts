import { payCodeStep } from '@ringfence/contract'
import { expect, test } from 'vitest'
import { addTestStore, currency, testKey } from '../../../test/brand.ts'
import { testDatabase } from '../../../test/database.ts'
import { addTestLot } from '../../../test/gift-card.ts'
import { testNow } from '../../../test/till.ts'
import { newId } from '../../kernel/ids.ts'
import { accountStates, placeHold } from '../ledger/index.ts'
import { enrolDevice } from './enrol-device.ts'
import { codeResolver } from './index.ts'
import { openCustomers } from './open-account.ts'
import { digitsAt } from './rules.ts'
import { revokeDevice } from './store.ts'
import { accountsOf } from './views.ts'

const db = await testDatabase()
const programme = { currency, ceiling: 50_000n, masterKey: testKey }
const person = (email: string, externalId?: string) => {
  const imported = externalId === undefined ? {} : { source: 'till', externalId }
  return { firstName: 'Maya', lastName: 'Test', email, joinedMs: testNow, ...imported }
}
const open = (...people: ReturnType<typeof person>[]) => db.transaction(tx => openCustomers(tx, people, programme))

test('a customer is opened with an empty, limited account and a card', async () => {
  const [opened] = await open(person('maya@example.test'))
  const [account] = (await accountsOf(db, [opened!.customerId])).get(opened!.customerId)!
  expect(account).toMatchObject({ balance: 0, currency, frozen: false, card: { state: 'active' } })
  const state = (await accountStates(db, [opened!.accountId])).get(opened!.accountId)
  expect(state).toMatchObject({ balance: 0n, ceiling: 50_000n })
})

test('a known e-mail, however written, or import number opens nothing; the others of the batch are opened', async () => {
  await open(person('noah@example.test', '7'))
  const opened = await open(person('NOAH@example.test'), person('new@example.test'), person('other@example.test', '7'))
  expect(opened.map(one => one !== undefined)).toEqual([false, true, false])
})

test('two processes that open the same customer at once: one account', async () => {
  const both = await Promise.all([open(person('ida@example.test')), open(person('ida@example.test'))])
  expect(both.flat().filter(one => one !== undefined)).toHaveLength(1)
})

test('a device pays until it is removed, and only its owner removes it', async () => {
  const [opened, stranger] = await open(person('lea@example.test'), person('tom@example.test'))
  const device = await db.transaction(tx =>
    enrolDevice(tx, testKey, { accountId: opened!.accountId, name: 'Phone', atMs: testNow }),
  )
  const resolve = codeResolver(db, testKey)
  const code = device.alias + digitsAt(device.secret, payCodeStep(testNow))
  const revoke = (customerId: string) => db.transaction(tx => revokeDevice(tx, customerId, device.deviceId, testNow))
  expect(await revoke(stranger!.customerId)).toBe(false)
  expect(await resolve(code, testNow)).toMatchObject({
    ok: true,
    accountId: opened!.accountId,
    deviceId: device.deviceId,
  })
  expect(await revoke(opened!.customerId)).toBe(true)
  expect(await resolve(code, testNow)).toEqual({ ok: false, code: 'code_invalid' })
  expect(await revoke(opened!.customerId)).toBe(false)
})

test('a device keeps its secret sealed in the database', async () => {
  const [opened] = await open(person('ana@example.test'))
  const enrol = { accountId: opened!.accountId, name: 'Phone', atMs: testNow }
  const { deviceId, secret } = await db.transaction(tx => enrolDevice(tx, testKey, enrol))
  const [row] = await db.query<{ secret: Buffer }>('SELECT secret FROM wallet.devices WHERE id = $1', [deviceId])
  expect(row!.secret.includes(secret)).toBe(false)
})

test('an account tells what is on hold, and which part of it expires first [1.3]', async () => {
  const store = await addTestStore(db)
  const [opened] = await open(person('kim@example.test'))
  const { accountId, customerId } = opened!
  const ofAccount = async () => (await accountsOf(db, [customerId])).get(customerId)![0]
  expect(await ofAccount()).toMatchObject({ held: 0, expiring: null })
  const day = 86_400_000
  const gift = (days: number) => ({ kind: 'gift' as const, tender: 'cash', expiresMs: testNow + days * day })
  await db.transaction(async tx => {
    await addTestLot(tx, store, accountId, 500n, { kind: 'paid', tender: 'cash' }, testNow)
    await addTestLot(tx, store, accountId, 300n, gift(40), testNow)
    await addTestLot(tx, store, accountId, 200n, gift(20), testNow)
    await addTestLot(tx, store, accountId, 100n, gift(20), testNow)
  })
  const hold = { id: newId(), accountId, amount: 50n, currency, expiresMs: testNow + day, atMs: testNow }
  await db.transaction(tx => placeHold(tx, hold))
  const at = new Date(testNow + 20 * day).toISOString()
  expect(await ofAccount()).toMatchObject({ balance: 1_050, held: 50, expiring: { amount: 250, at } })
})
