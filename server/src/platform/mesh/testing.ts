/** For tests: processes of a mesh in one process, each with its own certificate, that answer what the policy lets them. */
import { once } from 'node:events'
import { type IncomingMessage, type RequestListener, request, type Server } from 'node:http'
import { type RequestOptions, request as requestTls } from 'node:https'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { followMesh } from './credentials.ts'
import type { MeshDirectory } from './directory.ts'
import { meshListener } from './listener.ts'
import { createMeshGate } from './peers.ts'
import type { MeshRole } from './policy.ts'

export interface MeshServer {
  readonly url: string
  /** Looks at its files now. */
  look(): Promise<void>
  close(): Promise<void>
}

/** Answers 200 to what may be asked, 403 to the rest. */
export async function meshServer(
  mesh: MeshDirectory,
  role: MeshRole,
  now: () => number,
  answer: RequestListener = (_request, response) => response.end('yes'),
): Promise<MeshServer> {
  const credentials = await followMesh(mesh, role, () => {})
  const gate = createMeshGate(mesh.policy, role, now)
  const server = meshListener(credentials).makeServer({}, (request, response) => {
    if (gate.admit(request) === undefined) response.writeHead(403).end()
    else answer(request, response)
  })
  const url = await listen(server)
  return {
    url: url.replace('http:', 'https:'),
    look: credentials.look,
    close: async () => {
      await credentials.close()
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

export async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** The status, or the code of the error. */
export async function ask(url: string, options: RequestOptions = {}): Promise<number | string> {
  return askFor(url, options).then(
    ({ status }) => status,
    (error: NodeJS.ErrnoException) => error.code ?? error.message,
  )
}

export async function askFor(
  url: string,
  options: RequestOptions = {},
): Promise<{ status: number; body: string; peer: string }> {
  const sent = url.startsWith('https:') ? requestTls(url, options) : request(url, options)
  sent.end()
  const [answer] = (await once(sent, 'response')) as [IncomingMessage]
  const { socket } = answer
  const peer =
    'getPeerX509Certificate' in socket ? (socket.getPeerX509Certificate as () => { serialNumber: string })() : undefined
  return { status: answer.statusCode ?? 0, body: await text(answer), peer: peer?.serialNumber ?? '' }
}
