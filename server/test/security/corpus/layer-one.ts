/** The firewall's first layer alone: behind it everything is answered with 200, so that what is blocked was blocked by it. */
import type { FastifyInstance } from 'fastify'
import { readJsonOnly } from '../../../src/gateway/bodies.ts'
import { mountFirewall } from '../../../src/gateway/firewall/index.ts'
import { decorateRequests } from '../../../src/gateway/request.ts'
import { createSecurityHeaders } from '../../../src/gateway/security-headers.ts'
import { createServer } from '../../../src/gateway/server.ts'
import { createLog } from '../../../src/platform/log.ts'

const nobody = () => false

export function layerOneAlone(): FastifyInstance {
  const headersFor = createSecurityHeaders('http://pay.example')
  const app = createServer({ log: createLog({ level: 'silent' }), headersFor, isTrusted: nobody })
  decorateRequests(app)
  mountFirewall(app, { sandbox: true, isTrusted: nobody, refusesAddress: nobody, limitAddress: undefined })
  readJsonOnly(app)
  app.all('/*', async () => 'passed')
  return app
}
