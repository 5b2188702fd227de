/** Makes of a command line what a process is: all of Ringfence, or some roles of it, with the TLS it listens and asks with. */
import { join } from 'node:path'
import { createForward } from '../gateway/index.ts'
import type { Parts } from '../parts.ts'
import {
  createMeshGate,
  followMesh,
  type MeshDirectory,
  type MeshRole,
  meshClient,
  meshListener,
  meshRoles,
  readMeshPolicy,
  renewMesh,
} from '../platform/mesh/index.ts'
import { runListener } from '../platform/outbox.ts'
import { publicTls, requireTlsBeyondLoopback, type TlsVersion } from '../platform/tls/index.ts'
import { clock } from './deployment.ts'

export interface PartsOptions {
  readonly host: string
  /** Where the deployment keeps its files; the mesh's are in `mesh` there unless `RINGFENCE_MESH_DIRECTORY` says otherwise. */
  readonly directory: string
  /** All unless given. */
  readonly role?: readonly MeshRole[] | undefined
  readonly tlsCert?: string | undefined
  readonly tlsKey?: string | undefined
  readonly tlsMin?: TlsVersion | undefined
  readonly apiUrl?: string | undefined
  readonly identityUrl?: string | undefined
  /** Asked by nobody, it does not listen. */
  readonly isAlone?: boolean
}

export interface OpenedParts {
  readonly parts: Parts
  readonly scheme: 'http' | 'https'
  close(): Promise<void>
}

type OnError = (error: unknown) => void

/** @param origin the deployment's, as clients know it */
export async function openParts(options: PartsOptions, origin: string, onError: OnError): Promise<OpenedParts> {
  const { host, directory, role: roles = meshRoles } = options
  if (options.isAlone)
    return { parts: { roles, gate: { admit: () => undefined } }, scheme: 'http', close: async () => {} }
  const isEdge = roles.includes('edge')
  const needsNobody = (['edge', 'identity', 'api'] as const).every(role => roles.includes(role))
  const mesh = { directory: meshDirectory(directory), policy: readMeshPolicy(process.env.RINGFENCE_MESH_POLICY) }
  const publicListener = isEdge ? await openPublic(options, onError) : undefined
  requireTlsBeyondLoopback(host, !isEdge || publicListener !== undefined)
  if (needsNobody) {
    const parts = { roles, makeServer: publicListener?.makeServer }
    return { parts, scheme: publicListener ? 'https' : 'http', close: async () => publicListener?.close() }
  }
  const own = isEdge ? 'edge' : roles[0]!
  const renewing = roles.includes('worker') ? await startRenewing(mesh, onError) : undefined
  const credentials = await followMesh(mesh, own, onError)
  const listener = publicListener ?? (isEdge ? undefined : meshListener(credentials))
  const clients: { close(): void }[] = []
  const forwardFor = (role: 'api' | 'identity', url: string | undefined) => {
    if (!isEdge || roles.includes(role) || url === undefined) return undefined
    const client = meshClient(credentials, mesh.policy, { role, url })
    clients.push(client)
    const protocol = new URL(origin).protocol.slice(0, -1)
    return createForward({ target: client.options, protocol, onError })
  }
  const forwardTo = { api: forwardFor('api', options.apiUrl), identity: forwardFor('identity', options.identityUrl) }
  const gate = isEdge ? undefined : createMeshGate(mesh.policy, own, clock.now)
  return {
    parts: { roles, gate, forwardTo, makeServer: listener?.makeServer },
    scheme: listener ? 'https' : 'http',
    close: async () => {
      for (const client of clients) client.close()
      await Promise.all([publicListener?.close(), credentials.close(), renewing?.close()])
    },
  }
}

export function meshDirectory(directory: string): string {
  return process.env.RINGFENCE_MESH_DIRECTORY ?? join(directory, 'mesh')
}

async function openPublic({ tlsCert, tlsKey, tlsMin }: PartsOptions, onError: OnError) {
  if (tlsCert === undefined && tlsKey === undefined) return undefined
  if (tlsCert === undefined || tlsKey === undefined) throw new Error('give both --tls-cert and --tls-key, or neither')
  return publicTls({ certificateFile: tlsCert, keyFile: tlsKey, ...(tlsMin ? { versionMin: tlsMin } : {}) }, onError)
}

/** Certificates live a day: the worker, where it has the authority's key, renews them at half of it. */
async function startRenewing(mesh: MeshDirectory, onError: OnError) {
  const renew = async () => (await renewMesh(mesh, clock.now())) < 0
  await renew() // an own certificate that has ended meanwhile must not keep us from starting
  return runListener({ work: renew, everyMs: 60_000, onError })
}
