import type { AddressInfo } from 'node:net'
import { operations } from '@ringfence/contract'
import { expect, test } from 'vitest'
import type { Caller } from '../platform/http.ts'
import type { StreamedEvent } from './event-stream.ts'
import { type Person, sessionOf, shoot, testGateway } from './testing.ts'

async function listen(options: { heartbeatMs?: number } = {}) {
  const listeners = new Map<(event: StreamedEvent) => void, { caller: Caller; lastEventId: string | undefined }>()
  const gateway = await testGateway(
    {},
    {
      ...options,
      subscribe: (caller, lastEventId, push) => {
        listeners.set(push, { caller, lastEventId })
        return () => listeners.delete(push)
      },
    },
  )
  await gateway.app.listen({ host: '127.0.0.1', port: 0 })
  const url = `http://127.0.0.1:${(gateway.app.server.address() as AddressInfo).port}${operations.streamEvents.path}`
  const open = async (headers: Record<string, string> = {}, as: Person = gateway.people.customer) => {
    const request = await shoot(gateway, 'streamEvents', { as })
    return fetch(url, { headers: { ...(request.headers as Record<string, string>), ...headers } })
  }
  const push = (event: StreamedEvent) => {
    for (const listener of listeners.keys()) listener(event)
  }
  return { ...gateway, listeners, open, push }
}

async function readUntil(reader: ReadableStreamDefaultReader<Uint8Array>, text: string): Promise<string> {
  let seen = ''
  while (!seen.includes(text)) {
    const { value, done } = await reader.read()
    if (done) throw new Error(`the stream ended before ${text}: ${seen}`)
    seen += Buffer.from(value).toString()
  }
  return seen
}

const event = { id: '7', type: 'payment.captured', data: '{"amount":450}' }

test('events arrive framed, for the caller, from where the listener left off', async () => {
  const { app, open, push, listeners, people } = await listen()
  const response = await open({ 'last-event-id': '6' })
  expect(response.headers.get('content-type')).toBe('text/event-stream')
  expect(response.headers.get('cache-control')).toBe('no-store')
  const reader = response.body!.getReader()
  await readUntil(reader, 'retry: 1000\n\n')
  expect([...listeners.values()]).toEqual([{ caller: people.customer.caller, lastEventId: '6' }])
  push(event)
  expect(await readUntil(reader, '\n\n')).toContain('id: 7\nevent: payment.captured\ndata: {"amount":450}\n\n')
  await reader.cancel()
  await expect.poll(() => listeners.size).toBe(0)
  await app.close()
})

test('an id that is none of ours is not believed', async () => {
  const { app, open, listeners } = await listen()
  const response = await open({ 'last-event-id': 'of another kind' })
  await readUntil(response.body!.getReader(), 'retry')
  expect([...listeners.values()][0]!.lastEventId).toBeUndefined()
  await app.close()
})

test('a heartbeat keeps the line open', async () => {
  const { app, open } = await listen({ heartbeatMs: 10 })
  const response = await open()
  expect(await readUntil(response.body!.getReader(), ':\n\n')).toContain('retry')
  await app.close()
})

test('the stream ends when the token does', async () => {
  const { app, open, sessions, people, clock, listeners } = await listen()
  sessions.set(people.customer.token, sessionOf(people.customer, clock.now() + 50))
  const response = await open()
  expect(await response.text()).toBe('retry: 1000\n\n')
  expect(listeners.size).toBe(0)
  await app.close()
})

test('the stream ends soon after the sign-in was ended, long before the token does [S3]', async () => {
  const { app, open, people, listeners, ended } = await listen({ heartbeatMs: 10 })
  const response = await open()
  await expect.poll(() => listeners.size).toBe(1)
  ended.add(people.customer.caller.sessionId)
  expect(await response.text()).toContain('retry')
  expect(listeners.size).toBe(0)
  await app.close()
})

test.each(['client', 'cashier'] as const)('the stream of a %s ends soon after its key was revoked [S2]', async role => {
  const { app, open, people, listeners, keys } = await listen({ heartbeatMs: 10 })
  const response = await open({}, people[role])
  const reader = response.body!.getReader()
  await readUntil(reader, ':\n\n')
  keys.delete(people[role].key.keyId)
  await expect(readUntil(reader, 'the end of time')).rejects.toThrow('the stream ended')
  expect(listeners.size).toBe(0)
  await app.close()
})

test('a client that was revoked gets not one event more [S2]', async () => {
  const { app, open, push, people, ended } = await listen()
  const response = await open({}, people.client)
  ended.add(people.client.caller.sessionId)
  push(event)
  expect(await response.text()).toBe('retry: 1000\n\n')
  await app.close()
})

test('the stream of a token that no key verifies any more ends [S19]', async () => {
  const { app, open, people, sessions, listeners, generation } = await listen({ heartbeatMs: 10 })
  const response = await open()
  await expect.poll(() => listeners.size).toBe(1)
  sessions.delete(people.customer.token)
  generation.of++
  expect(await response.text()).toContain('retry')
  expect(listeners.size).toBe(0)
  await app.close()
})

test('a reader that lags is cut off instead of filling the memory', async () => {
  const { app, open, push, listeners } = await listen()
  const response = await open()
  await expect.poll(() => listeners.size).toBe(1)
  const big = { ...event, data: JSON.stringify('x'.repeat(60_000)) }
  for (let i = 0; i < 1000 && listeners.size > 0; i++) {
    push(big)
    await new Promise(resolve => setImmediate(resolve))
  }
  expect(listeners.size).toBe(0)
  await expect(response.text()).rejects.toThrow()
  await app.close()
})

test('closing the server ends every stream', async () => {
  const { app, open, listeners } = await listen()
  const texts = await Promise.all([open(), open(), open()]).then(all => all.map(response => response.text()))
  await expect.poll(() => listeners.size).toBe(3)
  await app.close()
  expect(await Promise.all(texts)).toEqual(Array(3).fill('retry: 1000\n\n'))
  expect(listeners.size).toBe(0)
})
