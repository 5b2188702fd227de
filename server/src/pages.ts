/** Serves the three apps beside the API, each from its built folder. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'

/** Path on our origin → folder in the project. */
export const apps = { app: 'customer', till: 'till', console: 'console' } as const

/** Where an app's built files are. */
export function distOf(folder: string): string {
  return fileURLToPath(new URL(`../../apps/${folder}/dist/`, import.meta.url))
}

export async function servePages(server: FastifyInstance): Promise<void> {
  for (const [path, folder] of Object.entries(apps)) {
    const root = distOf(folder)
    if (!existsSync(root)) continue // an API without apps is a deployment, too
    await server.register(scope => serveApp(scope, root), { prefix: `/${path}` })
    server.get(`/${path}`, async (_request, reply) => reply.redirect(`/${path}/`))
  }
  server.get('/', async (_request, reply) => reply.redirect('/app/'))
}

async function serveApp(scope: FastifyInstance, root: string): Promise<void> {
  await scope.register(fastifyStatic, {
    root,
    prefix: '/',
    wildcard: true,
    cacheControl: false,
    setHeaders: (reply, file) => {
      // Names of built assets carry a hash of their content; everything else is asked about each time.
      const lasting = /\/assets\/[^/]+$/.test(file)
      reply.header('cache-control', lasting ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
  // An address inside an app, such as `/console/payments`, is the app's own affair; what looks like a file is not there.
  scope.setNotFoundHandler((request, reply) => {
    const path = (request.raw.url ?? '').split('?', 1)[0]!
    if (request.method === 'GET' && !/\.\w+$/.test(path)) return reply.sendFile('index.html')
    return reply.code(404).type('text/plain').send('There is no such file.')
  })
}
