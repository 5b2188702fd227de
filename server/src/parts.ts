/** Which parts of Ringfence a process is: all of them, or some, beside others in the mesh. For app.ts. */
import type { FastifyInstance } from 'fastify'
import type { Forward } from './gateway/index.ts'
import { type MeshGate, type MeshRole, meshRoles } from './platform/mesh/index.ts'
import { leaveToOthers, type RunListener, runListener } from './platform/outbox.ts'
import type { MakeServer } from './platform/tls/public-tls.ts'

/** How a process takes part. */
export interface Parts {
  readonly roles: readonly MeshRole[]
  /** Of a process without the edge: who may ask it. */
  readonly gate?: MeshGate | undefined
  /** Of an edge: those that do what it does not do itself. */
  readonly forwardTo?: { readonly api?: Forward | undefined; readonly identity?: Forward | undefined }
  /** For TLS. */
  readonly makeServer?: MakeServer | undefined
}

export const allParts: Parts = { roles: meshRoles }

/** Runs a listener where the role is here; elsewhere its process does. */
export function runnerOf({ roles }: Parts, role: MeshRole): RunListener {
  return roles.includes(role) ? runListener : leaveToOthers
}

/** @throws Error when an edge does not know where to ask */
export function neededForward({ forwardTo }: Parts, role: 'api' | 'identity'): Forward {
  const forward = forwardTo?.[role]
  if (forward === undefined) throw new Error(`an edge without ${role} needs to know where ${role} is: --${role}-url`)
  return forward
}

/** Signing in happens in another process: its addresses are handed on, with the forms that OAuth has. */
export function forwardSignIn(server: FastifyInstance, forward: Forward): void {
  server.register(async scope => {
    scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'buffer' }, (request, body, done) => {
      request.rawBody = body as Buffer
      done(null, undefined)
    })
    for (const url of ['/oidc/*', '/sign-in', '/sign-in/*', '/.well-known/*']) {
      scope.route({
        method: ['GET', 'POST', 'OPTIONS', 'DELETE'],
        url,
        exposeHeadRoute: false,
        handler: forward,
      })
    }
  })
}
