/** Every failure leaves as an RFC 9457 problem document that says no more than its code. */
import { type ErrorCode, errors, type Problem } from '@ringfence/contract'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import type { Log } from '../platform/log.ts'

/** What a caller must show: a token bound to a key, and a proof (RFC 9449, 7.1). */
export const tokenChallenge = 'DPoP algs="ES256 EdDSA"'

/** Pointers tell where a request is wrong, never what it holds, and only to callers we know. */
export function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  code: ErrorCode,
  pointers?: readonly string[],
): FastifyReply {
  const { status, title } = errors[code]
  if (status === 401 && !reply.hasHeader('www-authenticate')) reply.header('www-authenticate', tokenChallenge)
  if (status === 503) reply.header('retry-after', '1')
  const detail = pointers !== undefined && request.session !== undefined ? { pointers: [...pointers] } : {}
  reply.problemCode = code
  return reply
    .code(status)
    .header('content-type', 'application/problem+json')
    .send(JSON.stringify({ ...problemOf(code, title, status, request.id), ...detail }))
}

export function problemOf(code: ErrorCode, title: string, status: number, requestId: string): Problem {
  return { type: `urn:ringfence:problem:${code}`, title, status, code, instance: `urn:uuid:${requestId}` }
}

/** For Fastify: its own refusals become ours; what nobody expected is logged and answered with nothing but an id. */
export function createErrorHandler(log: Log) {
  return (error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    if (error.validation !== undefined) {
      return sendProblem(request, reply, 'validation_failed', pointersOf(error))
    }
    const code = codeOf(error)
    if (code === 'internal_error') log.error({ err: error, requestId: request.id }, 'request failed')
    return sendProblem(request, reply, code)
  }
}

const codesOfFastify: Record<string, ErrorCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'payload_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed_request',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed_request',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformed_request',
  FST_ERR_BAD_URL: 'malformed_request',
  FST_ERR_MAX_PARAM_LENGTH: 'not_found',
  FST_ERR_ROUTE_MISSING_HANDLER: 'not_found',
  FST_ERR_NOT_FOUND: 'not_found',
}

function codeOf(error: FastifyError): ErrorCode {
  const known = codesOfFastify[error.code]
  if (known !== undefined) return known
  return error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500
    ? 'malformed_request'
    : 'internal_error'
}

/** Where the request is wrong. The name of an unknown property came from outside, so its parent is shown instead. */
function pointersOf(error: FastifyError): string[] {
  const prefix = { querystring: '/query', params: '/params' }[String(error.validationContext)] ?? ''
  return (error.validation ?? []).map(({ instancePath, keyword, params }) =>
    keyword === 'required' ? `${prefix}${instancePath}/${String(params.missingProperty)}` : `${prefix}${instancePath}`,
  )
}
