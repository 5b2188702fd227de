/**
 * A process behind a side-car speaks plain text with it, on loopback. Whoever else is on the machine can do that, too: so both show each
 * other a secret that only they can read. With it the side-car hands over the certificate that the caller proved to have, and the
 * process reads it as it would read one of its own connections (ADR 0018).
 */
import { randomBytes, timingSafeEqual, X509Certificate } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { join } from 'node:path'
import type { MakeServer } from '../tls/public-tls.ts'
import { type Identify, type Peer, peerOf } from './peers.ts'
import type { MeshPolicy, MeshRole } from './policy.ts'

/** Of 32 random bytes, in hexadecimal. */
export const secretHeader = 'x-mesh-secret'
/** DER, in base64. */
export const certificateHeader = 'x-mesh-certificate'

/** A map as HAProxy reads it, with one line: its key, then the secret. */
export const secretKey = 'secret'
export const secretFile = (directory: string, role: MeshRole) => join(directory, `${role}.side-car`)
export const newSecretMap = () => `${secretKey} ${randomBytes(32).toString('hex')}\n`

/** @throws Error when there is none, or others than its owner can read it */
export async function readSideCarSecret(directory: string, role: MeshRole): Promise<string> {
  const file = secretFile(directory, role)
  const text = await readFile(file, 'utf8').catch(() => {
    throw new Error(`${file} can't be read, which ${role} shares with its side-car: run ringfence mesh issue`)
  })
  if (((await stat(file)).mode & 0o077) !== 0)
    throw new Error(`${file} can be read by others than its owner: chmod 600`)
  const [, secret] = /^secret ([0-9a-f]{64})\n$/.exec(text) ?? []
  if (secret === undefined) throw new Error(`${file} holds no secret: remove it and run ringfence mesh issue`)
  return secret
}

export interface SideCarListener {
  readonly makeServer: MakeServer
  readonly identify: Identify
}

export function sideCarListener(secret: string, { trustDomain }: MeshPolicy): SideCarListener {
  const peers = new WeakMap<IncomingMessage, Peer>()
  return {
    makeServer: (bounds, listener): Server =>
      createServer(bounds, (request, response) => {
        const peer = handedOver(request, secret, trustDomain)
        if (peer) peers.set(request, peer)
        // For nobody further in to see, log or believe.
        for (const name of [secretHeader, certificateHeader]) delete request.headers[name]
        listener(request, response)
      }),
    // By request, not by connection: a side-car sends several callers' requests over one.
    identify: request => peers.get(request),
  }
}

/** The side-car has verified that the caller has the certificate's key, and who signed it. */
function handedOver({ headers }: IncomingMessage, secret: string, trustDomain: string): Peer | undefined {
  const { [secretHeader]: shown, [certificateHeader]: certificate } = headers
  if (typeof shown !== 'string' || typeof certificate !== 'string' || !isSame(shown, secret)) return undefined
  try {
    return peerOf(new X509Certificate(Buffer.from(certificate, 'base64')), trustDomain)
  } catch {
    return undefined
  }
}

function isSame(shown: string, secret: string): boolean {
  const [one, other] = [Buffer.from(shown), Buffer.from(secret)]
  return one.length === other.length && timingSafeEqual(one, other)
}
