/** Makes of a command line what a process is: all of Ringfence, or some roles of it, with the TLS it listens and asks with. */
import { join } from 'node:path'
import { createForward } from '../gateway/index.ts'
import type { Parts } from '../parts.ts'
import {
  createMeshGate,
  followMesh,
  type Identify,
  type MeshClient,
  type MeshDirectory,
  type MeshRole,
  type MeshTarget,
  meshClient,
  meshListener,
  meshRoles,
  readMeshPolicy,
  readSideCarSecret,
  renewMesh,
  sideCarClient,
  sideCarListener,
} from '../platform/mesh/index.ts'
import { runListener } from '../platform/outbox.ts'
import {
  type MakeServer,
  publicTls,
  requireLoopback,
  requireTlsBeyondLoopback,
  type TlsVersion,
} from '../platform/tls/index.ts'
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
  /** The mutual TLS of the mesh is done by a side-car on this machine. */
  readonly sideCar?: boolean | undefined
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
  if (options.sideCar) requireSideCarPlace(options, needsNobody)
  requireTlsBeyondLoopback(host, !isEdge || publicListener !== undefined)
  if (needsNobody) {
    const parts = { roles, makeServer: publicListener?.makeServer }
    return { parts, scheme: publicListener ? 'https' : 'http', close: async () => publicListener?.close() }
  }
  const own = isEdge ? 'edge' : roles[0]!
  const renewing = roles.includes('worker') ? await startRenewing(mesh, onError) : undefined
  const way = options.sideCar ? await throughSideCar(mesh, own) : await throughOwnTls(mesh, own, onError)
  const makeServer = isEdge ? publicListener?.makeServer : way.makeServer
  const clients: { close(): void }[] = []
  const forwardFor = (role: 'api' | 'identity', url: string | undefined) => {
    if (!isEdge || roles.includes(role) || url === undefined) return undefined
    const client = way.ask({ role, url })
    clients.push(client)
    const protocol = new URL(origin).protocol.slice(0, -1)
    return createForward({ target: client.options, protocol, onError })
  }
  const forwardTo = { api: forwardFor('api', options.apiUrl), identity: forwardFor('identity', options.identityUrl) }
  const gate = isEdge ? undefined : createMeshGate(mesh.policy, own, clock.now, way.identify)
  return {
    parts: { roles, gate, forwardTo, makeServer },
    scheme: publicListener || !(isEdge || options.sideCar) ? 'https' : 'http',
    close: async () => {
      for (const client of clients) client.close()
      await Promise.all([publicListener?.close(), way.close(), renewing?.close()])
    },
  }
}

/** How a process is asked by others of the mesh, and asks them. */
interface MeshWay {
  readonly makeServer: MakeServer
  readonly identify?: Identify
  ask(target: MeshTarget): MeshClient
  close(): Promise<void>
}

async function throughOwnTls(mesh: MeshDirectory, own: MeshRole, onError: OnError): Promise<MeshWay> {
  const credentials = await followMesh(mesh, own, onError)
  const { makeServer } = meshListener(credentials)
  return { makeServer, ask: target => meshClient(credentials, mesh.policy, target), close: credentials.close }
}

async function throughSideCar({ directory, policy }: MeshDirectory, own: MeshRole): Promise<MeshWay> {
  const secret = await readSideCarSecret(directory, own)
  return { ...sideCarListener(secret, policy), ask: target => sideCarClient(secret, target), close: async () => {} }
}

/** @throws Error where plain text would be heard by others, or nobody would be behind the side-car */
function requireSideCarPlace({ host, role = [] }: PartsOptions, needsNobody: boolean): void {
  if (needsNobody || role.length === 0)
    throw new Error('--side-car is for a process of the mesh: say which with --role')
  requireLoopback(host)
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
