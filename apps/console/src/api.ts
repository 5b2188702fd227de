import { createClient } from '@ringfence/contract'
import { freshToken, token } from './session.ts'

/** A token can die early, when the server restarts with new keys: one request is then sent again with a new one. */
const fetchRenewing: typeof fetch = async (input, init) => {
  const response = await fetch(input, init)
  if (response.status !== 401) return response
  const headers = new Headers(init?.headers)
  const renewed = await freshToken()
  if (renewed === undefined || headers.get('authorization') === `Bearer ${renewed}`) return response
  headers.set('authorization', `Bearer ${renewed}`)
  return fetch(input, { ...init, headers })
}

export const api = createClient({ baseUrl: location.origin, token, fetch: fetchRenewing })
