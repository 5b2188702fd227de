/**
 * One attempt to move money: a payment, a cash load, a refund, the sale of a gift card. It keeps its idempotency key until the outcome is
 * known, also over a reload of the page: what was sent is kept on the device until it is answered.
 */
import { signal } from '@preact/signals'
import type { Answer } from '@ringfence/contract'
import { del, get, set } from 'idb-keyval'
import { type Advice, adviceFor, type FailureCode } from '../../advice.ts'
import { work } from '../../session.ts'
import { type Request, sendRequest, type Taken } from './requests.ts'
import { backOff, settle } from './settle.ts'

export interface Attempt {
  readonly request: Request
  /** The same for every time this request is sent. */
  readonly idempotencyKey: string
  /** What is shown while it runs. */
  readonly amount: number
  readonly currency: string
}

export type Progress =
  | { readonly step: 'sending' | 'checking'; readonly attempt: Attempt; readonly stop: () => void }
  | { readonly step: 'approved'; readonly attempt: Attempt; readonly taken: Taken }
  | { readonly step: 'declined'; readonly attempt?: Attempt; readonly code?: FailureCode; readonly advice: Advice }

/** What the till is doing with money right now; undefined when nothing. */
export const progress = signal<Progress | undefined>(undefined)

export const isWorking = (): boolean => progress.value?.step === 'sending' || progress.value?.step === 'checking'

const oneTryMs = 10_000
const unknownOutcome: Advice = {
  title: 'We don’t know the outcome.',
  detail: 'It may have gone through. Look under Payments before you try again.',
}

export type Outcome = 'approved' | 'busy' | FailureCode

/**
 * Starts an attempt unless one is running. A refusal fills the screen, but for codes in `quiet`: those the caller deals with.
 */
export async function begin(
  request: Request,
  amount: number,
  currency: string,
  quiet: readonly FailureCode[] = [],
): Promise<Outcome> {
  if (isWorking()) return 'busy'
  return run({ request, amount, currency, idempotencyKey: crypto.randomUUID() }, quiet)
}

/** A refund that is too large for one person: asks a second one for the same. */
export async function askForApproval({ request, amount, currency }: Attempt): Promise<Outcome | undefined> {
  if (request.kind !== 'refund') return undefined
  return begin({ ...request, kind: 'refundRequest' }, amount, currency)
}

/** Finishes what this till was doing when the page went away. */
export async function resume(): Promise<void> {
  const kept = await get<Attempt>(pendingName()).catch(() => undefined)
  if (kept && !isWorking()) await run(kept)
}

async function run(attempt: Attempt, quiet: readonly FailureCode[] = []): Promise<Outcome> {
  const stopped = new AbortController()
  const stop = () => stopped.abort()
  progress.value = { step: 'sending', attempt, stop }
  const pending = pendingName()
  await set(pending, attempt).catch(() => undefined)
  const answer = await settle(() => send(attempt, stopped.signal), {
    signal: stopped.signal,
    wait: backOff,
    onUncertain: () => {
      progress.value = { step: 'checking', attempt, stop }
    },
  })
  await del(pending).catch(() => undefined)
  if (answer.ok) {
    progress.value = { step: 'approved', attempt, taken: answer.data }
    return 'approved'
  }
  const advice = answer.code === 'network' ? unknownOutcome : adviceFor(answer.code, answer.problem)
  progress.value = quiet.includes(answer.code) ? undefined : { step: 'declined', attempt, code: answer.code, advice }
  return answer.code
}

async function send({ request, idempotencyKey }: Attempt, stopped: AbortSignal): Promise<Answer<Taken>> {
  return sendRequest(request, {
    idempotencyKey,
    signal: AbortSignal.any([stopped, AbortSignal.timeout(oneTryMs)]),
  })
}

/** Keys belong to the till, so whoever signs in at it next may finish the attempt. */
const pendingName = () => `pending:${work.value?.terminal.id}`
