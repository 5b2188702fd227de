/** The command line against a running demo: what the README promises. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Demo, startDemo } from './demo.ts'

let demo: Demo

beforeAll(async () => {
  demo = await startDemo()
}, 180_000)
afterAll(() => demo?.stop())

async function call(
  as: string,
  method: string,
  path: string,
  body?: object,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const words = ['call', '--json', '--as', as, method, path, ...(body ? [JSON.stringify(body)] : [])]
  return JSON.parse((await demo.run(...words)).stdout)
}

test('the loop by command: load, pay code, payment, trial balance, proof', async () => {
  const accounts = await call('customer', 'GET', '/v1/me/accounts')
  const [account] = accounts.body.data as { id: string; balance: number }[]
  const methods = await call('customer', 'GET', '/v1/me/payment-methods')
  const [visa] = methods.body.data as { id: string }[]
  const tender = { type: 'card', paymentMethodId: visa!.id }
  const load = await call('customer', 'POST', '/v1/loads', {
    accountId: account!.id,
    amount: 2500,
    currency: 'USD',
    tender,
  })
  expect(load).toMatchObject({ status: 201, body: { status: 'succeeded' } })

  const code = (await demo.run('pay-code')).stdout.trim()
  const { storeId } = demo.terminals[0]!
  const payment = await call('till', 'POST', '/v1/payments', { code, amount: 450, currency: 'USD', storeId })
  expect(payment).toMatchObject({ status: 201, body: { approved: 450 } })
  const again = await call('till', 'POST', '/v1/payments', { code, amount: 450, currency: 'USD', storeId })
  expect(again).toMatchObject({ status: 409, body: { code: 'code_used' } })

  const after = await call('customer', 'GET', '/v1/me/accounts')
  expect((after.body.data as { balance: number }[])[0]!.balance).toBe(account!.balance + 2500 - 450)
  const books = await call('finance', 'GET', '/v1/ledger/trial-balance')
  expect((books.body.totals as { difference: number }[]).map(total => total.difference)).toEqual([0])
  const proof = await demo.run('ledger', 'prove', '--json')
  expect(proof.code).toBe(0)
  expect(JSON.parse(proof.stdout)).toMatchObject({ ok: true })
})

test('a second demo finds the running one and says so', async () => {
  const second = await demo.run('demo')
  expect(second.code).toBe(0)
  expect(second.stderr).toContain('runs already')
  expect(second.stderr).toContain(demo.url)
})

test('a port in the way is named, with the way out', async () => {
  const port = new URL(demo.url).port
  const other = `${demo.directory}-other`
  const blocked = await demo.run('serve', '--sandbox', '--port', port, '--directory', other)
  expect(blocked.code).toBe(1)
  expect(blocked.stderr).toMatch(new RegExp(`port ${port} is taken.*--port`))
})

test('a typing error is told plainly', async () => {
  expect((await demo.run('call', 'GET', '/v1/nothing')).stdout).toContain('404')
  const broken = await demo.run('call', 'POST', '/v1/payments', '{')
  expect(broken.code).toBe(1)
  expect((await demo.run('nonsense')).stderr).toContain('unknown command')
})
