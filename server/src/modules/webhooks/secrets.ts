/** Secrets of endpoints, and signatures with them, as Standard Webhooks has them. */
import { randomBytes } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import { type MasterKey, open, seal } from '../../platform/crypto.ts'

const purpose = 'webhook secret'
/** How long the secret before still signs, after a rotation. */
export const overlapMs = 86_400_000

/** `whsec_` and 32 random bytes in base64. */
export function newSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`
}

export function sealSecret(masterKey: MasterKey, secret: string): Buffer {
  return seal(masterKey, purpose, Buffer.from(secret))
}

export function openSecret(masterKey: MasterKey, sealed: Buffer): string {
  return open(masterKey, purpose, sealed).toString()
}

/** Headers of a message: while a secret is being rotated there is a signature by each. */
export function signedHeaders(secrets: readonly string[], id: string, body: string, atMs: number) {
  const at = new Date(atMs)
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(atMs / 1000)),
    'webhook-signature': secrets.map(secret => new Webhook(secret).sign(id, at, body)).join(' '),
  }
}
