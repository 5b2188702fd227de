import { type AddressInfo, createServer, type LookupFunction } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createSender } from './send.ts'
import { type Integrator, testIntegrator } from './testing.ts'

let integrator: Integrator
beforeEach(async () => {
  integrator = await testIntegrator()
})
afterEach(() => integrator.close())

const message = (url: string) => ({ url, headers: { 'webhook-id': 'evt_1' }, body: '{}' })
/** A resolver of ours: each lookup takes the next answer. */
function lookupOf(answers: string[]): LookupFunction & { asked: string[] } {
  const asked: string[] = []
  const lookup = ((host, options, done) => {
    asked.push(host)
    const address = answers.length > 1 ? answers.shift()! : answers[0]!
    const family = address.includes(':') ? 6 : 4
    if (options.all) done(null, [{ address, family }])
    else done(null, address, family)
  }) as LookupFunction
  return Object.assign(lookup, { asked })
}

test('a name that leads inside is refused when the connection is made, and nothing is sent [A15]', async () => {
  for (const address of ['127.0.0.1', '::1', '::ffff:127.0.0.1', '10.1.2.3', '169.254.169.254', '0.0.0.0', 'fd00::1']) {
    const lookup = lookupOf([address])
    const sender = createSender({ sandbox: true, allowLoopback: false, lookup })
    const answer = await sender.send(message(`http://hooks.example.com:${integrator.port}/`))
    sender.close()
    expect(answer, address).toEqual({ ok: false, failure: 'address_refused' })
    expect(lookup.asked).toEqual(['hooks.example.com'])
  }
  expect(integrator.got).toEqual([])
})

test('a name that was public when it was set up and leads inside later is refused: rebinding [A15]', async () => {
  const lookup = lookupOf(['203.0.114.7', '127.0.0.1'])
  const sender = createSender({ sandbox: true, allowLoopback: false, lookup, timeoutMs: 300 })
  const url = `http://rebinding.example.com:${integrator.port}/`
  expect(sender.mayReceive(url)).toBe(true)
  expect((await sender.send(message(url))).ok).toBe(false) // nobody is there
  expect(await sender.send(message(url))).toEqual({ ok: false, failure: 'address_refused' })
  expect(lookup.asked).toHaveLength(2)
  sender.close()
  expect(integrator.got).toEqual([])
})

test('one address inside among public ones is enough to refuse the name [A15]', async () => {
  const lookup = ((_host, _options, done) =>
    (done as (error: null, found: object[]) => void)(null, [
      { address: '203.0.114.7', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ])) as LookupFunction
  const sender = createSender({ sandbox: true, allowLoopback: false, lookup })
  expect(await sender.send(message('http://hooks.example.com/'))).toEqual({ ok: false, failure: 'address_refused' })
  sender.close()
})

const trying = { sandbox: true, allowLoopback: true }

test('a redirect is not followed [A15]', async () => {
  integrator.answer = 307
  integrator.extra = { headers: { location: 'http://127.0.0.1:1/' }, body: '' }
  const sender = createSender(trying)
  expect(await sender.send(message(integrator.url))).toEqual({ ok: false, failure: 'redirect', status: 307 })
  sender.close()
  expect(integrator.got).toHaveLength(1)
})

test('the body of an answer is not read, however long it is [API10]', async () => {
  integrator.answer = 200
  integrator.extra = { headers: {}, body: 'x'.repeat(50_000_000) }
  const sender = createSender(trying)
  expect(await sender.send(message(integrator.url))).toEqual({ ok: true, status: 200 })
  sender.close()
})

test('headers of an answer that do not end are cut off [API10]', async () => {
  integrator.extra = { headers: { 'x-long': 'x'.repeat(20_000) }, body: '' }
  const sender = createSender(trying)
  expect(await sender.send(message(integrator.url))).toEqual({ ok: false, failure: 'connection' })
  sender.close()
})

test('who does not answer is not waited for [API10]', async () => {
  integrator.answer = 'silence'
  const sender = createSender({ ...trying, timeoutMs: 50 })
  expect(await sender.send(message(integrator.url))).toEqual({ ok: false, failure: 'timeout' })
  sender.close()
})

test('an answer that wants to change the protocol is an answer like others: nobody waits for what comes then [API10]', async () => {
  const switching = 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: other\r\n\r\n'
  const server = createServer(socket => void socket.on('error', () => {}).once('data', () => socket.write(switching)))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const sender = createSender(trying)
  const { port } = server.address() as AddressInfo
  const answer = await sender.send(message(`http://127.0.0.1:${port}/`))
  expect(answer).toEqual({ ok: false, failure: 'answer', status: 101 })
  sender.close()
  await new Promise(resolve => server.close(resolve))
})

test('nobody there is an answer, too', async () => {
  const { url } = integrator
  await integrator.close()
  const sender = createSender(trying)
  expect(await sender.send(message(url))).toEqual({ ok: false, failure: 'connection' })
  sender.close()
})

test('outside the sandbox nothing goes out in clear, whatever the settings say [S2]', async () => {
  const sender = createSender({ sandbox: false, allowLoopback: true })
  expect(await sender.send(message(integrator.url))).toEqual({ ok: false, failure: 'address_refused' })
  sender.close()
  expect(integrator.got).toEqual([])
})

test('a server that speaks no TLS gets nothing over https', async () => {
  const sender = createSender(trying)
  const answer = await sender.send(message(integrator.url.replace('http:', 'https:')))
  expect(answer.ok).toBe(false)
  sender.close()
  expect(integrator.got).toEqual([])
})
