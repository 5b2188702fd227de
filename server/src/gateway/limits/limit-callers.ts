/** Counts each request of a known caller against its limits, tells how it stands, and refuses what is too much. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendProblem } from '../problems.ts'
import { windowSeconds } from './counters.ts'
import type { Leases, Verdict } from './leases.ts'
import { type Policy, policiesOf, type QuotaOptions } from './quotas.ts'

type Hook = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>

export function createLimitCallers(leases: Leases, options: QuotaOptions): Hook {
  return async (request, reply) => {
    const caller = request.session?.caller
    if (caller === undefined) return undefined
    const policies = policiesOf(caller, options)
    const verdicts: Verdict[] = []
    for (const { key, limit } of policies) {
      const verdict = await leases.take(key, limit)
      verdicts.push(verdict)
      if (!verdict.isAdmitted) break // what is refused counts against nobody else
    }
    tell(reply, policies, verdicts)
    const last = verdicts.at(-1)
    if (last === undefined || last.isAdmitted) return undefined
    reply.header('retry-after', String(last.secondsLeft))
    return sendProblem(request, reply, 'limit_exceeded')
  }
}

/** `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers): quota, window, what remains, until when. */
function tell(reply: FastifyReply, policies: readonly Policy[], verdicts: readonly Verdict[]): void {
  const known = verdicts.map((verdict, i) => ({ name: policies[i]!.name, ...verdict }))
  reply.header(
    'ratelimit-policy',
    policies.map(({ name, limit }) => `"${name}";q=${limit};w=${windowSeconds}`).join(', '),
  )
  reply.header(
    'ratelimit',
    known.map(({ name, remaining, secondsLeft }) => `"${name}";r=${remaining};t=${secondsLeft}`).join(', '),
  )
}
