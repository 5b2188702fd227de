import { describe, expect, test } from 'vitest'
import { toTypeId } from '../../kernel/ids.ts'
import { readTrustedProxies } from '../firewall/index.ts'
import { send, shoot, testGateway } from '../testing.ts'
import { type Counter, memoryCounter } from './counters.ts'
import { createLeases } from './leases.ts'
import { policiesOf, usualQuotas } from './quotas.ts'

describe('leases', () => {
  test('a process never admits more than the places it was given', async () => {
    let others = 0
    const counter: Counter = {
      add: async (_key, points) => {
        others += points + 7 // another process is as busy
        return { counted: others, msLeft: 1_000 }
      },
      close: async () => {},
    }
    const leases = createLeases(counter, () => 0)
    let admitted = 0
    for (let i = 0; i < 200; i += 1) if ((await leases.take('key', 100)).isAdmitted) admitted += 1
    expect(admitted).toBeGreaterThan(0)
    expect(admitted).toBeLessThan(100 - 7)
  })
  test('what is left of a window is not carried into the next', async () => {
    let now = 0
    let inWindow = 0
    const counter: Counter = {
      add: async (_key, points) => {
        inWindow += points
        return { counted: inWindow, msLeft: 1_000 - (now % 1_000) }
      },
      close: async () => {},
    }
    const leases = createLeases(counter, () => now)
    const take = async (count: number) => {
      let admitted = 0
      for (let i = 0; i < count; i += 1) if ((await leases.take('key', 80)).isAdmitted) admitted += 1
      return admitted
    }
    expect(await take(20)).toBe(20)
    now = 1_000
    inWindow = 0
    expect(await take(200)).toBe(80)
  })
  test('under use the next places come before the last is taken, and none is given that was not counted [S9]', async () => {
    let counted = 0
    let answer = () => {}
    const counter: Counter = {
      add: async (_key, points) => {
        if (counted > 100) await new Promise<void>(resolve => (answer = resolve)) // from here on the store is slow
        counted += points
        return { counted, msLeft: 1_000 }
      },
      close: async () => {},
    }
    const leases = createLeases(counter, () => 0)
    let taken = 0
    while (counted <= 100 || taken < counted) {
      expect((await leases.take('key', 10_000)).isAdmitted).toBe(true)
      taken += 1
    }
    const next = leases.take('key', 10_000)
    answer() // it was asked while there were places in hand
    expect((await next).isAdmitted).toBe(true)
    expect(counted).toBeGreaterThan(taken)
  })
  test('places that were asked for ahead do not count on into the next window [S9]', async () => {
    let now = 0
    let counted = 0
    const counter: Counter = {
      add: async (_key, points) => {
        counted += points
        return { counted, msLeft: 60_000 - (now % 60_000) }
      },
      close: async () => {},
    }
    const leases = createLeases(counter, () => now)
    const admitted = async (count: number) => {
      const verdicts = await Promise.all(Array.from({ length: count }, () => leases.take('key', 200)))
      return verdicts.filter(({ isAdmitted }) => isAdmitted).length
    }
    expect(await admitted(150)).toBe(150)
    now = 60_000
    counted = 0
    expect(await admitted(500)).toBe(200)
  })
  test('once a limit is reached, the store is not asked again in this window', async () => {
    let asked = 0
    const memory = memoryCounter()
    const leases = createLeases({
      ...memory,
      add: (key, points) => {
        asked += 1
        return memory.add(key, points)
      },
    })
    while ((await leases.take('key', 5)).isAdmitted);
    const before = asked
    for (let i = 0; i < 100; i += 1) expect((await leases.take('key', 5)).isAdmitted).toBe(false)
    expect(asked).toBe(before)
  })
})

describe('quotas', () => {
  test('a till counts as itself, a machine client by its id, a person by sign-in and in all [S9]', async () => {
    const { people, app } = await testGateway()
    const namesOf = (role: keyof typeof people) =>
      policiesOf(people[role].caller, {}).map(({ name, limit }) => `${name} ${limit}`)
    expect(namesOf('cashier')).toEqual([`client ${usualQuotas.terminal}`])
    expect(namesOf('client')).toEqual([`client ${usualQuotas.client}`])
    expect(namesOf('customer')).toEqual(['credential 960', 'person 1200'])
    expect(namesOf('support')).toEqual(['credential 960', 'person 1200'])
    await app.close()
  })
})

describe('the gateway', () => {
  const getMe = { method: 'GET', url: '/v1/brand' } as const

  test('tells how a caller stands, and refuses what is too much with when to come back [S9]', async () => {
    const quotas = new Map<string, number>()
    const gateway = await testGateway({}, { limits: { quotaOf: holder => quotas.get(holder) } })
    const { customer, support } = gateway.people
    quotas.set(toTypeId('cus', customer.caller.personId), 10)
    const ask = async (as = customer) =>
      send(gateway.app, await shoot(gateway, as === customer ? 'getMe' : 'listCustomers', { as }))
    const first = await ask()
    expect(first.status).toBe(409)
    expect(first.headers['ratelimit-policy']).toBe('"credential";q=8;w=60, "person";q=10;w=60')
    expect(first.headers.ratelimit).toBe('"credential";r=7;t=60, "person";r=9;t=60')
    for (let i = 0; i < 7; i += 1) expect((await ask()).status).toBe(409)
    const refused = await ask()
    expect(refused.json()).toMatchObject({ status: 429, code: 'limit_exceeded' })
    expect(Number.parseInt(String(refused.headers['retry-after']), 10)).toBeGreaterThan(0)
    expect(refused.headers.ratelimit).toMatch(/^"credential";r=0;t=\d+$/)
    expect((await ask(support)).status).toBe(409)
    await gateway.app.close()
  })
  test('an address is held back, however many addresses it claims to be [S9] [A25]', async () => {
    const gateway = await testGateway({}, { limits: { address: { requests: 20, seconds: 60 } } })
    const answers = []
    for (let i = 0; i < 30; i += 1) {
      const headers = {
        'x-forwarded-for': `198.51.100.${i}`,
        forwarded: `for=198.51.100.${i}`,
        'x-real-ip': `198.51.100.${i}`,
      }
      answers.push(await send(gateway.app, { ...getMe, headers }))
    }
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(20)
    expect(answers.at(-1)!.json()).toMatchObject({ code: 'limit_exceeded' })
    expect(answers.at(-1)!.headers['retry-after']).toMatch(/^\d+$/)
    await gateway.app.close()
  })
  test('behind a proxy each address has its own limit, a network of IPv6 one together [S9]', async () => {
    const isTrusted = readTrustedProxies('127.0.0.1')
    const gateway = await testGateway({}, { isTrusted, limits: { address: { requests: 2, seconds: 60 } } })
    const from = async (address: string) =>
      (await send(gateway.app, { ...getMe, headers: { 'x-forwarded-for': address } })).status
    expect([await from('198.51.100.1'), await from('198.51.100.1'), await from('198.51.100.1')]).toEqual([
      409, 409, 429,
    ])
    expect(await from('198.51.100.2')).toBe(409)
    expect([await from('2001:db8::1'), await from('2001:db8::2'), await from('2001:db8::3')]).toEqual([409, 409, 429])
    await gateway.app.close()
  })
})
