/**
 * Stands in for Stripe in tests: an HTTP server on loopback that answers the endpoints that are used here, checks the form of every
 * request against the package's declarations, keeps idempotency keys, and signs webhooks.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { assert } from '../../../../../kernel/assert.ts'
import type { Clock } from '../../../../../kernel/clock.ts'
import type { Webhook } from '../../psp.ts'
import { stripeClient } from '../configuration.ts'
import { answer } from './answers.ts'
import { readForm } from './form.ts'
import { createBooks, type StripeLedger } from './ledger.ts'
import { StripeProblem } from './objects.ts'
import { isEndpoint, type Shapes } from './shapes.ts'

export const testSecretKey = 'sk_test_standin'
export const testWebhookSecret = 'whsec_standin'

export interface StripeStandIn {
  readonly port: number
  readonly ledger: StripeLedger
  /** What was wrong with the form of requests, ever. */
  readonly problems: string[]
  /** The webhooks that were not sent yet, signed now. */
  webhooks(): Webhook[]
  close(): Promise<void>
}

interface Answered {
  readonly status: number
  readonly body: object
  readonly lost: boolean
}

export async function startStripe(shapes: Shapes, clock: Clock): Promise<StripeStandIn> {
  const ledger = createBooks(clock)
  const problems: string[] = []
  const answered = new Map<string, { request: string; answer: Answered }>()

  const work = async (request: IncomingMessage): Promise<Answered> => {
    const url = new URL(request.url ?? '/', 'http://stripe')
    const sent = request.method === 'POST' ? await text(request) : url.search.slice(1)
    const key = request.headers['idempotency-key']
    const name = `${request.method} ${url.pathname} ${sent}`
    const known = typeof key === 'string' ? answered.get(key) : undefined
    if (known && known.request !== name)
      return refused(400, 'idempotency_error', 'The key was used with other parameters')
    if (known) return known.answer
    const result = carryOut(request, url.pathname, sent)
    if (typeof key === 'string') answered.set(key, { request: name, answer: result })
    return result
  }

  const carryOut = (request: IncomingMessage, path: string, sent: string): Answered => {
    if (request.headers.authorization !== `Bearer ${testSecretKey}`)
      return refused(401, 'invalid_request_error', 'No such key')
    const [, plural, id = '', verb] = /^\/v1\/(\w+)(?:\/(\w+))?(?:\/(\w+))?$/.exec(path) ?? []
    const endpoint = `${request.method} /v1/${plural}${id && '/{id}'}${verb === undefined ? '' : `/${verb}`}`
    if (!isEndpoint(endpoint)) return refused(404, 'invalid_request_error', `Unrecognized request URL ${endpoint}`)
    const form = readForm(sent)
    const wrong = shapes.problemsOf(endpoint, form)
    problems.push(...wrong)
    if (wrong.length > 0) return refused(400, 'invalid_request_error', wrong.join('; '))
    try {
      const { body, lost = false } = answer(ledger, { endpoint, id, form })
      return { status: 200, body: structuredClone(body), lost }
    } catch (error) {
      if (!(error instanceof StripeProblem)) throw error
      return { status: error.status, body: { error: error.error }, lost: false }
    }
  }

  const server = createServer((request, response) => {
    work(request).then(
      result => send(response, result),
      error => send(response, refused(500, 'api_error', String(error))),
    )
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    port,
    ledger,
    problems,
    webhooks: () => ledger.books.events.splice(0).map(event => signedWebhook(event, ledger, clock)),
    async close() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

function refused(status: number, type: string, message: string): Answered {
  return { status, body: { error: { type, message } }, lost: false }
}

function send(response: ServerResponse, { status, body, lost }: Answered): void {
  if (lost) return void response.destroy()
  response
    .writeHead(status, { 'content-type': 'application/json', 'stripe-should-retry': 'false' })
    .end(JSON.stringify(body))
}

function signedWebhook(event: { type: string; object: object }, ledger: StripeLedger, clock: Clock): Webhook {
  const { type, object } = event
  const payload = JSON.stringify({
    id: ledger.next('evt'),
    object: 'event',
    type,
    created: ledger.seconds(),
    data: { object },
  })
  const timestamp = Math.floor(clock.now() / 1000)
  const { webhooks } = stripeClient(testSecretKey)
  const signature = webhooks.generateTestHeaderString({ payload, secret: testWebhookSecret, timestamp })
  assert(typeof signature === 'string', 'a webhook is signed')
  return { bytes: Buffer.from(payload), headers: { 'stripe-signature': signature } }
}
