/** Puts the authorization server and its sign-in pages on the gateway, and keeps its keys and its memory fresh; for app.ts. */
import type { FastifyInstance } from 'fastify'
import { type Identity, type Interactions, keysReloadEveryMs, mountAuthorization } from './modules/identity/index.ts'
import { runListener } from './platform/outbox.ts'

export interface AuthorizationSettings {
  readonly server: FastifyInstance
  readonly identity: Identity
  readonly mountPages: (server: FastifyInstance, interactions: Interactions) => unknown
  readonly onError: (error: unknown) => void
}

/** With an external issuer, people sign in there: nothing is mounted. */
export async function startAuthorization({ server, identity, mountPages, onError }: AuthorizationSettings) {
  const { authorization } = identity
  if (authorization !== undefined) {
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
  const forgetting = runListener({ work: forget, everyMs: 60_000, onError })
  return {
    async close() {
      await Promise.all([reloading.close(), forgetting.close()])
    },
  }
}
