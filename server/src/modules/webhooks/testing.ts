/** For tests of webhooks: an integrator's server that writes down what it gets and answers as it is told. */
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Got {
  readonly headers: Record<string, string>
  readonly body: string
  readonly path: string
}

export interface Integrator {
  readonly url: string
  readonly port: number
  readonly got: Got[]
  /** What it answers: a status, or nothing at all. */
  answer: number | 'silence'
  /** Until then it keeps everybody waiting. */
  answersAfter: Promise<void>
  /** The most requests that waited for an answer at the same time. */
  mostAtOnce: number
  /** Sent besides the status. */
  extra: { headers: Record<string, string>; body: string }
  close(): Promise<void>
}

export async function testIntegrator(): Promise<Integrator> {
  const got: Got[] = []
  let open = 0
  const server = createServer(async (request, response) => {
    const body = await textOf(request)
    got.push({ headers: request.headers as Record<string, string>, body, path: request.url ?? '' })
    integrator.mostAtOnce = Math.max(integrator.mostAtOnce, ++open)
    await integrator.answersAfter
    open--
    if (integrator.answer === 'silence') return
    response.writeHead(integrator.answer, integrator.extra.headers).end(integrator.extra.body)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const integrator: Integrator = {
    url: `http://127.0.0.1:${port}/hook`,
    port,
    got,
    answer: 204,
    answersAfter: Promise.resolve(),
    mostAtOnce: 0,
    extra: { headers: {}, body: '' },
    close: () =>
      new Promise(resolve => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
  return integrator
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString()
}
