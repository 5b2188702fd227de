import { PassThrough } from 'node:stream'
import pg from 'pg'
import { expect, test } from 'vitest'
import { createLog } from './log.ts'

function lines(write: (log: ReturnType<typeof createLog>) => void): string {
  const to = new PassThrough()
  write(createLog({ to }))
  return String(to.read() ?? '')
}

test('secrets are cut out, wherever they stand', () => {
  const canary = 'CANARY-3141'
  const text = lines(log => {
    log.info({ code: canary, authorization: canary }, 'top')
    log.info({ request: { headers: { authorization: canary, cookie: canary }, body: canary } }, 'deep')
    log.info({ device: { secret: canary, alias: canary } }, 'middle')
    log.info({ a: { b: { c: { d1: [{ pin: canary }] } } } }, 'deeper')
    log.child({ token: canary }).info('child')
  })
  expect(text).not.toContain(canary)
  expect(
    text
      .trim()
      .split('\n')
      .map(line => JSON.parse(line).msg),
  ).toEqual(['top', 'deep', 'middle', 'deeper', 'child'])
})

test('what looks like an e-mail address, a token, a card number or an IP address is cut out of any text [S12] [S17]', () => {
  const token = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJjdXNfMSJ9.c2lnbmF0dXJl'
  const text = lines(log => {
    log.error({ err: new Error(`no such customer: ada@example.test`) }, 'mail to ada@example.test failed')
    log.info({ note: `DPoP ${token}`, seen: [token] }, 'from 203.0.113.7')
    log.info({ note: 'card 4242 4242 4242 4242' }, '4000000000003220')
  })
  for (const canary of ['ada@example', 'eyJ', '203.0.113', '4242 4242', '4000000000003220'])
    expect(text).not.toContain(canary)
  for (const line of text.trim().split('\n')) expect(() => JSON.parse(line)).not.toThrow()
})

test('what holds itself is cut off, and everything else of the line stays', () => {
  const around: Record<string, unknown> = { kept: 1 }
  around.self = around
  const text = lines(log => log.info({ around, at: new Date(0), list: [1, { n: 2 }] }, 'round'))
  expect(JSON.parse(text)).toMatchObject({ around: { kept: 1 }, at: '1970-01-01T00:00:00.000Z', list: [1, { n: 2 }] })
})

test('ids and times stay readable', () => {
  const requestId = '01890a5d-ac96-774b-bcce-b302099a8057'
  const text = lines(log =>
    log.info({ requestId, client: 'cus_01h455vb4pex5vsknk084sn02q', durationMs: 1234567890123 }, 'served'),
  )
  expect(text).toContain(requestId)
  expect(text).toContain('cus_01h455vb4pex5vsknk084sn02q')
  expect(JSON.parse(text)).toMatchObject({ durationMs: 1234567890123 })
})

test('an error keeps its message and stack, a database error shows no value of a row', () => {
  const failure = new pg.DatabaseError('invalid input syntax for type uuid: "ada@example.com"', 1, 'error')
  failure.code = '22P02'
  failure.detail = 'Key (email)=(ada@example.com) already exists.'
  const text = lines(log => {
    log.error({ err: failure }, 'failed')
    log.error({ err: new Error('outer', { cause: failure }) }, 'failed')
    log.error({ err: new Error('plain words') }, 'failed')
  })
  expect(text).not.toContain('ada@example.com')
  expect(text).toContain('22P02')
  expect(text).toContain('plain words')
  expect(text).toContain('log.test.ts')
})
