/** The one content type that is read, with its bytes kept for signature and fingerprint. */
import { isUtf8 } from 'node:buffer'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { nestingMax, nestsDeeperThan } from './firewall/index.ts'
import { JsonRefused, parseStrictJson } from './strict-json.ts'

/** @param parse what makes a value of a body; tests of the other layers give a lenient one */
export function readJsonOnly(app: FastifyInstance, parse = parseStrictJson): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request: FastifyRequest, body, done) => {
    const bytes = body as Buffer
    request.rawBody = bytes
    if (request.routeOptions.config.raw === true) return done(null, undefined) // its handler proves who sent it, then reads it
    try {
      if (nestsDeeperThan(nestingMax, bytes)) throw new JsonRefused('nested too deep')
      if (!isUtf8(bytes)) throw new JsonRefused('not UTF-8')
      return done(null, parse(bytes.toString('utf8')))
    } catch (error) {
      return done(error as Error)
    }
  })
}
