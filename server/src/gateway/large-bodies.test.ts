import { operations } from '@ringfence/contract'
import { afterAll, expect, test } from 'vitest'
import { send, shoot, testGateway } from './testing.ts'

const gateway = await testGateway()
afterAll(() => gateway.app.close())
const as = gateway.people.finance

/** A list of about so many bytes. */
const list = (bytes: number) => ({
  name: 'Harbor Works',
  kind: 'employer',
  rows: Array.from({ length: Math.floor(bytes / 100) }, (_, i) => ({
    customer: `${i}`.padEnd(70, 'x'),
    amount: 1_000,
  })),
})

test('a list of customers may be larger than the usual request, up to its own limit', async () => {
  const fits = await send(gateway.app, await shoot(gateway, 'createBulkLoad', { as, body: list(900_000) }))
  expect(fits.status).toBe(409) // the handler was reached
  const most = operations.createBulkLoad.bodyBytesMax
  const tooLarge = await send(gateway.app, await shoot(gateway, 'createBulkLoad', { as, body: list(most + 200_000) }))
  expect(tooLarge.status).toBe(413)
})

test('any other request keeps to the usual limit', async () => {
  const body = { ...list(20_000), rows: undefined, name: 'x'.repeat(20_000) }
  const answer = await send(gateway.app, await shoot(gateway, 'putMyAutoTopUp', { as: gateway.people.customer, body }))
  expect(answer.status).toBe(413)
})
