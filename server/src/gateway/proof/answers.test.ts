import { verify } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { createAnswerCheck, createClient, createSigner, type PublicKey } from '@ringfence/contract'
import { httpbis } from 'http-message-signatures'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { examples, origin, send, shoot, type TestGateway, testGateway } from '../testing.ts'

let gateway: TestGateway
let address: string
beforeAll(async () => {
  gateway = await testGateway()
  await gateway.app.listen({ host: '127.0.0.1', port: 0 })
  address = `http://127.0.0.1:${(gateway.app.server.address() as AddressInfo).port}`
})
afterAll(() => gateway.app.close())

const { takePayment: body } = examples

test('an independent library verifies the answer to a signed request, with its request and with no other [S2]', async () => {
  const shot = () => shoot(gateway, 'takePayment', { as: gateway.people.cashier })
  const [request, other] = [await shot(), await shot()]
  const answer = await send(gateway.app, request)
  const headers = answer.headers as Record<string, string>
  expect(headers['signature-input']).toMatch(
    /^sig1=\("@status" "content-digest" "signature";req\);created=\d+;keyid="answers"$/,
  )
  const { publicKey } = gateway.answerKey
  const keyLookup = async () => ({
    verify: async (base: Buffer, signature: Buffer) =>
      verify('sha256', base, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature),
  })
  const isOurs = (status: number, to: typeof request, change: Record<string, string> = {}) =>
    httpbis.verifyMessage(
      { keyLookup, notAfter: Number.POSITIVE_INFINITY },
      { status, headers: { ...headers, ...change } },
      { method: 'POST', url: origin, headers: to.headers as Record<string, string> },
    )
  expect(await isOurs(409, request)).toBe(true)
  expect(await isOurs(201, request)).toBe(false)
  expect(await isOurs(409, other)).toBe(false)
  expect(await isOurs(409, request, { 'content-digest': 'sha-256=:AAAA:' })).toBe(false)
})

test('answers to requests without a signature are not signed', async () => {
  const answer = await send(gateway.app, await shoot(gateway, 'getMe', { as: gateway.people.customer }))
  expect(answer.headers).not.toHaveProperty('signature')
})

/** A till that has the server's key set, and a network that may change what comes back. */
function till(change: (answer: Response, text: string) => Response | Promise<Response>) {
  const { cashier } = gateway.people
  const jwk = gateway.answerKey.publicKey.export({ format: 'jwk' }) as unknown as PublicKey
  return createClient({
    baseUrl: origin,
    token: async () => cashier.token,
    sign: createSigner(cashier.key, gateway.clock.now),
    checkAnswer: createAnswerCheck(async keyId => (keyId === 'answers' ? jwk : undefined)),
    fetch: async (input, init) => {
      const answer = await fetch(String(input).replace(origin, address), init)
      return change(answer, await answer.text())
    },
  })
}
const same = (answer: Response, text: string) => new Response(text, answer)
const isNone = { ok: false, code: 'network' }

test("the client takes the server's answer as it is [S2]", async () => {
  expect(await till(same).takePayment({ body })).toMatchObject({ status: 409, code: 'code_used' })
})

test.each<[string, (answer: Response, text: string) => Response]>([
  ['with another status', (answer, text) => new Response(text, { status: 201, headers: answer.headers })],
  ['with another body', (answer, text) => new Response(text.replace('code_used', 'not_found'), answer)],
  ['without its signature', (answer, text) => new Response(text, { status: answer.status })],
  [
    "by a key that is not the server's",
    (answer, text) => {
      const headers = new Headers(answer.headers)
      headers.set('signature-input', headers.get('signature-input')!.replace('answers', 'another'))
      return new Response(text, { status: answer.status, headers })
    },
  ],
])('for the client, an answer %s is none [S2]', async (_, change) => {
  expect(await till(change).takePayment({ body })).toMatchObject(isNone)
})

test('the answer to another request is none [S2]', async () => {
  let kept: { answer: Response; text: string } | undefined
  const client = till((answer, text) => {
    kept ??= { answer, text }
    return new Response(kept.text, kept.answer)
  })
  expect(await client.takePayment({ body })).toMatchObject({ code: 'code_used' })
  expect(await client.takePayment({ body })).toMatchObject(isNone)
})

test('a refusal from before the signature was looked at may be unsigned; a success may not', async () => {
  const told = (status: number) => till(() => new Response('{"code":"overloaded"}', { status })).takePayment({ body })
  expect(await told(503)).toMatchObject({ status: 503, code: 'overloaded' })
  for (const status of [200, 201, 402, 409, 422, 500]) expect(await told(status)).toMatchObject(isNone)
})
