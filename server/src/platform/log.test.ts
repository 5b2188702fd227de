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
  })
  expect(text).not.toContain(canary)
  expect(
    text
      .trim()
      .split('\n')
      .map(line => JSON.parse(line).msg),
  ).toEqual(['top', 'deep', 'middle'])
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
