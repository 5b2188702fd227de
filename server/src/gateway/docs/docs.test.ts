import { operations, type Role, roles } from '@ringfence/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openApiDocument } from '../openapi.ts'
import { type Person, send, sessionOf, shoot, type TestGateway, testGateway } from '../testing.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await testGateway({ getOpenApi: async () => ({ ok: true, value: openApiDocument() }) })
})
afterAll(() => gateway.app.close())

const readers: readonly Role[] = operations.getOpenApi.callers
const ask = async (path: string, as?: Person) => send(gateway.app, await shoot(gateway, 'getOpenApi', { as, path }))

describe.each(['/v1/openapi.json', '/docs/api'])('%s', path => {
  test.each([...roles])('is there for who may read it, and not there for others: %s [S14]', async role => {
    const answer = await ask(path, gateway.people[role])
    expect(answer.status).toBe(readers.includes(role) ? 200 : 404)
    if (answer.status === 404) expect(answer.json()).toMatchObject({ code: 'not_found' })
  })
  test('needs a token [S14]', async () => {
    expect((await ask(path)).status).toBe(401)
  })
  test('needs a signature that fits, where the scheme promises one [S2] [S3] [S14]', async () => {
    const { administrator, client } = gateway.people
    for (const person of [administrator, client]) {
      const headers = { authorization: `GNAP ${person.token}`, signature: 'sig1=:x:' }
      expect((await send(gateway.app, { method: 'GET', url: path, headers })).status).toBe(401)
    }
    expect((await send(gateway.app, await shoot(gateway, 'getOpenApi', { as: client, path, sign: true }))).status).toBe(
      200,
    )
  })
  test('needs the scope docs:read of a machine client [S14]', async () => {
    const { client } = gateway.people
    const { caller } = client
    const withScopes = async (...scopes: string[]) => {
      const person = { ...client, caller: { ...caller, scopes: new Set(scopes) } }
      gateway.sessions.set(tokenOf(scopes), sessionOf(person, gateway.clock.now() + 300_000))
      return (await ask(path, { ...person, token: tokenOf(scopes) })).status
    }
    expect(await withScopes('docs:read')).toBe(200)
    expect(await withScopes('payments:read')).toBe(404)
    expect(await withScopes()).toBe(404)
  })
})

test('the document is the one that is committed, and the page has every operation, escaped and without script [S14] [S20]', async () => {
  const { administrator } = gateway.people
  const json = (await ask('/v1/openapi.json', administrator)).json() as { openapi: string; paths: object }
  expect(json).toEqual(JSON.parse(JSON.stringify(openApiDocument())))
  const { body, headers } = await ask('/docs/api', administrator)
  expect(headers['content-type']).toBe('text/html; charset=utf-8')
  for (const [id, { method, path }] of Object.entries(operations)) {
    expect(body).toContain(`<article id="${id}">`)
    expect(body).toContain(`${method} ${path}`)
  }
  expect(body).not.toMatch(/<script|<style|style=|\son\w+=|https?:/)
})

function tokenOf(scopes: readonly string[]): string {
  return `token.with.${scopes.join('.').replaceAll(':', '-')}`
}
