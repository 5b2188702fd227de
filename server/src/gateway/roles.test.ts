import { type Operation, type OperationId, operations, type Role, roles } from '@ringfence/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { send, shoot, type TestGateway, testGateway } from './testing.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await testGateway()
})
afterAll(() => gateway.app.close())

const table = Object.entries(operations) as [OperationId, Operation][]
const routes = table.filter(([id]) => id !== 'streamEvents')

/** What the table says, and nothing else: 409 is how the test's handlers tell that they were reached. */
function expected(operation: Operation, role: Role | 'nobody'): number {
  if (operation.callers === 'anyone') return 409
  if (role === 'nobody') return 401
  if (operation.callers.includes(role)) return 409
  return operation.concealed === true ? 404 : 403
}

describe.each(routes)('%s', (id, operation) => {
  test.each([...roles, 'nobody'] as const)('answers %s as the table says', async role => {
    const as = role === 'nobody' ? undefined : gateway.people[role]
    const answer = await send(gateway.app, await shoot(gateway, id, { as }))
    expect(answer.status).toBe(expected(operation, role))
  })
})

test.each([...roles, 'nobody'] as const)('the stream answers %s as the table says', async role => {
  const as = role === 'nobody' ? undefined : gateway.people[role]
  const request = await shoot(gateway, 'streamEvents', { as })
  if (as === undefined) return expect((await send(gateway.app, request)).status).toBe(401)
  const pending = gateway.app.inject({ ...request, payloadAsStream: true })
  const answer = await pending
  expect(answer.statusCode).toBe(200)
  answer.raw.res.destroy()
  return undefined
})

test('a token that nobody issued is nobody', async () => {
  for (const authorization of [
    'DPoP x',
    'DPoP ',
    'GNAP x',
    'Basic dGVzdDp0ZXN0',
    `DPoP ${'a'.repeat(5000)}`,
    'token.of.customer',
  ]) {
    const answer = await send(gateway.app, { method: 'GET', url: '/v1/me', headers: { authorization } })
    expect(answer.status).toBe(401)
    expect(answer.headers['www-authenticate']).toBe('DPoP algs="ES256 EdDSA"')
  }
})

test('a remembered token ends when it expires', async () => {
  const own = await testGateway()
  const ask = async () => (await send(own.app, await shoot(own, 'getMe', { as: own.people.customer }))).status
  expect(await ask()).toBe(409)
  own.clock.advance(299_000)
  expect(await ask()).toBe(409)
  own.clock.advance(1_000)
  expect(await ask()).toBe(401)
})

test('a revoked token is forgotten within a minute', async () => {
  const own = await testGateway()
  const ask = async () => (await send(own.app, await shoot(own, 'getMe', { as: own.people.customer }))).status
  expect(await ask()).toBe(409)
  own.sessions.delete(own.people.customer.token)
  own.clock.advance(60_000)
  expect(await ask()).toBe(401)
})
