/**
 * What an app keeps between visits to stay signed in, in IndexedDB: a key that can't be read out, and a refresh token that is worth
 * nothing without it. Access tokens are never kept.
 */
import { generateSigningKey, type SigningKey } from '@ringfence/contract'
import { createStore, del, get, set } from 'idb-keyval'

const store = createStore('ringfence-sign-in', 'kept')

export interface Vault {
  /** Made once for this browser. */
  key(): Promise<SigningKey>
  refreshToken(): Promise<string | undefined>
  keepRefreshToken(token: string | undefined): Promise<void>
  clear(): Promise<void>
}

/** `ownKey`: the device's, kept elsewhere and never cleared here. */
export function openVault(clientId: string, ownKey?: () => Promise<SigningKey>): Vault {
  const [keyName, tokenName] = [`${clientId} key`, `${clientId} refresh`]
  const makeKey = async () => {
    const known = await get<SigningKey>(keyName, store)
    if (known) return known
    const made = await generateSigningKey()
    await set(keyName, made, store)
    return made
  }
  let key: Promise<SigningKey> | undefined
  return {
    key: () => {
      if (ownKey) return ownKey()
      // Two windows that open together must not make two keys.
      key ??= navigator.locks.request(`ringfence.key.${clientId}`, makeKey)
      return key
    },
    refreshToken: () => get<string>(tokenName, store),
    keepRefreshToken: token => (token === undefined ? del(tokenName, store) : set(tokenName, token, store)),
    clear: async () => {
      key = undefined
      await Promise.all([del(keyName, store), del(tokenName, store)])
    },
  }
}
