import { type OperationId, operations } from '@ringfence/contract'
import { expect, test } from 'vitest'
import { send, shoot, testGateway } from './testing.ts'

test('an operation without a handler stops the start', async () => {
  const without = { takePayment: 'none' as unknown as never }
  await expect(testGateway(without)).rejects.toThrow('operation takePayment has no handler')
})

const reference = ['/docs/api', '/docs/api.css']

test('there is the table, the reference and nothing else', async () => {
  const { app } = await testGateway()
  await app.ready()
  const mounted = app
    .printRoutes({ commonPrefix: false })
    .split('\n')
    .filter(line => line.trim() !== '')
  const listed = new Set(Object.values(operations).map(({ path }) => path))
  expect(mounted.filter(line => /\(/.test(line)).length).toBe(listed.size + reference.length)
  for (const url of reference) expect(app.hasRoute({ method: 'GET', url })).toBe(true)
  for (const { method, path } of Object.values(operations)) {
    expect(app.hasRoute({ method, url: path.replace(/\{(\w+)\}/g, ':$1') })).toBe(true)
  }
})

test('outside the sandbox its operations are not there', async () => {
  const gateway = await testGateway({}, { sandbox: false })
  const sandboxed = Object.entries(operations).filter(([, operation]) => 'sandbox' in operation)
  expect(sandboxed.length).toBeGreaterThan(3)
  for (const [id] of sandboxed) {
    expect((await send(gateway.app, await shoot(gateway, id as OperationId))).status).toBe(404)
  }
  expect((await send(gateway.app, await shoot(gateway, 'getBrand'))).status).toBe(409)
})
