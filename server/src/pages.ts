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
    await server.register(fastifyStatic, {
      root,
      prefix: `/${path}/`,
      decorateReply: path === 'app',
      wildcard: true,
      cacheControl: false,
      setHeaders: (reply, file) => {
        // Names of built assets carry a hash of their content; everything else is asked about each time.
        const lasting = /\/assets\/[^/]+$/.test(file)
        reply.header('cache-control', lasting ? 'public, max-age=31536000, immutable' : 'no-cache')
      },
    })
    server.get(`/${path}`, async (_request, reply) => reply.redirect(`/${path}/`))
  }
  server.get('/', async (_request, reply) => reply.redirect('/app/'))
}
