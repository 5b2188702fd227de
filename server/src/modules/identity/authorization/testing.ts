/** For tests: the authorization server over real HTTP on loopback, a page that signs in whom the test says, and a browser. */
import { once } from 'node:events'
import { createServer } from 'node:net'
import Fastify, { type FastifyInstance } from 'fastify'
import { systemClock } from '../../../kernel/clock.ts'
import type { Database } from '../../../platform/database.ts'
import { createIdentity, type Identity } from '../identity.ts'
import { masterKey } from '../testing.ts'
import type { ProvedLogin } from './interactions.ts'
import { mountAuthorization } from './mount.ts'

export interface TestAuthorization {
  readonly origin: string
  readonly identity: Identity
  /** Who the sign-in page takes the person for; undefined: they give up. */
  login: ProvedLogin | undefined
  /** What the page was told, latest first. */
  readonly asked: object[]
  readonly errors: unknown[]
  close(): Promise<void>
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

/** `issuer` differs from where it listens when it is the second process of a deployment. */
export async function startAuthorization(db: Database, issuer?: string): Promise<TestAuthorization> {
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  const errors: unknown[] = []
  const names = { issuer: issuer ?? origin, audience: issuer ?? origin }
  const onError = (error: unknown) => errors.push(error)
  const identity = await createIdentity({ db, clock: systemClock, masterKey, ...names, sandbox: false, onError })
  const app = Fastify()
  const server: TestAuthorization = {
    origin,
    identity,
    login: undefined,
    asked: [],
    errors,
    close: () => app.close(),
  }
  mountAuthorization(app, identity.authorization!)
  mountTestPage(app, server)
  await app.listen({ host: '127.0.0.1', port })
  return server
}

function mountTestPage(app: FastifyInstance, server: TestAuthorization): void {
  const { interactions } = server.identity.authorization!
  app.get('/sign-in', async ({ raw }, reply) => {
    const asked = await interactions.of(raw, reply.raw)
    if (asked === undefined) return reply.code(410).send('over')
    server.asked.unshift(asked)
    const next = await (server.login
      ? interactions.finish(raw, reply.raw, server.login)
      : interactions.abandon(raw, reply.raw))
    return reply.redirect(next!, 303)
  })
}

/** Keeps cookies by path, and follows redirects as long as they stay on `origin` and do not come to the app. */
export function testBrowser(origin: string) {
  const cookies = new Map<string, { value: string; path: string }>()
  const headers = (path: string) => ({
    cookie: [...cookies]
      .filter(([, cookie]) => path.startsWith(cookie.path))
      .map(([name, { value }]) => `${name}=${value}`)
      .join('; '),
    'user-agent': 'Mozilla/5.0 (Linux; Android 16) Chrome/140.0',
    accept: 'text/html',
  })
  const keep = (line: string) => {
    const [pair = '', ...attributes] = line.split(/; */)
    const [name = '', value = ''] = pair.split('=')
    const path = attributes.find(text => text.toLowerCase().startsWith('path='))?.slice(5) ?? '/'
    if (attributes.some(text => text.includes('01 Jan 1970'))) cookies.delete(name)
    else cookies.set(name, { value, path })
  }
  const get = async (url: URL) => {
    const response = await fetch(url, { headers: headers(url.pathname), redirect: 'manual' })
    for (const line of response.headers.getSetCookie()) keep(line)
    return response
  }
  return {
    cookies,
    get,
    /** The address at which the app gets its answer, or the response that the way ends with. */
    async follow(start: URL): Promise<{ callback?: URL; response?: Response }> {
      let url = start
      for (let hops = 0; hops < 10; hops++) {
        const response = await get(url)
        const location = response.headers.get('location')
        if (location === null) return { response }
        url = new URL(location, origin)
        if (url.pathname.endsWith('/signed-in')) return { callback: url }
      }
      throw new Error('redirects without end')
    },
  }
}
