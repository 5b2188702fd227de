/** How a process behind a side-car asks another of the mesh: in plain text, on loopback, with the secret that it shares with its side-car. */
import { Agent } from 'node:http'
import type { MeshClient, MeshTarget } from './client.ts'
import { secretHeader } from './side-car.ts'

/** Asks the own side-car, which asks the other process over mutual TLS. */
export function sideCarClient(secret: string, { role, url }: MeshTarget): MeshClient {
  const { protocol, hostname, port } = new URL(url)
  if (protocol !== 'http:' || !['127.0.0.1', '[::1]', 'localhost'].includes(hostname))
    throw new Error(`${url}: with --side-car, ${role} is asked through the own side-car, at http://127.0.0.1:<port>`)
  const agent = new Agent({ keepAlive: true, maxFreeSockets: 64 })
  const target = { agent, protocol, hostname: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? 80 : port }
  return { options: () => ({ ...target, headers: { [secretHeader]: secret } }), close: () => agent.destroy() }
}
