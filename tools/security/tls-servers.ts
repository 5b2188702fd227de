/** A certificate to scan servers with, and a server that is weak on purpose. */
import { once } from 'node:events'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { createMeshAuthority, issueMeshCertificate } from '../../server/src/platform/mesh/certificates.ts'

/** Certificate and key in one, from an authority like that of the mesh. */
export async function makeCertificate(): Promise<string> {
  const authority = await createMeshAuthority('tls.test', Date.now())
  return issueMeshCertificate(authority, { role: 'edge', trustDomain: 'tls.test', nowMs: Date.now() })
}

export const keyOf = (pem: string) => pem.slice(pem.indexOf('-----BEGIN PRIVATE KEY'))

/** Runs `work` with the port of a server that speaks TLS 1.2 alone, with a cipher in CBC mode among its two. */
export async function whileWeak<T>(pem: string, work: (port: number) => Promise<T>): Promise<T> {
  const weak = createServer({
    cert: pem,
    key: keyOf(pem),
    maxVersion: 'TLSv1.2',
    ciphers: 'ECDHE-ECDSA-AES128-SHA256:ECDHE-ECDSA-AES128-GCM-SHA256',
  })
  weak.on('request', (_request, response) => response.end('weak'))
  weak.listen(0, '127.0.0.1')
  await once(weak, 'listening')
  try {
    return await work((weak.address() as AddressInfo).port)
  } finally {
    weak.closeAllConnections()
    weak.close()
  }
}
