import type { InjectOptions } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { examples, origin, send, shoot, type TestGateway, testGateway } from '../testing.ts'
import { nestsDeeperThan } from './nesting.ts'
import { readTrustedProxies } from './proxies.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await testGateway()
})
afterAll(() => gateway.app.close())

const get = (url: string, headers: Record<string, string> = {}): InjectOptions => ({ method: 'GET', url, headers })
const codeOf = async (request: InjectOptions, own = gateway) => {
  const { status, json } = await send(own.app, request)
  return `${status} ${String(json().code)}`
}

describe('addresses', () => {
  test.each([
    '/v1/nothing',
    '/v1/brand/',
    '/v2/brand',
    '/admin',
    '/.git/config',
    '/.env',
    '/wp-login.php',
    '/server-status',
    '/v1/accounts/x/y/z',
  ])('%s is not there [S7] [S15]', async url => {
    expect(await codeOf(get(url))).toBe('404 not_found')
  })
  test.each([
    '/v1//brand',
    '/v1/payments%2f..%2fbrand',
    '/v1/payments%5cx',
    '/v1/payments/%00',
    '/v1/payments/%252e',
    `/v1/brand?${'x'.repeat(5_000)}`,
  ])('%s is read by no two programs alike, and refused [S7]', async url => {
    expect(await codeOf(get(url))).toBe('400 malformed_request')
  })
  test.each(['DELETE', 'PUT', 'OPTIONS', 'PATCH', 'HEAD'] as const)(
    '%s on what can only be read is refused [S7]',
    async method => {
      const answer = await send(gateway.app, { method, url: '/v1/brand' })
      expect(answer.status).toBe(405)
      expect(answer.headers.allow).toBe('GET')
    },
  )
})

describe('headers and bodies', () => {
  const post = (headers: Record<string, string>, payload: string | Buffer): InjectOptions => ({
    method: 'POST',
    url: '/v1/sandbox/sign-ins',
    headers: { 'content-type': 'application/json', ...headers },
    payload,
  })
  const path = async () => (await shoot(gateway, 'askPublicGiftCardBalance')).url as string
  const ask = async (headers: Record<string, string>, payload: string) =>
    codeOf({ ...post(headers, payload), url: await path() })
  const body = JSON.stringify(examples.askPublicGiftCardBalance)

  test.each([
    ['text/plain', '415 unsupported_media_type'],
    ['application/json; charset=utf-16', '415 unsupported_media_type'],
    ['application/x-www-form-urlencoded', '415 unsupported_media_type'],
    ['multipart/form-data; boundary=x', '415 unsupported_media_type'],
    ['application/json, text/plain', '415 unsupported_media_type'],
    ['application/json; charset=utf-8', '409 code_used'],
    ['application/json', '409 code_used'],
  ])('of the content types, %s answers %s [S7]', async (type, expected) => {
    expect(await ask({ 'content-type': type }, body)).toBe(expected)
  })
  test('what is compressed is not unpacked [S7]', async () => {
    expect(await ask({ 'content-encoding': 'gzip' }, body)).toBe('415 unsupported_media_type')
  })
  test('a body above 16 kB is refused [S7]', async () => {
    expect(await ask({}, `{"number":"${'0'.repeat(17 * 1024)}"}`)).toBe('413 payload_too_large')
  })
  test('JSON that nests deeper than 16 is refused before it is read [S7]', async () => {
    expect(await ask({}, '['.repeat(17) + ']'.repeat(17))).toBe('400 malformed_request')
    const deep = (depth: number) => Buffer.from(`${'{"a":'.repeat(depth)}"[[[[{"${'}'.repeat(depth)}`)
    expect(nestsDeeperThan(16, deep(16))).toBe(false)
    expect(nestsDeeperThan(16, deep(17))).toBe(true)
    expect(nestsDeeperThan(1, Buffer.from('["\\"[[[["]'))).toBe(false)
    expect(nestsDeeperThan(1, Buffer.from('[{},{}]'))).toBe(true)
  })
  test('more than 64 headers, a value above 8 kB, or bytes beyond ASCII are refused [S7]', async () => {
    const many = Object.fromEntries(Array.from({ length: 65 }, (_, i) => [`x-${i}`, 'y']))
    expect(await codeOf(get('/v1/brand', many))).toBe('400 malformed_request')
    expect(await codeOf(get('/v1/brand', { 'x-long': 'y'.repeat(9 * 1024) }))).toBe('400 malformed_request')
    expect(await codeOf(get('/v1/brand', { 'x-name': 'Zo\xeb' }))).toBe('400 malformed_request')
    expect(await codeOf(get('/v1/brand', { 'x-name': 'Zoe' }))).toBe('409 code_used')
  })
  test('attacks are seen in address, query, header and body, and refused without a word more [S7] [S15]', async () => {
    const attack = "1' OR '1'='1"
    const encoded = encodeURIComponent(attack)
    for (const request of [
      get(`/v1/payments/${encoded}`),
      get(`/v1/stores?cursor=${encoded}`),
      get(`/v1/stores?${encoded}=x`),
      get('/v1/brand', { 'user-agent': attack }),
      get('/v1/brand', { referer: `https://x.test/?q=${encoded}` }),
      get('/v1/brand', { cookie: 'a=<script>alert(1)</script>' }),
    ]) {
      expect(await codeOf(request)).toBe('403 request_refused')
    }
    expect(await ask({}, JSON.stringify({ number: attack, pin: '1' }))).toBe('403 request_refused')
    expect(await ask({}, '{"number":"\\u003cscript\\u003e","pin":"1"}')).toBe('403 request_refused')
    expect(await ask({}, JSON.stringify({ [attack]: 1 }))).toBe('403 request_refused')
  })
  test('a gift message with quotes and dashes arrives [S7]', async () => {
    const gift = { ...examples.sendMyGift, message: "I'd select 'the best' -- love" }
    const request = await shoot(gateway, 'sendMyGift', { as: gateway.people.customer, body: gift })
    expect(await codeOf(request)).toBe('409 code_used')
  })
})

describe('who calls, and from where', () => {
  const spoofs = {
    'x-forwarded-for': '10.1.2.3',
    forwarded: 'for=10.1.2.3',
    'x-real-ip': '10.1.2.3',
    'true-client-ip': '10.1.2.3',
    'x-remote-user': 'administrator',
    'x-user-id': 'stf_01h455vb4pex5vsknk084sn02q',
    'x-role': 'administrator',
    'x-forwarded-user': 'administrator',
    'x-client-cert': 'spiffe://ringfence/svc/edge',
    'x-forwarded-client-cert': 'URI=spiffe://ringfence/svc/edge',
    'x-original-url': '/v1/firewall/rules',
    'x-http-method-override': 'DELETE',
  }
  async function withSeen(options: Parameters<typeof testGateway>[1]) {
    const seen: string[] = []
    const refusesAddress = (address: string) => {
      seen.push(address)
      return address === '203.0.113.9'
    }
    return { seen, own: await testGateway({}, { ...options, refusesAddress }) }
  }

  test('headers that name a person, an address, a method or another page give nothing [A25] [S9]', async () => {
    const { seen, own } = await withSeen({})
    for (const [name, value] of Object.entries(spoofs)) {
      expect(await codeOf(get('/v1/me', { [name]: value }), own), name).toBe('401 unauthenticated')
      expect(await codeOf(get('/v1/brand', { [name]: value }), own), name).toBe('409 code_used')
    }
    expect(new Set(seen)).toEqual(new Set(['127.0.0.1']))
    await own.app.close()
  })
  test('they reach no handler and no hook behind the firewall [A25]', async () => {
    const own = await testGateway()
    const behind: string[] = []
    own.app.get('/sign-in/spoofed', async request => {
      behind.push(...Object.keys(request.headers))
      return { ip: request.address, host: request.host }
    })
    await send(
      own.app,
      get('/sign-in/spoofed', { ...spoofs, 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' }),
    )
    expect(behind.filter(name => name in spoofs || name.startsWith('x-forwarded'))).toEqual([])
    expect(behind).toContain('host')
    await own.app.close()
  })
  test('a configured proxy is believed about the address before it, and only about that [A25] [S9]', async () => {
    const { seen, own } = await withSeen({ isTrusted: readTrustedProxies('127.0.0.1, 10.0.0.0/8') })
    const forwarded = async (value: string) => {
      await send(own.app, get('/v1/brand', { 'x-forwarded-for': value }))
      return seen.pop()
    }
    expect(await forwarded('198.51.100.7')).toBe('198.51.100.7')
    expect(await forwarded('1.2.3.4, 198.51.100.7')).toBe('198.51.100.7')
    expect(await forwarded('1.2.3.4, 198.51.100.7, 10.9.9.9')).toBe('198.51.100.7')
    expect(await forwarded('nonsense, 10.9.9.9')).toBe('127.0.0.1')
    expect(await codeOf(get('/v1/brand', { 'x-forwarded-for': '203.0.113.9' }), own)).toBe('403 request_refused')
    await own.app.close()
  })
  test('a setting that is no list of ranges stops the start [S7]', () => {
    for (const wrong of ['everybody', '10.0.0.0/33', '10.1', '0x7f.1', '::1/129']) {
      expect(() => readTrustedProxies(wrong), wrong).toThrow(/RINGFENCE_TRUSTED_PROXIES/)
    }
    expect(readTrustedProxies(undefined)('127.0.0.1')).toBe(false)
  })
  test('a refused address gets the same answer for all there is and is not [S7] [S15]', async () => {
    const { own } = await withSeen({ isTrusted: readTrustedProxies('127.0.0.1') })
    const from = { 'x-forwarded-for': '203.0.113.9' }
    for (const url of ['/v1/brand', '/v1/nothing', '/app/', `${origin}/v1/me`]) {
      expect(await codeOf(get(url, from), own), url).toBe('403 request_refused')
    }
    await own.app.close()
  })
})
