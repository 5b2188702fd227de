/** What leaves the provider: its JSON (RFC 6749 errors have nothing but their code and a fixed sentence), redirects, and our problems. */
import { randomUUID } from 'node:crypto'
import { type ErrorCode, errors } from '@ringfence/contract'
import type Provider from 'oidc-provider'

type Middleware = Parameters<Provider['use']>[0]
type Context = Pick<Parameters<Middleware>[0], 'req' | 'status' | 'body' | 'type'>

/** Wraps the whole provider: what it did not mean for a client becomes a problem document. */
export const tellLittle: Middleware = async (ctx, next) => {
  await next()
  if (ctx.status >= 300 && ctx.status < 400) {
    ctx.body = ''
    ctx.remove('content-type')
    return
  }
  if (ctx.status === 200 && ctx.body === '') return // revoked, or there was nothing to revoke
  if (typeof ctx.body === 'object' && ctx.body !== null) return
  showProblem(ctx, ctx.status === 404 ? 'not_found' : ctx.status < 500 ? 'malformed_request' : 'internal_error')
}

/** An RFC 9457 document in place of a page. */
export function showProblem(ctx: Context, code: ErrorCode): void {
  const { status, title } = errors[code]
  const requestId = (ctx.req as { requestId?: string }).requestId ?? randomUUID()
  ctx.status = status
  ctx.body = { type: `urn:ringfence:problem:${code}`, title, status, code, instance: `urn:uuid:${requestId}` }
  ctx.type = 'application/problem+json'
}
