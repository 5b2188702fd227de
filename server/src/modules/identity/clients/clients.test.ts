import { generateSigningKey, type MachineClient } from '@ringfence/contract'
import { expect, test } from 'vitest'
import { proved } from '../../../../test/callers.ts'
import { callOf } from '../../../../test/calls.ts'
import { testDatabase } from '../../../../test/database.ts'
import { fromTypeId, newId } from '../../../kernel/ids.ts'
import { sqlState } from '../../../platform/database.ts'
import type { Caller, Outcome } from '../../../platform/http.ts'
import { clientsRoutes } from './routes.ts'

const db = await testDatabase()
const forgotten: string[] = []
const over = new Set<string>()
const routes = clientsRoutes({ db, forgetKey: keyId => forgotten.push(keyId), ended: { add: id => void over.add(id) } })
const admin: Caller = {
  ...proved,
  role: 'administrator',
  personId: newId(),
  name: 'Amara',
  terminalId: undefined,
  storeId: undefined,
}

async function register(scopes = ['payments:read'], key = newId()) {
  const { publicKey, keyId } = await generateSigningKey()
  const body = { name: 'Loyalty partner', scopes, publicKey }
  const call = callOf<'createClient'>(admin, { body, key })
  return { call, publicKey, keyId, outcome: await routes.createClient(call) }
}
function took(outcome: Outcome<MachineClient>): MachineClient {
  if (!outcome.ok) throw new Error(outcome.code)
  return outcome.value
}
const addKey = async (id: string, publicKey?: object) => {
  const body = { publicKey: publicKey ?? (await generateSigningKey()).publicKey }
  return routes.addClientKey(callOf<'addClientKey'>(admin, { params: { id }, body }))
}

test('a client is registered once a key, with its scopes and first public key', async () => {
  const { call, keyId, outcome } = await register()
  const client = took(outcome)
  expect(client).toMatchObject({
    name: 'Loyalty partner',
    scopes: ['payments:read'],
    status: 'active',
    keys: [{ keyId }],
  })
  expect(await routes.createClient(call)).toMatchObject({ ok: true, replayed: true, value: { id: client.id } })
})

test('it can have no scope that no client may use, nor the whole of a role [S3] [S10]', async () => {
  for (const scope of ['app', 'staff:write', 'wallet:read', 'nothing:read']) {
    const { outcome } = await register(['payments:read', scope])
    expect(outcome).toEqual({ ok: false, code: 'validation_failed', pointers: ['/scopes/1'] })
  }
})

test('two keys are live at most, also when ten come at once [S2]', async () => {
  const { id } = took((await register()).outcome)
  const outcomes = await Promise.all(Array.from({ length: 10 }, () => addKey(id)))
  expect(outcomes.filter(outcome => outcome.ok)).toHaveLength(1)
  for (const outcome of outcomes) if (!outcome.ok) expect(outcome.code).toBe('too_many_keys')
  const live = db.query(
    `INSERT INTO identity.client_keys (key_id, client_id, slot, public_jwk, created_at) VALUES (repeat('x', 43), $1, 2, '{}', now())`,
    [fromTypeId('cli', id)],
  )
  expect(await live.catch(sqlState)).toBe('23505')
})

test('a key belongs to one client for ever, and is forgotten when it is revoked [S2]', async () => {
  const first = await register()
  const client = took(first.outcome)
  const second = took((await register()).outcome)
  expect(await addKey(second.id, first.publicKey)).toEqual({ ok: false, code: 'key_in_use' })
  const params = { id: client.id, keyId: first.keyId }
  expect(await routes.revokeClientKey(callOf<'revokeClientKey'>(admin, { params }))).toMatchObject({ ok: true })
  expect(forgotten).toContain(first.keyId)
  expect(await routes.revokeClientKey(callOf<'revokeClientKey'>(admin, { params }))).toEqual({
    ok: false,
    code: 'not_found',
  })
  expect(await addKey(client.id, first.publicKey)).toEqual({ ok: false, code: 'key_in_use' })
  const foreign = { id: second.id, keyId: client.keys[0]!.keyId }
  expect(await routes.revokeClientKey(callOf<'revokeClientKey'>(admin, { params: foreign }))).toMatchObject({
    ok: false,
  })
})

test('an ended client has no live key, and gets none', async () => {
  const { keyId, outcome } = await register()
  const { id } = took(outcome)
  const ended = took(await routes.revokeClient(callOf<'revokeClient'>(admin, { params: { id } })))
  expect(ended).toMatchObject({ status: 'revoked', keys: [] })
  expect(forgotten).toContain(keyId)
  expect(over).toEqual(new Set([fromTypeId('cli', id)]))
  expect(await addKey(id)).toEqual({ ok: false, code: 'not_found' })
})

test('a client can be given what its role may call and what events tell, and nothing else [S10]', async () => {
  expect((await register(['events:read', 'funding:read', 'gift-cards:read'])).outcome.ok).toBe(true)
  const refused = { ok: false, code: 'validation_failed', pointers: ['/scopes/1'] }
  expect((await register(['events:read', 'staff:read'])).outcome).toEqual(refused)
})

test('a point off the curve is no key', async () => {
  const { publicKey } = await generateSigningKey()
  const body = { name: 'x', scopes: ['payments:read'], publicKey: { ...publicKey, y: publicKey.x } }
  const outcome = await routes.createClient(callOf<'createClient'>(admin, { body }))
  expect(outcome).toEqual({ ok: false, code: 'validation_failed', pointers: ['/publicKey'] })
})

test('our own apps are no machine clients: they are neither listed nor ended', async () => {
  const listed = await routes.listClients(callOf<'listClients'>(admin, {}))
  expect(listed.ok && listed.value.data.every(({ id }) => id.startsWith('cli_'))).toBe(true)
  const [app] = await db.query<{ id: string }>(`SELECT id FROM identity.clients WHERE client_id = 'app.console'`)
  expect(app).toBeDefined()
})
