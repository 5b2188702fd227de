/** Tells callers what becomes of what they call: `Deprecation` (RFC 9745), `Sunset` (RFC 8594), `Link`; in the end 410. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Clock } from '../../kernel/clock.ts'
import { sendProblem } from '../problems.ts'
import { type Life, stageOf } from './registry.ts'

type Hook = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>

/** None for what has no end in sight. */
export function createAnnounce(life: Life, clock: Clock): Hook[] {
  if (life.deprecatedAtMs === undefined && life.sunsetAtMs === undefined) return []
  const headers = headersOf(life)
  return [
    async (request, reply) => {
      const stage = stageOf(life, clock.now())
      if (stage === 'active') return undefined
      reply.headers(headers)
      return stage === 'retired' ? sendProblem(request, reply, 'version_retired') : undefined
    },
  ]
}

export function headersOf({ deprecatedAtMs, sunsetAtMs, successor, notice }: Life): Record<string, string> {
  const links = [
    ...(successor === undefined ? [] : [`<${successor}>; rel="successor-version"`]),
    ...(notice === undefined ? [] : [`<${notice}>; rel="deprecation"`, `<${notice}>; rel="sunset"`]),
  ]
  return {
    ...(deprecatedAtMs === undefined ? {} : { deprecation: `@${Math.floor(deprecatedAtMs / 1000)}` }),
    ...(sunsetAtMs === undefined ? {} : { sunset: new Date(sunsetAtMs).toUTCString() }),
    ...(links.length === 0 ? {} : { link: links.join(', ') }),
  }
}
