/** How a process of the mesh listens: TLS 1.3 alone, and with nobody who shows no certificate of the mesh's authority. */
import type { Followed } from '../tls/followed-files.ts'
import { followingListener, type TlsListener } from '../tls/public-tls.ts'
import type { MeshCredentials } from './credentials.ts'

export function meshListener(credentials: Followed<MeshCredentials>): TlsListener {
  return followingListener(credentials, pems => ({
    ...pems,
    minVersion: 'TLSv1.3',
    maxVersion: 'TLSv1.3',
    requestCert: true,
    rejectUnauthorized: true,
  }))
}
