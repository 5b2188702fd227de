/** An authenticator made of software, for tests: makes passkeys and signs with them, verifies its person or doesn't, counts or copies. */
import { createHash, createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server'
import { isoCBOR } from '@simplewebauthn/server/helpers'

const origin = 'https://pay.example'
const base64url = (bytes: Uint8Array | string) => Buffer.from(bytes).toString('base64url')
const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest()

export interface Manner {
  readonly origin?: string
  readonly rpId?: string
  /** Whether the person was verified, not only there. */
  readonly verified?: boolean
  readonly counter?: number
}

export interface SoftPasskey {
  readonly id: string
  register(challenge: string, manner?: Manner): RegistrationResponseJSON
  use(challenge: string, manner?: Manner): AuthenticationResponseJSON
}

export function softPasskey(): SoftPasskey {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const credentialId = randomBytes(32)
  const id = base64url(credentialId)
  const common = { id, rawId: id, type: 'public-key', clientExtensionResults: {} } as const
  return {
    id,
    register: (challenge, manner = {}) => ({
      ...common,
      response: {
        clientDataJSON: clientData('webauthn.create', challenge, manner),
        attestationObject: base64url(
          isoCBOR.encode(
            new Map<string, unknown>([
              ['fmt', 'none'],
              ['attStmt', new Map()],
              ['authData', authenticatorData(manner, newCredential(credentialId, privateKey))],
            ]) as never,
          ),
        ),
        transports: ['internal'],
      },
    }),
    use: (challenge, manner = {}) => {
      const clientDataJSON = clientData('webauthn.get', challenge, manner)
      const data = authenticatorData(manner)
      const signed = Buffer.concat([data, sha256(Buffer.from(clientDataJSON, 'base64url'))])
      const signature = createSign('sha256').update(signed).sign(privateKey)
      return {
        ...common,
        response: { clientDataJSON, authenticatorData: base64url(data), signature: base64url(signature) },
      }
    },
  }
}

function clientData(type: string, challenge: string, manner: Manner): string {
  return base64url(JSON.stringify({ type, challenge, origin: manner.origin ?? origin, crossOrigin: false }))
}

/** WebAuthn level 3, section 6.1. */
function authenticatorData(manner: Manner, credential?: Uint8Array): Uint8Array<ArrayBuffer> {
  const flags = 0x01 | (manner.verified === false ? 0 : 0x04) | (credential ? 0x40 : 0)
  const counter = Buffer.alloc(4)
  counter.writeUInt32BE(manner.counter ?? 0)
  const head = [sha256(manner.rpId ?? new URL(origin).hostname), Buffer.of(flags), counter]
  return Uint8Array.from(Buffer.concat([...head, ...(credential ? [credential] : [])]))
}

function newCredential(id: Buffer, privateKey: KeyObject): Uint8Array {
  const { x, y } = privateKey.export({ format: 'jwk' })
  const coordinate = (text: string | undefined) => Uint8Array.from(Buffer.from(text!, 'base64url'))
  const cose = new Map<number, unknown>([
    [1, 2],
    [3, -7],
    [-1, 1],
    [-2, coordinate(x)],
    [-3, coordinate(y)],
  ])
  const length = Buffer.alloc(2)
  length.writeUInt16BE(id.length)
  return Buffer.concat([Buffer.alloc(16), length, id, isoCBOR.encode(cose as never)])
}
