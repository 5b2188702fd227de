import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createSecurityHeaders } from './security-headers.ts'
import { send, testGateway } from './testing.ts'

type App = Awaited<ReturnType<typeof testGateway>>['app']
let app: App
beforeAll(async () => {
  app = (await testGateway({}, { origins: ['https://pay.example'] })).app
  for (const page of ['/app/', '/till/', '/console/', '/app/sw.js']) app.get(page, async () => 'page')
  app.get('/console/broken', async () => {
    throw new Error('canary')
  })
})
afterAll(() => app.close())

const kinds = [
  ['an answer of the API', 'GET', '/v1/brand'],
  ['an error of the API', 'GET', '/v1/me'],
  ['an address that is not there', 'GET', '/v1/nothing'],
  ['another method', 'DELETE', '/v1/brand'],
  ['a preflight of a stranger', 'OPTIONS', '/v1/brand'],
  ['a page', 'GET', '/console/'],
  ['a page that failed', 'GET', '/console/broken'],
  ['a page that is not there', 'GET', '/console/nothing'],
  ['a path beside all', 'GET', '/.git/config'],
] as const

test.each(kinds)('%s is framed, sniffed and told to nobody, and stays on TLS [S20]', async (_kind, method, url) => {
  const { headers, body } = await send(app, { method, url })
  expect(headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  })
  expect(headers['content-security-policy']).toContain("default-src 'none'")
  expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
  expect(headers['content-security-policy']).not.toMatch(/unsafe-inline|'unsafe-eval'|\*/)
  expect(headers['strict-transport-security']).toMatch(/^max-age=31536000/)
  for (const name of ['server', 'x-powered-by', 'access-control-allow-origin', 'set-cookie'])
    expect(headers).not.toHaveProperty(name)
  expect(body).not.toContain('canary')
})

describe('pages', () => {
  const policyOf = (path: string, foreign?: Parameters<typeof createSecurityHeaders>[1]) =>
    createSecurityHeaders('https://pay.example', foreign)(path)['content-security-policy']!

  test.each(['/app/', '/till/', '/console/'])(
    '%s: text never becomes script; nothing is loaded from elsewhere [S20]',
    path => {
      expect(policyOf(path)).toContain("require-trusted-types-for 'script'; trusted-types service-worker")
      expect(policyOf(path)).not.toContain('http')
      expect(policyOf(path)).toContain("base-uri 'none'")
      expect(policyOf(path)).toContain("form-action 'none'")
    },
  )

  test("a payment provider's form is for the customer app alone [S20]", () => {
    const provider = 'https://cards.example'
    const foreign = { scripts: [provider], frames: [provider], connections: [provider] }
    expect(policyOf('/app/', foreign)).toContain(provider)
    for (const path of ['/till/', '/console/', '/v1/brand', '/app/sw.js']) {
      expect(policyOf(path, foreign)).not.toContain(provider)
    }
    expect(policyOf('/till/', foreign)).toContain("require-trusted-types-for 'script'")
  })

  test('the service worker may fetch from us, and nothing else [S20]', () => {
    expect(policyOf('/app/sw.js')).toBe(
      "default-src 'none'; script-src 'self'; connect-src 'self'; frame-ancestors 'none'",
    )
  })
})
