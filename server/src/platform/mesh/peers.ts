/** Who is at the other end of a connection, by the one SPIFFE id in a certificate that the mesh's authority has signed. */
import type { X509Certificate } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { spiffeId } from './certificates.ts'
import { type MeshPolicy, type MeshRole, mayAsk, meshRoles } from './policy.ts'

export interface Peer {
  readonly role: MeshRole
  readonly validToMs: number
}

/** Undefined for a certificate that names no role of this mesh, or more than one name. */
export function peerOf(certificate: X509Certificate, trustDomain: string): Peer | undefined {
  const role = meshRoles.find(name => certificate.subjectAltName === `URI:${spiffeId(trustDomain, name)}`)
  return role && { role, validToMs: Date.parse(certificate.validTo) }
}

/** Who asks; undefined for nobody of the mesh. */
export type Identify = (request: IncomingMessage) => Peer | undefined

export interface MeshGate {
  /** Undefined when the peer is nobody, may not ask this, or its certificate has ended since the connection began. */
  admit(request: IncomingMessage): MeshRole | undefined
}

export function createMeshGate(
  policy: MeshPolicy,
  callee: MeshRole,
  now: () => number,
  identify: Identify = byConnection(policy),
): MeshGate {
  return {
    admit: request => {
      const { method = '', url = '' } = request
      const peer = identify(request)
      if (peer === undefined || peer.validToMs <= now()) return undefined
      const path = url.split('?', 1)[0]!
      return mayAsk(policy, { caller: peer.role, callee, method, path }) ? peer.role : undefined
    },
  }
}

/** With TLS of our own: by the certificate that the connection began with. */
function byConnection({ trustDomain }: MeshPolicy): Identify {
  const known = new WeakMap<Socket, Peer | undefined>()
  const read = (socket: Socket): Peer | undefined => {
    if (!(socket instanceof TLSSocket) || !socket.authorized) return undefined
    const certificate = socket.getPeerX509Certificate()
    return certificate && peerOf(certificate, trustDomain)
  }
  return ({ socket }) => {
    if (!known.has(socket)) known.set(socket, read(socket))
    return known.get(socket)
  }
}
