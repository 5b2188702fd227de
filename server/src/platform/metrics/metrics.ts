/**
 * What this process counts about itself, in Prometheus's form. Labels are names of operations, codes and roles, never ids: nothing of a
 * person is in them, and their number is bounded. Metrics belong to the process, so there is one registry in it.
 */
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { AnsweredCall } from '../answered-call.ts'

export const registry = new Registry()
const registers = [registry]

const requests = new Counter({
  name: 'ringfence_requests_total',
  help: 'Answered requests.',
  labelNames: ['operation', 'version', 'status', 'caller'] as const,
  registers,
})
const durations = new Histogram({
  name: 'ringfence_request_duration_seconds',
  help: 'From the first byte of a request to the last of its answer.',
  labelNames: ['operation'] as const,
  buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10],
  registers,
})
const refusals = new Counter({
  name: 'ringfence_refusals_total',
  help: 'Answers that were not success, by their code.',
  labelNames: ['operation', 'code'] as const,
  registers,
})
const declines = new Counter({
  name: 'ringfence_payment_declines_total',
  help: 'Payments that were declined, by code.',
  labelNames: ['code'] as const,
  registers,
})
const unproved = new Counter({
  name: 'ringfence_refused_proofs_total',
  help: 'Requests refused for a signature, a proof of possession or a token.',
  labelNames: ['kind'] as const,
  registers,
})
const limits = new Counter({
  name: 'ringfence_limits_reached_total',
  help: 'Requests refused by a limit, or shed.',
  labelNames: ['operation', 'code'] as const,
  registers,
})
const lockOuts = new Counter({
  name: 'ringfence_lock_outs_total',
  help: 'People, cards and addresses locked out after too many tries.',
  labelNames: ['kind'] as const,
  registers,
})
const inFlight = new Gauge({ name: 'ringfence_requests_in_flight', help: 'Requests being worked on.', registers })
const batchSizes = new Histogram({
  name: 'ringfence_group_commit_batch_size',
  help: 'Items that shared one commit.',
  buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024],
  registers,
})

/** Codes of a payment that say something of the customer's money or code, not of the request. */
const payments = new Set(['takePayment', 'payPaymentRequest', 'capturePayment'])
const proofs = new Set(['unauthenticated', 'signature_invalid', 'step_up_required'])
const limitCodes = new Set(['limit_exceeded', 'overloaded', 'resend_limit_reached'])

/** Some increments a call, nothing else. */
export function countCall({ operation, version, role, status, problem, proof, durationMs }: AnsweredCall): void {
  requests.inc({ operation, version, status, caller: callerKind(role) })
  durations.observe({ operation }, durationMs / 1000)
  if (problem === undefined) return
  refusals.inc({ operation, code: problem })
  if (proofs.has(problem)) unproved.inc({ kind: proof ?? problem })
  else if (limitCodes.has(problem)) limits.inc({ operation, code: problem })
  else if (payments.has(operation) && status < 500) declines.inc({ code: problem })
}

function callerKind(role: AnsweredCall['role']): string {
  return role === 'customer' || role === 'client' || role === 'none' ? role : 'staff'
}

export const requestBegins = () => inFlight.inc()
export const requestEnds = () => inFlight.dec()
export const countBatch = (size: number) => batchSizes.observe(size)
/** `kind`: what is locked, for example `pin`, `emailCode`, `cardLoads`, `address`. */
export const countLockOut = (kind: string) => lockOuts.inc({ kind })

/** A figure that is looked up whenever somebody scrapes; one that can't be had is left out. Replaces an earlier one of that name. */
export function watchFigure(
  name: `ringfence_${string}`,
  help: string,
  label: string,
  read: () => Promise<Readonly<Record<string, number>>> | Readonly<Record<string, number>>,
): void {
  registry.removeSingleMetric(name)
  new Gauge({
    name,
    help,
    labelNames: [label],
    registers,
    async collect() {
      this.reset()
      const figures = await Promise.resolve(read()).catch(() => ({}))
      for (const [key, value] of Object.entries(figures)) this.set({ [label]: key }, value)
    },
  })
}
