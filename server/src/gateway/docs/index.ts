/** The guarded reference: whoever may read the OpenAPI document may read it as a page; to all others it is not there. */
import { operations } from '@ringfence/contract'
import type { FastifyInstance } from 'fastify'
import { createProveSignature, type Guards } from '../guard.ts'
import { openApiDocument } from '../openapi.ts'
import { guardsOf } from '../operation-route.ts'
import { referencePage, referenceStyle } from './reference-page.ts'

export function mountReference(app: FastifyInstance, guards: Guards): void {
  let page: string | undefined
  app.route({
    method: 'GET',
    url: '/docs/api',
    exposeHeadRoute: false,
    onRequest: guardsOf('getOpenApi', operations.getOpenApi, guards),
    preValidation: createProveSignature(operations.getOpenApi, guards),
    handler: async (_request, reply) => {
      page ??= referencePage(openApiDocument())
      return reply.header('cache-control', 'no-store').type('text/html; charset=utf-8').send(page)
    },
  })
  app.get('/docs/api.css', { exposeHeadRoute: false }, async (_request, reply) =>
    reply.type('text/css; charset=utf-8').send(referenceStyle),
  )
}
