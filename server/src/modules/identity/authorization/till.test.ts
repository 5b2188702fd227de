/** Signing in at a till: a device that many people share. */
import { exportJWK } from 'jose'
import * as client from 'openid-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { appDatabase } from '../../../../test/database.ts'
import { toTypeId, type Uuid } from '../../../kernel/ids.ts'
import { addPeople } from '../testing.ts'
import { startAuthorization, type TestAuthorization } from './testing.ts'
import { type App, authorize, newApp, redeem } from './testing-app.ts'

const db = await appDatabase()
const people = await addPeople(db)
const elsewhere = await addPeople(db)
let server: TestAuthorization
let till: App
beforeAll(async () => {
  server = await startAuthorization(db)
  till = await newApp(server.origin, 'app.till', '/till/signed-in')
  const { kty, crv, x, y } = await exportJWK(till.keys.publicKey)
  await db.query(
    'INSERT INTO identity.terminal_keys (key_id, terminal_id, public_jwk, enrolled_at) VALUES ($1, $2, $3, now())',
    [await till.DPoP.calculateThumbprint(), people.terminal, { kty, crv, x, y }],
  )
})
afterAll(async () => {
  await server.close()
  expect(server.errors).toEqual([])
})

async function signIn(staffId: Uuid) {
  server.login = { accountId: toTypeId('stf', staffId), acr: 'passkey', amr: ['hwk', 'user'] }
  return redeem(till, await authorize(till))
}
const callerOf = async (token: string) => (await server.identity.verifyAccessToken(token))?.caller
const renew = (refreshToken: string) =>
  client.refreshTokenGrant(till.config, refreshToken, undefined, { DPoP: till.DPoP })

test('whoever works at a till signs in, is renewed as the same person at the same till, and signs out [S3] [S4]', async () => {
  const tokens = await signIn(people.cashier)
  const next = await renew(tokens.refresh_token!)
  const at = { personId: people.cashier, terminalId: people.terminal, authentication: 'passkey' }
  expect(await callerOf(tokens.access_token)).toMatchObject(at)
  expect(await callerOf(next.access_token)).toMatchObject(at)
  await client.tokenRevocation(till.config, tokens.refresh_token!)
  await expect(renew(tokens.refresh_token!)).rejects.toMatchObject({ error: 'invalid_grant' })
})

test('the next cashier is asked who they are, also when the one before never signed out [S3] [S4]', async () => {
  const first = await callerOf((await signIn(people.cashier)).access_token)
  const asked = server.asked.length
  server.login = undefined
  expect((await authorize(till)).callback?.searchParams.get('error')).toBe('access_denied')
  const next = await callerOf((await signIn(people.manager)).access_token)
  expect(server.asked.length).toBe(asked + 2)
  expect(next).toMatchObject({ personId: people.manager, terminalId: people.terminal })
  expect(next!.sessionId).not.toBe(first!.sessionId)
})

test('people of another store get no token at this till [S3] [S10]', async () => {
  await expect(signIn(elsewhere.cashier)).rejects.toMatchObject({ error: 'invalid_grant' })
})

test('once the till’s key is revoked, whoever works there is not renewed [S2] [S3]', async () => {
  const tokens = await signIn(people.cashier)
  await db.query('UPDATE identity.terminal_keys SET revoked_at = now() WHERE terminal_id = $1', [people.terminal])
  await expect(renew(tokens.refresh_token!)).rejects.toMatchObject({ error: 'invalid_grant' })
})
