/** Asks for a fresh proof of who somebody is where it matters, in the words of RFC 9470. */
import type { Operation } from '@ringfence/contract'
import type { Clock } from '../kernel/clock.ts'
import type { Hook } from './guard.ts'
import { sendProblem } from './problems.ts'
import { isFreshEnough, stepUpSecondsMax } from './rights.ts'

const challenge = `DPoP error="insufficient_user_authentication", max_age=${stepUpSecondsMax}`

export function createRequireStepUp(operation: Operation, clock: Clock, sandbox: boolean): Hook {
  return async (request, reply) => {
    const caller = request.session?.caller
    if (caller === undefined || isFreshEnough(operation, caller, clock.now(), sandbox)) return undefined
    reply.header('www-authenticate', challenge)
    return sendProblem(request, reply, 'step_up_required')
  }
}
