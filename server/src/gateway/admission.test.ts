import { request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { createAdmission } from './admission.ts'
import { send, shoot, testGateway } from './testing.ts'

test('what is more than the limit is refused at once and told when to come back', async () => {
  const finish = Promise.withResolvers<void>()
  let running = 0
  const gateway = await testGateway(
    {
      getMe: async () => {
        running += 1
        await finish.promise
        return { ok: false, code: 'code_used' }
      },
    },
    { requestsInFlightMax: 5 },
  )
  const ask = () => shoot(gateway, 'getMe', { as: gateway.people.customer })
  const requests = await Promise.all(Array.from({ length: 20 }, ask))
  const all = requests.map(request => send(gateway.app, request))
  const refused = await Promise.all(all.slice(5))
  for (const answer of refused) {
    expect(answer.json()).toMatchObject({ status: 503, code: 'overloaded' })
    expect(answer.headers['retry-after']).toBe('1')
  }
  finish.resolve()
  expect((await Promise.all(all.slice(0, 5))).map(({ status }) => status)).toEqual([409, 409, 409, 409, 409])
  expect(running).toBe(5)
  expect((await send(gateway.app, await ask())).status).toBe(409)
})

test('a client that goes away does not free its place while its work goes on', async () => {
  const started = Promise.withResolvers<void>()
  const finish = Promise.withResolvers<void>()
  const gateway = await testGateway(
    {
      getMe: async () => {
        started.resolve()
        await finish.promise
        return { ok: false, code: 'code_used' }
      },
    },
    { requestsInFlightMax: 1 },
  )
  await gateway.app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = gateway.app.server.address() as AddressInfo
  const { headers } = await shoot(gateway, 'getMe', { as: gateway.people.customer })
  const gone = httpRequest({ port, host: '127.0.0.1', path: '/v1/me', headers: headers as Record<string, string> }).on(
    'error',
    () => {},
  )
  gone.end()
  await started.promise
  const closed = new Promise(resolve => gateway.app.server.once('connection', resolve))
  gone.destroy()
  const next = fetch(`http://127.0.0.1:${port}/v1/brand`)
  await closed
  expect((await next).status).toBe(503)
  finish.resolve()
  await expect.poll(async () => (await fetch(`http://127.0.0.1:${port}/v1/brand`)).status).toBe(409)
  await gateway.app.close()
})

test('a place is left once, however often it is closed', async () => {
  const admission = createAdmission(1)
  const place = admission.enter()!
  expect(admission.enter()).toBeUndefined()
  const work = place.during(async () => {
    place.close()
    expect(admission.enter()).toBeUndefined()
  })
  await work
  place.close()
  expect(admission.enter()).toBeDefined()
  expect(admission.enter()).toBeUndefined()
})
