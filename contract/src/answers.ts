/** Checks that an answer to a signed request is the server's own (RFC 9421, 2.4), for clients that have its public keys. */
import type { CheckAnswer } from './client.ts'
import type { PublicKey } from './identity.ts'
import { base64, signatureBase } from './signing.ts'

/** What the signature of an answer covers: with the request's signature in it, the answer is to that request alone. */
export const answerComponents = ['@status', 'content-digest', '"signature";req'] as const

/** Public keys of the deployment by their `kid`, as its JWK set has them. */
export type AnswerKeys = (keyId: string) => Promise<PublicKey | undefined>

/** Refusals that come before the server has looked at the signature, and change nothing: they may be unsigned. */
const unsignedStatuses = [400, 401, 403, 404, 405, 413, 415, 429, 503]

const form = /^sig1=(\("@status" "content-digest" "signature";req\);created=\d+;keyid="([^"]+)")$/

/** The check throws unless an answer is signed by one of the keys, for its request. */
export function createAnswerCheck(keys: AnswerKeys): CheckAnswer {
  return async (request, answer, body) => {
    const given = answer.headers.get('signature')
    if (given === null && unsignedStatuses.includes(answer.status)) return
    const [, parameters, keyId] = form.exec(answer.headers.get('signature-input') ?? '') ?? []
    const encoded = /^sig1=:([A-Za-z0-9+/]{86}==):$/.exec(given ?? '')?.[1]
    const key = keyId === undefined ? undefined : await keys(keyId)
    if (parameters === undefined || encoded === undefined || key === undefined)
      throw new Error('the answer is not signed')
    const bytes = new TextEncoder().encode(body)
    const digest = `sha-256=:${base64(await crypto.subtle.digest('SHA-256', bytes))}:`
    if (answer.headers.get('content-digest') !== digest) throw new Error('the answer has another body')
    const values: Record<string, string> = {
      '@status': String(answer.status),
      'content-digest': digest,
      '"signature";req': request.get('signature') ?? '',
    }
    const base = signatureBase(answerComponents, parameters, name => values[name]!)
    const publicKey = await crypto.subtle.importKey('jwk', key, { name: 'ECDSA', namedCurve: 'P-256' }, false, [
      'verify',
    ])
    const signature = Uint8Array.from(atob(encoded), letter => letter.charCodeAt(0))
    const algorithm = { name: 'ECDSA', hash: 'SHA-256' }
    const isOurs = await crypto.subtle.verify(algorithm, publicKey, signature, new TextEncoder().encode(base))
    if (!isOurs) throw new Error('the answer is not to this request')
  }
}
