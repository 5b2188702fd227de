/** What comes from outside must not look like a line of our own in the log. */
import { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { send, testGateway } from '../../src/gateway/testing.ts'
import { createLog } from '../../src/platform/log.ts'

test.each([
  ['a path', '/v1/x%0A%7B%22level%22%3A50%2C%22msg%22%3A%22forged%22%7D', {}],
  ['a query', '/v1/me?a=%0D%0A%7B%22msg%22%3A%22forged%22%7D', {}],
  ['a header', '/v1/me', { 'user-agent': '\u2028{"msg":"forged"}', 'x-request-id': '{"msg":"forged"}' }],
  ['a method that is odd', '/v1/me', { 'x-http-method-override': 'forged' }],
])('%s of a request adds no line to the log, and no field to its own [A23]', async (_, url, headers) => {
  const lines: string[] = []
  const to = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk))
      done()
    },
  })
  const gateway = await testGateway({}, { log: createLog({ level: 'info', to }) })
  const answer = await send(gateway.app, { method: 'GET', url, headers })
  await gateway.app.close()
  expect(answer.status).toBeGreaterThanOrEqual(400)
  const text = lines.join('')
  expect(text.split('\n').filter(line => line !== '')).toHaveLength(1)
  expect(JSON.parse(text)).not.toMatchObject({ msg: 'forged' })
  expect(text).not.toContain('forged')
})
