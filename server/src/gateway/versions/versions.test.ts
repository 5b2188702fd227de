import { type Operation, operations } from '@ringfence/contract'
import { expect, test } from 'vitest'
import { send, shoot, testGateway } from '../testing.ts'
import { stageOf, versionRegistry } from './registry.ts'

const deprecatedAtMs = 1_800_000_000_000 + 86_400_000
const sunsetAtMs = deprecatedAtMs + 180 * 86_400_000
const life = { deprecatedAtMs, sunsetAtMs, successor: '/v2/brand', notice: '/docs/api#getBrand' }

test('every path begins with its version, and every version is registered [S13]', () => {
  for (const { path } of Object.values(operations) as Operation[]) {
    expect(path).toMatch(/^\/v[1-9]\d*\//)
    expect(Object.keys(versionRegistry.versions)).toContain(path.split('/')[1])
  }
})

test('a route is active, then deprecated, then retired; others live on [S13]', async () => {
  const gateway = await testGateway({}, { versions: { versions: { v1: {} }, operations: { getBrand: life } } })
  const ask = async () => send(gateway.app, await shoot(gateway, 'getBrand'))

  const active = await ask()
  expect(active.status).toBe(409)
  for (const name of ['deprecation', 'sunset', 'link']) expect(active.headers).not.toHaveProperty(name)

  gateway.clock.set(deprecatedAtMs)
  const deprecated = await ask()
  expect(deprecated.status).toBe(409)
  expect(deprecated.headers).toMatchObject({
    deprecation: '@1800086400',
    sunset: 'Thu, 15 Jul 2027 08:00:00 GMT',
    link: '</v2/brand>; rel="successor-version", </docs/api#getBrand>; rel="deprecation", </docs/api#getBrand>; rel="sunset"',
  })

  gateway.clock.set(sunsetAtMs)
  const retired = await ask()
  expect(retired.json()).toMatchObject({ status: 410, code: 'version_retired' })
  expect(retired.headers.link).toContain('rel="successor-version"')
  const other = await send(gateway.app, { method: 'GET', url: '/v1/me' })
  expect(other.status).toBe(401)
  expect(other.headers).not.toHaveProperty('deprecation')
  await gateway.app.close()
})

test('a whole version is deprecated and retired at once [S13]', async () => {
  const gateway = await testGateway(
    {},
    { versions: { versions: { v1: { deprecatedAtMs, sunsetAtMs } }, operations: {} } },
  )
  gateway.clock.set(deprecatedAtMs)
  expect((await send(gateway.app, { method: 'GET', url: '/v1/me' })).headers.deprecation).toBe('@1800086400')
  gateway.clock.set(sunsetAtMs)
  for (const url of ['/v1/me', '/v1/brand', '/v1/stores']) {
    expect((await send(gateway.app, { method: 'GET', url })).status).toBe(410)
  }
  await gateway.app.close()
})

test('the stages follow the dates to the instant', () => {
  expect(stageOf({}, Number.MAX_SAFE_INTEGER)).toBe('active')
  expect(stageOf(life, deprecatedAtMs - 1)).toBe('active')
  expect(stageOf(life, sunsetAtMs - 1)).toBe('deprecated')
  expect(stageOf(life, sunsetAtMs)).toBe('retired')
})
