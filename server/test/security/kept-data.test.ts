import { randomBytes } from 'node:crypto'
import { Writable } from 'node:stream'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type App, createApp } from '../../src/app.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import { openCustomers, searchCustomers } from '../../src/modules/wallet/index.ts'
import { masterKeyOf } from '../../src/platform/crypto.ts'
import { openKeyRing } from '../../src/platform/key-ring.ts'
import { createLog } from '../../src/platform/log.ts'
import { currency } from '../brand.ts'
import { testDatabase } from '../database.ts'
import { wholeDumpOf } from '../dump.ts'

const db = await testDatabase()
const master = masterKeyOf(randomBytes(32), 'test')
const masterKey = await openKeyRing(db, master, systemClock.now())
const person = { firstName: 'Canariella', lastName: 'Sealedson', email: 'Canary.Sealed@example.test', joinedMs: 0 }
const address = '203.0.113.77'
let logged = ''
let app: App

beforeAll(async () => {
  await db.transaction(tx => openCustomers(tx, [person], { currency, ceiling: undefined, masterKey }))
  const to = new Writable({
    write(chunk, _encoding, done) {
      logged += String(chunk)
      done()
    },
  })
  const log = createLog({ level: 'debug', to })
  app = await createApp({ db, masterKey, clock: systemClock, log, origins: ['http://localhost'], sandbox: true })
  await app.server.ready()
})
afterAll(() => app.close())

test('an address that calls is in no table, no log and no answer [S17]', async () => {
  const calls = [
    ['GET', '/v1/brand'],
    ['GET', '/v1/sandbox/people'],
    ['GET', '/v1/me'],
    ['GET', '/v1/nothing?q=1'],
    ['POST', '/v1/sandbox/sign-in'],
    ['POST', '/v1/gift-cards/balance'],
    ['GET', '/.well-known/openid-configuration'],
    ['GET', '/../../etc/passwd'],
  ] as const
  for (let round = 0; round < 3; round++)
    for (const [method, url] of calls) {
      const answer = await app.server.inject({
        method,
        url,
        remoteAddress: address,
        headers: { host: 'localhost', 'content-type': 'application/json', 'x-forwarded-for': address },
        ...(method === 'POST' ? { payload: '{}' } : {}),
      })
      expect(answer.body + JSON.stringify(answer.headers)).not.toContain(address)
    }
  expect(logged).toContain('"status"')
  expect(logged).not.toContain(address)
  expect(await wholeDumpOf(db)).not.toContain(address)
})

test('secrets and customers’ names and addresses stand nowhere in the database or the log [S19]', async () => {
  const dump = await wholeDumpOf(db)
  expect(dump).toContain('wallet.customers')
  const { sealing, hashing } = masterKey.ring!.current
  for (const canary of [person.firstName, person.lastName, person.email, person.email.toLowerCase()]) {
    expect(dump).not.toContain(canary)
    expect(dump).not.toContain(Buffer.from(canary).toString('hex'))
    expect(logged).not.toContain(canary)
  }
  for (const { bytes } of [master, sealing, hashing])
    for (const shape of ['hex', 'base64', 'base64url'] as const) {
      expect(dump).not.toContain(bytes.toString(shape))
      expect(logged).not.toContain(bytes.toString(shape))
    }
})

test('who is sealed is found by e-mail, name, or the beginning of either [S19]', async () => {
  const page = { before: undefined, limit: 10 }
  for (const search of ['canary.sealed@example.test', 'Canariella Sealedson', 'seal', 'CANAR', 'ca'])
    expect(await searchCustomers(db, masterKey, search, page), search).toMatchObject([{ last_name: 'Sealedson' }])
  expect(await searchCustomers(db, masterKey, 'nobody', page)).toEqual([])
})
