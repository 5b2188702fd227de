/** Puts the authorization server and its sign-in pages on the gateway, and keeps its keys and its memory fresh; for app.ts. */
import type { FastifyInstance } from 'fastify'
import { type Identity, type Interactions, keysReloadEveryMs, mountAuthorization } from './modules/identity/index.ts'
import { type RunListener, runListener } from './platform/outbox.ts'

export interface AuthorizationSettings {
  /** Undefined where another process has the sign-in. */
  readonly server: FastifyInstance | undefined
  readonly identity: Identity
  readonly mountPages: (server: FastifyInstance, interactions: Interactions) => unknown
  readonly onError: (error: unknown) => void
  /** Runs the work that one process of a deployment does for all. */
  readonly run: RunListener
}

/** With an external issuer, people sign in there: nothing is mounted. */
export async function startAuthorization({ server, identity, mountPages, onError, run }: AuthorizationSettings) {
  const { authorization } = identity
  if (server !== undefined && authorization !== undefined) {
    mountAuthorization(server, authorization)
    await mountPages(server, authorization.interactions)
  }
  const reload = async () => {
    await identity.reloadKeys()
    return false
  }
  const forget = async () => {
    await authorization?.forget()
    return false
  }
  const reloading = runListener({ work: reload, everyMs: keysReloadEveryMs, onError })
  const forgetting = run({ work: forget, everyMs: 60_000, onError })
  return {
    async close() {
      await Promise.all([reloading.close(), forgetting.close()])
    },
  }
}
