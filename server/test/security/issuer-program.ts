/**
 * An issuer that is none of ours, in a process of its own: a small OpenID provider with its own keys, its own accounts in memory and a
 * page that signs in whom the request's `login_hint` names. Prints its address; ends when its standard input does.
 */
import { generateKeyPairSync } from 'node:crypto'
import Provider from 'oidc-provider'

const [port = '', audience = '', redirectUri = ''] = process.argv.slice(2)
const issuer = `http://127.0.0.1:${port}`
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })

const provider = new Provider(issuer, {
  jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'ES256' } as never] },
  cookies: { keys: ['only for tests'] },
  clients: [
    {
      client_id: 'app.customer',
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code'],
      redirect_uris: [redirectUri],
      id_token_signed_response_alg: 'ES256',
      dpop_bound_access_tokens: true,
    },
  ],
  findAccount: async (_ctx, accountId) => ({ accountId, claims: async () => ({ sub: accountId }) }),
  interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
  acrValues: ['phr'],
  extraTokenClaims: ctx => {
    const code = ctx.oidc.entities.AuthorizationCode
    return { acr: code?.acr ?? 'none', auth_time: code?.authTime ?? 0, sid: code?.sessionUid ?? '' }
  },
  loadExistingGrant: async ctx => {
    const { session, client } = ctx.oidc
    const grant = new ctx.oidc.provider.Grant({ accountId: session!.accountId!, clientId: client!.clientId })
    grant.addOIDCScope('openid')
    grant.addResourceScope(audience, 'app')
    await grant.save()
    return grant
  },
  features: {
    devInteractions: { enabled: false },
    dPoP: { enabled: true },
    pushedAuthorizationRequests: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: async () => audience,
      useGrantedResource: async () => true,
      getResourceServerInfo: async () => ({
        scope: 'app',
        audience,
        accessTokenTTL: 300,
        accessTokenFormat: 'jwt',
        jwt: { sign: { alg: 'ES256' } },
      }),
    },
  },
})

provider.use(async (ctx, next) => {
  if (!ctx.path.startsWith('/interaction/')) return next()
  const { params } = await provider.interactionDetails(ctx.req, ctx.res)
  ctx.respond = false
  const login = { accountId: String(params.login_hint), acr: 'phr', amr: ['hwk'] }
  return provider.interactionFinished(ctx.req, ctx.res, { login })
})
const server = provider.listen(Number.parseInt(port, 10), '127.0.0.1', () => process.stdout.write(`${issuer}\n`))
process.stdin.resume().on('end', () => server.close(() => process.exit()))
