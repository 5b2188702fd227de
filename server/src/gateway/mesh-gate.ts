/** In a process behind the edge: only peers of the mesh are answered, and only what the policy lets each of them ask. */
import type { FastifyInstance } from 'fastify'
import type { Log } from '../platform/log.ts'
import type { MeshGate } from '../platform/mesh/index.ts'
import { sendProblem } from './problems.ts'

const forwarding = ['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-port', 'x-forwarded-proto']

export function mountMeshGate(app: FastifyInstance, gate: MeshGate, log: Log): void {
  app.addHook('onRequest', async (request, reply) => {
    const role = gate.admit(request.raw)
    if (role === undefined) {
      log.warn({ requestId: request.id }, 'a peer of the mesh was refused')
      return sendProblem(request, reply, 'forbidden')
    }
    // Only the edge knows where a request comes from.
    if (role !== 'edge') for (const name of forwarding) delete request.raw.headers[name]
    return undefined
  })
}
