import { type OperationId, operations, type Role, roles } from '@ringfence/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { assertRoleTable } from './rights.ts'
import { type RoleRow, roleTable } from './role-table.ts'
import { type Person, send, sessionOf, shoot, type TestGateway, testGateway } from './testing.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await testGateway()
})
afterAll(() => gateway.app.close())

const rows = Object.entries(roleTable) as [OperationId, RoleRow][]
const routes = rows.filter(([id]) => id !== 'streamEvents')
const everybody = [...roles, 'nobody'] as const

/** What the written table says, and nothing else: 409 is how the test's handlers tell that they were reached. */
function expected({ roles: allowed, concealed }: RoleRow, role: Role | 'nobody'): number {
  if (allowed === 'anyone') return 409
  if (role === 'nobody') return 401
  if (allowed.split(' ').includes(role)) return 409
  return concealed === true ? 404 : 403
}

test('the table has a row for every route, and no other [S10]', () => {
  expect(rows.map(([id]) => id).sort()).toEqual(Object.keys(operations).sort())
  expect(roles).toHaveLength(10)
})

describe.each(routes)('%s', (id, row) => {
  test.each(everybody)('answers %s as the table says [S10]', async role => {
    const as = role === 'nobody' ? undefined : gateway.people[role]
    const answer = await send(gateway.app, await shoot(gateway, id, { as }))
    expect(answer.status).toBe(expected(row, role))
  })
})

test.each(everybody)('the stream answers %s as the table says [S10]', async role => {
  const as = role === 'nobody' ? undefined : gateway.people[role]
  const request = await shoot(gateway, 'streamEvents', { as })
  if (as === undefined) return expect((await send(gateway.app, request)).status).toBe(401)
  const answer = await gateway.app.inject({ ...request, payloadAsStream: true })
  expect(answer.statusCode).toBe(200)
  answer.raw.res.destroy()
  return undefined
})

const guarded = routes.filter(([, row]) => row.roles !== 'anyone')
const firstOf = (row: RoleRow) => row.roles.split(' ')[0] as Role

describe.each(guarded)('scopes of %s', (id, row) => {
  test('a token without its scope is refused, one with it is let through [S10] [S3]', async () => {
    const person = gateway.people[firstOf(row)]
    const [capability, way] = row.scope.split(':')
    const other = `${capability}:${way === 'read' ? 'write' : 'read'}`
    const refused = row.concealed === true ? 404 : 403
    expect(await statusWith(person, id, [])).toBe(refused)
    expect(await statusWith(person, id, [other, 'no-such-thing:read', 'App', row.scope.toUpperCase()])).toBe(refused)
    if (id !== 'streamEvents') expect(await statusWith(person, id, [row.scope])).toBe(409)
  })
})

async function statusWith(person: Person, id: OperationId, scopes: string[]): Promise<number> {
  const own: Person = {
    ...person,
    token: `${person.token}.${scopes.join('.').replaceAll(':', '-')}`,
    caller: { ...person.caller, scopes: new Set(scopes) },
  }
  gateway.sessions.set(own.token, sessionOf(own, gateway.clock.now() + 300_000))
  return (await send(gateway.app, await shoot(gateway, id, { as: own }))).status
}

describe('the server does not start', () => {
  const known = operations.getMe
  test('with a route that has no row [S10]', () => {
    expect(() => assertRoleTable({ ...operations, getYou: known })).toThrow('operation getYou has no row')
  })
  test('with a row that has no route [S10]', () => {
    const rest = { ...operations, getMe: undefined }
    expect(() => assertRoleTable(JSON.parse(JSON.stringify(rest)))).toThrow('getMe, which is no operation')
  })
  test.each([
    ['another role', { callers: ['customer', 'support'] as const }],
    ['everybody', { callers: 'anyone' as const }],
    ['another scope', { scope: 'wallet:write' as const }],
    ['a step-up that the table does not have', { stepUp: true as const }],
    ['a second person that the table does not have', { fourEyes: 'refund' as const }],
  ])('with a route that is opened to %s in the contract alone [S10]', (_, change) => {
    expect(() => assertRoleTable({ ...operations, getMe: { ...known, ...change } })).toThrow(
      'says otherwise of operation getMe',
    )
  })
  test.each([
    ['no scope', { scope: undefined }],
    ['no callers', { callers: undefined }],
    ['an empty list of callers', { callers: [] }],
  ])('with a route of %s [S10]', (_, change) => {
    const table = { ...operations, getMe: { ...known, ...change } } as unknown as Parameters<typeof assertRoleTable>[0]
    expect(() => assertRoleTable(table)).toThrow(/an operation/)
  })
})

describe('step-up', () => {
  const stepped = routes.filter(([, row]) => row.stepUp !== undefined)
  const at = 1_800_000_000_000
  async function answerTo(id: OperationId, as: Person, change: Partial<Person['caller']>, sandbox = false) {
    const own = await testGateway({}, { sandbox })
    const person = { ...as, token: 'token.of.somebody', caller: { ...as.caller, ...change } }
    own.sessions.set(person.token, sessionOf(person, at + 300_000))
    for (const [keyId, key] of gateway.keys) own.keys.set(keyId, key)
    const answer = await send(own.app, await shoot(own, id, { as: person }))
    await own.app.close()
    return answer
  }
  const staffOf = (row: RoleRow): Person => {
    const role = row.roles
      .split(' ')
      .find(name => name !== 'client' && gateway.people[name as Role].caller.terminalId === undefined)
    return gateway.people[(role ?? firstOf(row)) as Role]
  }

  test.each(stepped)('%s wants a passkey of the last five minutes [S10]', async (id, row) => {
    const person = staffOf(row)
    const fresh = { authentication: 'passkey', authenticatedAtMs: at - 300_000 } as const
    expect((await answerTo(id, person, fresh)).status).toBe(409)
    for (const stale of [
      { ...fresh, authenticatedAtMs: at - 300_001 },
      { ...fresh, authentication: 'code' as const },
      { ...fresh, authentication: 'sandbox' as const },
    ]) {
      const answer = await answerTo(id, person, stale)
      expect(answer.json()).toMatchObject({ status: 401, code: 'step_up_required' })
      expect(answer.headers['www-authenticate']).toBe('DPoP error="insufficient_user_authentication", max_age=300')
    }
  })
  test('whoever came in by a code from a mailbox takes nobody’s passkey away [S4] [S10]', async () => {
    const { customer } = gateway.people
    const byCode = { authentication: 'code', authenticatedAtMs: at } as const
    expect((await answerTo('removeMyPasskey', customer, byCode)).json()).toMatchObject({ code: 'step_up_required' })
    expect((await answerTo('removeMyPasskey', customer, { ...byCode, authentication: 'passkey' })).status).toBe(409)
  })
  test('the sandbox takes its own sign-in for it, while it is fresh', async () => {
    const person = gateway.people.administrator
    expect((await answerTo('createTerminal', person, { authenticatedAtMs: at - 300_000 }, true)).status).toBe(409)
    expect((await answerTo('createTerminal', person, { authenticatedAtMs: at - 300_001 }, true)).status).toBe(401)
  })
  test('at a till a refund needs none: the till signs it [S10]', async () => {
    const old = { authentication: 'passkey', authenticatedAtMs: at - 7_200_000 } as const
    expect((await answerTo('takeRefund', gateway.people.shiftLead, old)).status).toBe(409)
    expect((await answerTo('takeRefund', gateway.people.support, old)).status).toBe(401)
  })
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
