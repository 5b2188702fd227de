/** TLS of the public listener: its certificate's files, and which versions it speaks. */
import { createPrivateKey, X509Certificate } from 'node:crypto'
import type { RequestListener, Server } from 'node:http'
import { createServer, type ServerOptions } from 'node:https'
import { type Followed, followFiles } from './followed-files.ts'

export interface TlsSettings {
  /** PEM: the certificate, then those between it and its root. */
  readonly certificateFile: string
  readonly keyFile: string
  /** TLS 1.3 unless given. */
  readonly versionMin?: TlsVersion
}
export const tlsVersions = ['1.3', '1.2'] as const
export type TlsVersion = (typeof tlsVersions)[number]

/** Only what gives forward secrecy and authenticates what it encrypts (RFC 9325, 4.2). The first three are those of TLS 1.3. */
export const tlsCiphers = [
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_GCM_SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
].join(':')

interface Pair {
  readonly cert: string
  readonly key: string
}

/** Makes the server that a gateway listens with, out of its bounds. */
export type MakeServer = (bounds: ServerOptions, listener: RequestListener) => Server

export interface TlsListener {
  readonly makeServer: MakeServer
  /** Looks for another certificate now; usually it looks by itself. */
  look(): Promise<void>
  close(): Promise<void>
}

/** @throws Error when certificate and key can't be read, or don't belong together */
export async function publicTls(settings: TlsSettings, onError: (error: unknown) => void): Promise<TlsListener> {
  const { certificateFile, keyFile, versionMin = '1.3' } = settings
  const followed = await followFiles({ files: [certificateFile, keyFile], read: readPair, onError })
  const versions = { minVersion: `TLSv${versionMin}`, maxVersion: 'TLSv1.3', ciphers: tlsCiphers } as const
  return followingListener(followed, pair => ({ ...versions, ...pair, honorCipherOrder: true }))
}

/** A server whose certificate is exchanged as its files are; connections that stand go on with what they began with. */
export function followingListener<T>(followed: Followed<T>, optionsOf: (state: T) => ServerOptions): TlsListener {
  return {
    makeServer: (bounds, listener) => {
      const server = createServer({ ...bounds, ...optionsOf(followed.current()) }, listener)
      followed.onChange(state => server.setSecureContext(optionsOf(state)))
      return server as unknown as Server // the same methods and events, which Fastify has two types for
    },
    look: followed.look,
    close: followed.close,
  }
}

function readPair([cert = '', key = '']: readonly string[]): Pair {
  if (!new X509Certificate(cert).checkPrivateKey(createPrivateKey(key)))
    throw new Error('the TLS certificate is not one of the TLS key')
  return { cert, key }
}
