/**
 * Proves who calls. Machines sign their requests: RFC 9421 with `ecdsa-p256-sha256`, and RFC 9530 `content-digest`. People's apps
 * send a DPoP proof (RFC 9449). Runs wherever WebCrypto does, and needs nothing else: the server checks both with libraries.
 */
import type { Signer } from './client.ts'
import type { PublicKey } from './identity.ts'

export const signatureAlgorithm = 'ecdsa-p256-sha256'
const curve = { name: 'ECDSA', namedCurve: 'P-256' } as const
const ecdsa = { name: 'ECDSA', hash: 'SHA-256' } as const

/** A key pair of a client; the private half can't be read out, but IndexedDB can keep it. */
export interface SigningKey {
  readonly privateKey: CryptoKey
  readonly publicKey: PublicKey
  /** RFC 7638 thumbprint of the public key: the `keyid` of signatures. */
  readonly keyId: string
}

/** A P-256 private key as JWK, for clients that keep theirs in a file. */
export interface PrivateKeyJwk extends PublicKey {
  readonly d: string
}

export async function generateSigningKey(): Promise<SigningKey> {
  const pair = await crypto.subtle.generateKey(curve, false, ['sign', 'verify'])
  const { x, y } = await crypto.subtle.exportKey('jwk', pair.publicKey)
  return describe(pair.privateKey, { kty: 'EC', crv: 'P-256', x: x!, y: y! })
}

/** A key from a file. Throws when it is no P-256 private key. */
export async function importSigningKey({ d, x, y }: PrivateKeyJwk): Promise<SigningKey> {
  const jwk = { kty: 'EC', crv: 'P-256', d, x, y } as const
  return describe(await crypto.subtle.importKey('jwk', jwk, curve, false, ['sign']), { kty: 'EC', crv: 'P-256', x, y })
}

async function describe(privateKey: CryptoKey, publicKey: PublicKey): Promise<SigningKey> {
  return { privateKey, publicKey, keyId: await keyIdOf(publicKey) }
}

/** RFC 7638: the same key has the same id wherever it is computed. */
export async function keyIdOf({ crv, kty, x, y }: PublicKey): Promise<string> {
  return base64Url(await sha256(JSON.stringify({ crv, kty, x, y })))
}

/** Adds `content-digest` (with a body), `signature-input` and `signature`. `now` is in milliseconds. */
export function createSigner(key: SigningKey, now: () => number = Date.now): Signer {
  return async ({ method, url, headers, body }) => {
    if (body !== undefined) headers.set('content-digest', `sha-256=:${base64(await sha256(body))}:`)
    const components = ['@method', '@target-uri', ...signedHeaders.filter(name => headers.has(name))]
    const parameters = signatureParameters(components, Math.floor(now() / 1000), newNonce(), key.keyId)
    const base = signatureBase(components, parameters, name => readComponent(name, method, url, headers))
    const signature = await crypto.subtle.sign(ecdsa, key.privateKey, encoder.encode(base))
    headers.set('signature-input', `sig1=${parameters}`)
    headers.set('signature', `sig1=:${base64(signature)}:`)
  }
}

/**
 * Adds the header `dpop` (RFC 9449): that who sends this very request, now, holds the key. It names the access token when
 * `authorization` carries one. `now` is in milliseconds. No two proofs are the same; none is good twice.
 */
export function createProver(key: SigningKey, now: () => number = Date.now): Signer {
  const header = jsonBase64Url({ typ: 'dpop+jwt', alg: 'ES256', jwk: key.publicKey })
  return async ({ method, url, headers }) => {
    const { origin, pathname } = new URL(url)
    const token = headers.get('authorization')?.replace(/^DPoP /, '')
    const claims = {
      jti: newNonce(),
      htm: method,
      htu: origin + pathname,
      iat: Math.floor(now() / 1000),
      ...(token === undefined ? {} : { ath: base64Url(await sha256(token)) }),
    }
    const signed = `${header}.${jsonBase64Url(claims)}`
    const signature = await crypto.subtle.sign(ecdsa, key.privateKey, encoder.encode(signed))
    headers.set('dpop', `${signed}.${base64Url(signature)}`)
  }
}

/** Each is covered when the request has it; the server refuses a signature that leaves one out. */
export const signedHeaders = ['content-digest', 'authorization', 'idempotency-key'] as const

/** The text that is signed (RFC 9421, 2.5). A component with parameters comes quoted: `"signature";req`. `parameters` is the inner list as it stands in `signature-input`. */
export function signatureBase(
  components: readonly string[],
  parameters: string,
  read: (component: string) => string,
): string {
  let base = ''
  for (const name of components) base += `${name.startsWith('"') ? name : `"${name}"`}: ${read(name)}\n`
  return `${base}"@signature-params": ${parameters}`
}

function signatureParameters(components: readonly string[], created: number, nonce: string, keyId: string): string {
  const list = components.map(name => `"${name}"`).join(' ')
  return `(${list});created=${created};nonce="${nonce}";keyid="${keyId}";tag="gnap"`
}

function readComponent(component: string, method: string, url: string, headers: Headers): string {
  if (component === '@method') return method
  if (component === '@target-uri') return url
  return headers.get(component) ?? ''
}

const encoder = new TextEncoder()
const newNonce = () => base64Url(crypto.getRandomValues(new Uint8Array(16)))
const sha256 = (text: string) => crypto.subtle.digest('SHA-256', encoder.encode(text))
export const base64 = (bytes: ArrayBuffer | Uint8Array) => btoa(String.fromCharCode(...new Uint8Array(bytes)))
const jsonBase64Url = (value: unknown) => base64Url(encoder.encode(JSON.stringify(value)))
const base64Url = (bytes: ArrayBuffer | Uint8Array) =>
  base64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
