/**
 * Signs the answers to requests that were signed (RFC 9421, 2.4): status, body and the request's own signature, so that a till or a
 * partner can tell that the answer is ours, unchanged, and to this very request.
 */
import { hash, type KeyObject } from 'node:crypto'
import { answerComponents } from '@ringfence/contract'
import type { FastifyInstance } from 'fastify'
import type { Clock } from '../../kernel/clock.ts'
import { signEcdsa } from '../../platform/ecdsa.ts'
import { answerBase } from './signature-base.ts'

/** The key that answers are signed with; its public half is in the deployment's JWK set. P-256. */
export interface AnswerKey {
  readonly kid: string
  readonly privateKey: KeyObject
}

export function signAnswers(app: FastifyInstance, answerKey: () => AnswerKey, clock: Clock): void {
  app.addHook('onSend', (request, reply, payload, done) => {
    const { signature } = request.headers
    if (request.signedBy === undefined || typeof signature !== 'string') return done(null, payload)
    const body = typeof payload === 'string' || Buffer.isBuffer(payload) ? payload : ''
    const digest = `sha-256=:${hash('sha256', body, 'base64')}:`
    const { kid, privateKey } = answerKey()
    const parameters = `(${answerList});created=${Math.floor(clock.now() / 1000)};keyid="${kid}"`
    const base = answerBase(answerComponents, parameters, { status: reply.statusCode, digest, asked: signature })
    const made = signEcdsa(base, privateKey).toString('base64')
    reply.headers({ 'content-digest': digest, 'signature-input': `sig1=${parameters}`, signature: `sig1=:${made}:` })
    done(null, payload)
  })
}

/** `"@status" "content-digest" "signature";req` */
const answerList = answerComponents.map(name => (name.startsWith('"') ? name : `"${name}"`)).join(' ')
