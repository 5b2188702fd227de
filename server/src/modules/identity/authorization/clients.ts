/** Who may ask for tokens: the three apps, and machine clients with public keys of their own. */
import type { AdapterPayload } from 'oidc-provider'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Queryable } from '../../../platform/database.ts'

export interface ClientKey {
  /** RFC 7638 thumbprint. */
  readonly keyId: string
  readonly publicKey: Record<string, string>
}

export interface ClientRow {
  readonly id: Uuid
  readonly clientId: string
  readonly kind: 'app' | 'machine'
  readonly name: string
  readonly scopes: readonly string[]
  readonly callbackPath: string | null
  /** Live ones, at most two. */
  readonly keys: readonly ClientKey[]
}

/** A client that may act; undefined when unknown or revoked. */
export async function findClient(db: Queryable, clientId: string): Promise<ClientRow | undefined> {
  const [row] = await db.query<ClientRow>(
    `SELECT c.id, c.client_id AS "clientId", c.kind, c.name, c.scopes, c.callback_path AS "callbackPath",
            coalesce((SELECT json_agg(json_build_object('keyId', k.key_id, 'publicKey', k.public_jwk) ORDER BY k.slot)
                        FROM identity.client_keys k WHERE k.client_id = c.id AND k.revoked_at IS NULL), '[]') AS keys
       FROM identity.clients c WHERE c.client_id = $1 AND c.revoked_at IS NULL`,
    [clientId],
  )
  return row
}

/** What the provider must know of a client; `origins` are those that the apps are reached at. */
export function metadataOf(client: ClientRow, origins: readonly string[]): AdapterPayload {
  const both = {
    client_id: client.clientId,
    client_name: client.name,
    dpop_bound_access_tokens: true,
    id_token_signed_response_alg: 'ES256' as const,
    require_pushed_authorization_requests: true,
  }
  if (client.kind === 'app') {
    return {
      ...both,
      application_type: 'web',
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      response_modes: ['query'],
      redirect_uris: origins.map(origin => `${origin}${client.callbackPath}`),
      scope: 'openid',
    }
  }
  return {
    ...both,
    token_endpoint_auth_method: 'private_key_jwt',
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
    jwks: { keys: client.keys.map(({ keyId, publicKey }) => ({ ...publicKey, kid: keyId, use: 'sig' })) },
  } as AdapterPayload
}
