/** The firewall's second layer with the first switched off: bodies parsed strictly, closed shapes in and out, and nothing else. */
import { operations } from '@ringfence/contract'
import { afterAll, expect, test } from 'vitest'
import { readJsonOnly } from '../../src/gateway/bodies.ts'
import { createReplyWriter } from '../../src/gateway/replies.ts'
import { decorateRequests } from '../../src/gateway/request.ts'
import { createSecurityHeaders } from '../../src/gateway/security-headers.ts'
import { createServer } from '../../src/gateway/server.ts'
import { examples } from '../../src/gateway/testing.ts'
import { createLog } from '../../src/platform/log.ts'
import { appDatabase } from '../database.ts'

const headersFor = createSecurityHeaders('http://pay.example')
const app = createServer({ log: createLog({ level: 'silent' }), headersFor, isTrusted: () => false })
decorateRequests(app)
readJsonOnly(app)
app.post('/loads', { schema: { body: operations.takeLoad.body } }, async () => 'passed')
app.get('/balance', { schema: { querystring: operations.getTrialBalance.query } }, async () => 'passed')
afterAll(() => app.close())

const good = JSON.stringify(examples.takeLoad)
const load = async (payload: string) =>
  (await app.inject({ method: 'POST', url: '/loads', headers: { 'content-type': 'application/json' }, payload }))
    .statusCode

test('what is meant passes [S8]', async () => {
  expect(await load(good)).toBe(200)
})

test.each([
  ['a name twice [A22]', good.replace('{', '{"amount":1,')],
  ['a prototype [A21]', good.replace('{', '{"__proto__":{"role":"administrator"},')],
  ['a constructor [A21]', good.replace('{', '{"constructor":{"prototype":{}},')],
  ['an unknown property [A11]', good.replace('{', '{"status":"succeeded",')],
  ['nesting', good.replace('{', `{"x":${'['.repeat(20)}${']'.repeat(20)},`)],
  ['an amount as text [A19]', good.replace('2500', '"2500"')],
  ['a part of a cent [A19]', good.replace('2500', '2500.5')],
  ['an amount below zero [A19]', good.replace('2500', '-2500')],
  ['an amount beyond exact numbers [A19]', good.replace('2500', '9007199254740993')],
  ['a currency that is none [A20]', good.replace('USD', 'usd')],
  ['an id of another kind [A10]', good.replace('acc_', 'pay_')],
])('%s is refused without the first layer [S8]', async (_, payload) => {
  expect(payload).not.toBe(good)
  expect(await load(payload)).toBe(400)
})

test.each([
  ['2026-11-22T08:30:00Z', 200],
  ['2024-02-29T23:59:59.999Z', 200],
  ['2026-13-01T00:00:00Z', 400],
  ['2026-00-01T00:00:00Z', 400],
  ['2026-01-32T00:00:00Z', 400],
  ['2026-01-01T24:00:00Z', 400],
  ['2026-01-01T00:60:00Z', 400],
  ['2026-01-01T00:00:60Z', 400],
  ['2026-01-01T00:00:00', 400],
])('%s as a time is answered %i: what is no time goes no further [S8]', async (at, status) => {
  expect((await app.inject({ url: `/balance?at=${encodeURIComponent(at)}` })).statusCode).toBe(status)
})

test('an answer with a property too much, or of another type, is never sent [S8]', () => {
  const write = createReplyWriter('getMyPayment', operations.openShift.reply)
  expect(() => write({ secret: 'x' })).toThrow()
  const cash = createReplyWriter('listMyDevices', operations.listMyDevices.reply)
  expect(cash({ data: [] })).toBe('{"data":[]}')
  expect(() => cash({ data: [], total: 5 })).toThrow()
  expect(() => cash({ data: [{ id: 5 }] })).toThrow()
})

test('words of SQL are only words: they are kept and found as they are, and change nothing [S8]', async () => {
  const db = await appDatabase()
  for (const text of [`'; DROP TABLE ledger.transfers; --`, `' OR '1'='1`, `$1; SELECT pg_sleep(9)`, `\\'; --`]) {
    const [row] = await db.query<{ same: string; transfers: string | null }>(
      `SELECT $1::text AS same, to_regclass('ledger.transfers')::text AS transfers`,
      [text],
    )
    expect(row).toEqual({ same: text, transfers: 'ledger.transfers' })
  }
})
