import { type EventType, eventScope, eventTypes, operations } from '@ringfence/contract'
import { afterAll, expect, test } from 'vitest'
import { testKey } from '../../../test/brand.ts'
import { callOf, shaped } from '../../../test/calls.ts'
import { testDatabase } from '../../../test/database.ts'
import { newId } from '../../kernel/ids.ts'
import type { Caller } from '../../platform/http.ts'
import { webhookRoutes } from './routes.ts'
import { createSender } from './send.ts'
import { insertEvents } from './store.ts'

const db = await testDatabase()
const sender = createSender({ sandbox: false, allowLoopback: false })
afterAll(() => sender.close())
const routes = shaped(webhookRoutes({ db, masterKey: testKey, sender, wake: () => {} }))
const client = (...scopes: string[]): Caller => {
  const { caller } = callOf<'listEvents'>({ personId: newId() } as Caller, {})
  return { ...caller, role: 'client', scopes: new Set(scopes) }
}
const subscribe = (caller: Caller, eventTypes: EventType[]) =>
  routes.createWebhookEndpoint(callOf(caller, { body: { url: 'https://partner.example/hook', eventTypes } }))
const allScopes = [...new Set(eventTypes.map(eventScope))]

test('each event is of a thing that some operation reads under the event’s scope [S10]', () => {
  const readers = new Set<string>(Object.values(operations).map(({ scope }) => scope))
  for (const type of eventTypes) expect(readers).toContain(eventScope(type))
})

test('a client subscribes to what its scopes let it read, and to nothing else; the answer names what it may not [S10]', async () => {
  const partner = client('webhooks:write', 'payments:read')
  expect(await subscribe(partner, ['payment.captured', 'load.succeeded', 'giftCard.claimed'])).toEqual({
    ok: false,
    code: 'forbidden',
    pointers: ['/eventTypes/1', '/eventTypes/2'],
  })
  expect(await subscribe(client('webhooks:write'), ['payment.captured'])).toMatchObject({
    ok: false,
    code: 'forbidden',
  })
  expect(await subscribe(partner, [])).toEqual({ ok: false, code: 'forbidden', pointers: ['/eventTypes'] })
  const made = await subscribe(partner, ['payment.captured', 'payment.refunded'])
  if (!made.ok) throw new Error(made.code)
  const change = (wished: EventType[]) =>
    routes.changeWebhookEndpoint(
      callOf(partner, {
        params: { id: made.value.id },
        body: { url: 'https://partner.example/x', eventTypes: wished },
      }),
    )
  for (const wished of [[], ['load.failed']] satisfies EventType[][])
    expect(await change(wished)).toMatchObject({ ok: false, code: 'forbidden' })
  expect((await change(['payment.tipped'])).ok).toBe(true)
  expect((await subscribe(client('webhooks:write', ...allScopes), [])).ok).toBe(true)
})

test('people subscribe to all that there is by their role', async () => {
  expect((await subscribe({ ...client(), role: 'administrator', scopes: new Set(['app']) }, [])).ok).toBe(true)
})

test('the list of events shows a client what its scopes let it read [S10]', async () => {
  const at = new Date()
  const ids = { id: 'x', accountId: null, storeId: null, terminalId: null }
  const data = { ...ids, amount: 450, currency: 'USD', at: at.toISOString() }
  const happened = (['payment.captured', 'load.succeeded'] as const).map(type => ({ id: newId(), type, at, data }))
  await db.transaction(tx => insertEvents(tx, happened))
  const typesFor = async (caller: Caller) => {
    const listed = await routes.listEvents(callOf(caller, {}))
    if (!listed.ok) throw new Error(listed.code)
    return listed.value.data.map(event => event.type)
  }
  expect(await typesFor(client('events:read', 'payments:read'))).toEqual(['payment.captured'])
  expect(await typesFor(client('events:read', ...allScopes))).toEqual(['payment.captured', 'load.succeeded'])
  expect(await typesFor(client('events:read'))).toEqual([])
  const asked = callOf<'listEvents'>(client('events:read'), { query: { type: 'payment.captured' } })
  expect(await routes.listEvents(asked)).toEqual({ ok: false, code: 'forbidden', pointers: ['/type'] })
})
