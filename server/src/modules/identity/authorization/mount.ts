/**
 * Puts the authorization server on the gateway's own Fastify instance. Only the addresses named here reach the provider, form bodies
 * are read only here, and nothing but JSON, redirects and empty answers comes out: a page of the provider's is a bug.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Authorization } from './authorization.ts'
import { routes } from './provider.ts'

const bodyBytesMax = 8 * 1024

export function mountAuthorization(app: FastifyInstance, authorization: Authorization): void {
  app.register(async scope => {
    scope.removeAllContentTypeParsers()
    // Left unread: the provider reads the parameters itself, each of them once.
    scope.addContentTypeParser('application/x-www-form-urlencoded', (_request, _payload, done) => done(null))
    scope.addHook('onRequest', async ({ headers }) => {
      if (headers['transfer-encoding'] !== undefined) throw refusal(411)
      if (Number.parseInt(headers['content-length'] ?? '0', 10) > bodyBytesMax) throw refusal(413)
    })
    const handOver = createHandOver(authorization)
    scope.get('/.well-known/openid-configuration', { exposeHeadRoute: false }, handOver)
    scope.get('/.well-known/oauth-authorization-server', { exposeHeadRoute: false }, handOver)
    scope.get(routes.authorization, { exposeHeadRoute: false }, handOver)
    scope.get(`${routes.authorization}/:uid`, { exposeHeadRoute: false }, handOver)
    for (const path of [routes.pushed_authorization_request, routes.token, routes.revocation]) {
      scope.post(path, handOver)
    }
    scope.get(routes.jwks, { exposeHeadRoute: false }, async (_request, reply) =>
      reply
        .header('cache-control', 'public, max-age=15')
        .type('application/jwk-set+json')
        .send(JSON.stringify(authorization.jwks())),
    )
  })
}

function createHandOver({ provider, issuer }: Authorization) {
  const { protocol, host } = new URL(issuer)
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const { raw } = request
    // Addresses are made of the issuer's origin, whatever the request says of itself.
    raw.headers.host = host
    for (const name of Object.keys(raw.headers)) if (name.startsWith('x-forwarded-')) delete raw.headers[name]
    raw.headers['x-forwarded-proto'] = protocol.slice(0, -1)
    raw.headers.accept = 'application/json'
    Object.assign(raw, { requestId: request.id })
    for (const [name, value] of Object.entries(reply.getHeaders()))
      if (value !== undefined) reply.raw.setHeader(name, value)
    reply.hijack()
    await provider().callback()(raw, reply.raw)
  }
}

function refusal(statusCode: 411 | 413): Error {
  const code = statusCode === 413 ? 'FST_ERR_CTP_BODY_TOO_LARGE' : 'FST_ERR_CTP_INVALID_CONTENT_LENGTH'
  return Object.assign(new Error('the size of the body'), { statusCode, code })
}
