/**
 * One attempt to move money: a payment, a cash load or a refund. It keeps its idempotency key until the outcome is
 * known, also over a reload of the page: what was sent is kept on the device until it is answered.
 */
import { signal } from '@preact/signals'
import type { Answer, TakeLoad, TakePayment, TakeRefund } from '@ringfence/contract'
import { del, get, set } from 'idb-keyval'
import { type Advice, adviceFor } from '../../advice.ts'
import { api, work } from '../../session.ts'
import { backOff, settle } from './settle.ts'

export type Request =
  | { readonly kind: 'payment'; readonly body: TakePayment }
  | { readonly kind: 'load'; readonly body: TakeLoad }
  | { readonly kind: 'refund'; readonly paymentId: string; readonly body: TakeRefund }

export interface Attempt {
  readonly request: Request
  /** The same for every time this request is sent. */
  readonly idempotencyKey: string
  /** What is shown while it runs. */
  readonly amount: number
  readonly currency: string
}

interface Taken {
  readonly amount: number
  readonly currency: string
  readonly customerName: string | null
}

export type Progress =
  | { readonly step: 'sending' | 'checking'; readonly attempt: Attempt; readonly stop: () => void }
  | { readonly step: 'approved'; readonly attempt: Attempt; readonly taken: Taken }
  | { readonly step: 'declined'; readonly attempt?: Attempt; readonly advice: Advice }

/** What the till is doing with money right now; undefined when nothing. */
export const progress = signal<Progress | undefined>(undefined)

export const isWorking = (): boolean => progress.value?.step === 'sending' || progress.value?.step === 'checking'

const oneTryMs = 10_000
const unknownOutcome: Advice = {
  title: 'We don’t know the outcome.',
  detail: 'It may have gone through. Look under Payments before you try again.',
}

/** Starts an attempt unless one is running. Answers whether it was approved. */
export async function begin(request: Request, amount: number, currency: string): Promise<boolean> {
  if (isWorking()) return false
  return run({ request, amount, currency, idempotencyKey: crypto.randomUUID() })
}

/** Finishes what this till was doing when the page went away. */
export async function resume(): Promise<void> {
  const kept = await get<Attempt>(pendingName()).catch(() => undefined)
  if (kept && !isWorking()) await run(kept)
}

async function run(attempt: Attempt): Promise<boolean> {
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
    return true
  }
  const advice = answer.code === 'network' ? unknownOutcome : adviceFor(answer.code, answer.problem)
  progress.value = { step: 'declined', attempt, advice }
  return false
}

async function send({ request, idempotencyKey }: Attempt, stopped: AbortSignal): Promise<Answer<Taken>> {
  const shared = { idempotencyKey, signal: AbortSignal.any([stopped, AbortSignal.timeout(oneTryMs)]) }
  if (request.kind === 'payment') {
    const answer = await api.takePayment({ body: request.body, ...shared })
    return taken(answer, ({ approved, currency, customerName }) => ({ amount: approved, currency, customerName }))
  }
  if (request.kind === 'load') {
    const answer = await api.takeLoad({ body: request.body, ...shared })
    return taken(answer, ({ amount, currency }) => ({ amount, currency, customerName: null }))
  }
  const answer = await api.takeRefund({ params: { id: request.paymentId }, body: request.body, ...shared })
  return taken(answer, ({ amount, currency }) => ({ amount, currency, customerName: null }))
}

const taken = <T>(answer: Answer<T>, read: (data: T) => Taken): Answer<Taken> =>
  answer.ok ? { ...answer, data: read(answer.data) } : answer

/** Keys belong to the till, so whoever signs in at it next may finish the attempt. */
const pendingName = () => `pending:${work.value?.terminal.id}`
