/** How a process of the mesh asks another: over TLS 1.3, only the role it means, with a certificate that changes as its file does. */
import { X509Certificate } from 'node:crypto'
import type { OutgoingHttpHeaders } from 'node:http'
import { Agent, type RequestOptions } from 'node:https'
import type { PeerCertificate } from 'node:tls'
import type { Followed } from '../tls/followed-files.ts'
import type { MeshCredentials } from './credentials.ts'
import { peerOf } from './peers.ts'
import type { MeshPolicy, MeshRole } from './policy.ts'

export interface MeshClient {
  /** Options of `request` (of `node:http` or `node:https`, by their protocol) for asking this process. */
  options(): Pick<RequestOptions, 'agent' | 'protocol' | 'hostname' | 'port'> & { headers?: OutgoingHttpHeaders }
  close(): void
}

export interface MeshTarget {
  readonly role: MeshRole
  /** `https://host:port`. */
  readonly url: string
}

export function meshClient(credentials: Followed<MeshCredentials>, policy: MeshPolicy, target: MeshTarget): MeshClient {
  const { protocol, hostname, port } = new URL(target.url)
  if (protocol !== 'https:') throw new Error(`${target.url}: processes of the mesh are asked over https`)
  const newAgent = (pems: MeshCredentials) =>
    new Agent({
      ...pems,
      keepAlive: true,
      maxFreeSockets: 64,
      minVersion: 'TLSv1.3',
      rejectUnauthorized: true,
      // Whose certificate it is counts, wherever it is: names and addresses prove nothing here.
      checkServerIdentity: (_host, certificate) => checkRole(certificate, policy, target.role),
    })
  let agent = newAgent(credentials.current())
  credentials.onChange(pems => {
    retire(agent)
    agent = newAgent(pems)
  })
  return {
    options: () => ({ agent, protocol, hostname: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? 443 : port }),
    close: () => agent.destroy(),
  }
}

/** What is under way comes to its end; then its connection is closed, not kept. */
function retire(agent: Agent): void {
  agent.maxFreeSockets = 0
  for (const sockets of Object.values(agent.freeSockets)) for (const socket of sockets ?? []) socket.destroy()
}

function checkRole({ raw }: PeerCertificate, { trustDomain }: MeshPolicy, role: MeshRole): Error | undefined {
  const found = peerOf(new X509Certificate(raw), trustDomain)
  return found?.role === role ? undefined : new Error(`the other end is not ${role} of ${trustDomain}`)
}
