/** The one content type that is read, with its bytes kept for signature and fingerprint. */
import { isUtf8 } from 'node:buffer'
import type { FastifyInstance, FastifyRequest } from 'fastify'

export const bodyBytesMax = 16 * 1024

export function readJsonOnly(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request: FastifyRequest, body, done) => {
    const bytes = body as Buffer
    if (!isUtf8(bytes)) return done(malformed(), undefined)
    request.rawBody = bytes
    return parse(request, bytes.toString('utf8'), done)
  })
}

function malformed(): Error {
  return Object.assign(new Error('the body is not UTF-8'), { statusCode: 400 })
}
