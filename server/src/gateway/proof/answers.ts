/**
 * Signs the answers to requests that were signed (RFC 9421, 2.4): status, body and the request's own signature, so that a till or a
 * partner can tell that the answer is ours, unchanged, and to this very request.
 */
import { hash, type KeyObject } from 'node:crypto'
import { answerComponents } from '@ringfence/contract'
import type { FastifyInstance } from 'fastify'
import { httpbis } from 'http-message-signatures'
import type { Clock } from '../../kernel/clock.ts'
import { signEcdsa } from '../../platform/ecdsa.ts'

/** The key that answers are signed with; its public half is in the deployment's JWK set. P-256. */
export interface AnswerKey {
  readonly kid: string
  readonly privateKey: KeyObject
}

export function signAnswers(app: FastifyInstance, answerKey: () => AnswerKey, clock: Clock): void {
  app.addHook('onSend', async (request, reply, payload) => {
    const { signature } = request.headers
    if (request.signedBy === undefined || typeof signature !== 'string') return payload
    const body = typeof payload === 'string' || Buffer.isBuffer(payload) ? payload : ''
    const digest = `sha-256=:${hash('sha256', body, 'base64')}:`
    const { kid, privateKey } = answerKey()
    const signed = await httpbis.signMessage(
      {
        name: 'sig1',
        key: { id: kid, sign: async base => signEcdsa(base, privateKey) },
        fields: [...answerComponents],
        params: ['created', 'keyid'],
        paramValues: { created: new Date(clock.now()) },
      },
      { status: reply.statusCode, headers: { 'content-digest': digest } },
      { method: request.method, url: '', headers: { signature } },
    )
    reply.headers(signed.headers)
    return payload
  })
}
