/** The provider's storage interface over our store. The provider's own errors tell whoever comes second. */
import type { Adapter, AdapterPayload } from 'oidc-provider'
import { errors } from 'oidc-provider'
import { assert } from '../../../kernel/assert.ts'
import type { Clock } from '../../../kernel/clock.ts'
import type { Payload, ProviderStore } from './provider-store.ts'

/** Codes and the like live for minutes or months; the provider says how long, in seconds. */
export function createAdapter(
  store: ProviderStore,
  clock: Clock,
  findClient: (clientId: string) => Promise<AdapterPayload | undefined>,
): (model: string) => Adapter {
  return model => {
    if (model === 'Client') return clientAdapter(findClient)
    return {
      upsert: async (id, payload, expiresIn) => {
        assert(typeof expiresIn === 'number', `${model} has an end`)
        await store.put(model, id, payload as Payload, clock.now() + expiresIn * 1000)
      },
      find: async id => (await store.find(model, id)) as AdapterPayload | undefined,
      findByUid: async uid => (await store.findByUid(model, uid)) as AdapterPayload | undefined,
      findByUserCode: async () => undefined,
      consume: async id => {
        if (await store.consume(model, id, clock.now())) return
        if (model === 'PushedAuthorizationRequest') throw new errors.InvalidRequestUri('request_uri was already used')
        throw new errors.InvalidGrant(`${model} was already used`)
      },
      destroy: async id => {
        if (model === 'Grant') await store.endGrant(id, clock.now())
        else await store.destroy(model, id)
      },
      revokeByGrantId: grantId => store.revokeGrant(grantId),
    }
  }
}

/** Clients are read, never written: they are made by migration or by an administrator. */
function clientAdapter(findClient: (clientId: string) => Promise<AdapterPayload | undefined>): Adapter {
  const refuse = async (): Promise<never> => {
    throw new Error('the provider does not write clients')
  }
  return {
    find: findClient,
    findByUid: async () => undefined,
    findByUserCode: async () => undefined,
    upsert: refuse,
    consume: refuse,
    destroy: refuse,
    revokeByGrantId: refuse,
  }
}
