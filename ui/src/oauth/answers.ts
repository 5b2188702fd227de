/** What the authorization server says, as the answers that the apps know. */
import { type Answer, type ErrorCode, errors, type Failed, type Session } from '@ringfence/contract'
import * as oauth from 'oauth4webapi'

/** Who the token is for. It is our own server's token, in the form that the API documents; nothing is decided by what is read here. */
export function sessionOf({ access_token: accessToken, expires_in }: oauth.TokenEndpointResponse): Session {
  const payload = accessToken.split('.')[1] ?? ''
  const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), c => c.charCodeAt(0))
  const claims = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, string>
  const { sub, name, role, store } = claims
  return {
    accessToken,
    expiresAt: new Date(Date.now() + (expires_in ?? 0) * 1000).toISOString(),
    person: { id: sub!, name: name!, role: role as Session['person']['role'], storeId: store ?? null },
  }
}

export function failed(code: ErrorCode | 'network', title?: string): Failed {
  const status = code === 'network' ? 0 : errors[code].status
  const words = title ?? (code === 'network' ? 'No connection. Try again.' : errors[code].title)
  return { ok: false, status, code, problem: { type: 'about:blank', title: words, status, code, instance: '' } }
}

/** Whether the server has refused for good what was brought, rather than failed or not been reached. */
export function isRefused(error: unknown): boolean {
  if (error instanceof oauth.AuthorizationResponseError) return true
  return error instanceof oauth.ResponseBodyError && error.status < 500
}

export async function asAnswer(work: () => Promise<Session>): Promise<Answer<Session>> {
  try {
    return { ok: true, status: 200, data: await work(), replayed: false }
  } catch (error) {
    if (isRefused(error)) return failed('unauthenticated')
    return failed(error instanceof TypeError ? 'network' : 'internal_error')
  }
}
