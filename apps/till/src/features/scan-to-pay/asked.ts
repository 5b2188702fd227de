/** A payment that this till asks for by a code on its screen; the customer's phone scans it and confirms. */
import { signal } from '@preact/signals'
import type { Answer, PaymentRequest } from '@ringfence/contract'
import { playApproved, toast } from '@ringfence/ui'
import { type Advice, adviceFor } from '../../advice.ts'
import { onLive } from '../../live.ts'
import { ask } from '../../remote.ts'
import { api } from '../../session.ts'
import type { Sale } from '../charge/split.ts'
import { clearForNext } from '../sell/basket-state.ts'

export type Asked =
  | { readonly state: 'asking'; readonly sale: Sale }
  | { readonly state: 'failed'; readonly sale: Sale; readonly advice: Advice }
  | { readonly state: 'open' | 'cancelling' | 'expired'; readonly sale: Sale; readonly request: PaymentRequest }
  | { readonly state: 'paid'; readonly sale: Sale; readonly request: PaymentRequest; readonly amount: number }

export const asked = signal<Asked | undefined>(undefined)

/** Beside the live events, which may be late when the network is. */
const lookEveryMs = 2_500

let attempts = 0

/** A new code for what the basket asks for. The tip is the customer's to give, on the phone. */
export async function askForPayment(sale: Sale): Promise<void> {
  const attempt = ++attempts
  asked.value = { state: 'asking', sale }
  const { amount, currency, items, tip = 0 } = sale
  const body = { amount: amount - tip, currency, ...(items === undefined ? {} : { items }) }
  const idempotencyKey = crypto.randomUUID()
  const answer = await ask(() => api.createPaymentRequest({ body, idempotencyKey }))
  if (attempt !== attempts) {
    // Given up before the code was there: nobody is to pay it.
    if (answer.ok) await ask(() => api.cancelPaymentRequest({ params: { id: answer.data.id } }))
    return
  }
  asked.value = answer.ok
    ? { state: 'open', sale, request: answer.data }
    : { state: 'failed', sale, advice: adviceFor(answer.code, answer.problem) }
}

/** Follows the open code until it is paid, cancelled or expired. Returns what stops it. */
export function followAsked(): () => void {
  const look = () => void lookAfter()
  const timer = setInterval(look, lookEveryMs)
  const stop = onLive(look)
  return () => {
    clearInterval(timer)
    stop()
  }
}

async function lookAfter(): Promise<void> {
  const now = asked.value
  if (now?.state !== 'open') return
  take(await ask(() => api.getPaymentRequest({ params: { id: now.request.id } })))
}

export async function cancelAsked(): Promise<void> {
  const now = asked.value
  if (now === undefined || now.state === 'cancelling') return
  attempts++
  if (now.state !== 'open') {
    asked.value = undefined
    return
  }
  asked.value = { ...now, state: 'cancelling' }
  const params = { id: now.request.id }
  const answer = await ask(() => api.cancelPaymentRequest({ params }))
  if (answer.ok) {
    asked.value = undefined
    return
  }
  // The customer may have confirmed in this very moment.
  asked.value = { ...now, state: 'open' }
  take(await ask(() => api.getPaymentRequest({ params })))
  if (asked.value.state !== 'open') return
  const { title, detail } = adviceFor(answer.code, answer.problem)
  toast(`${title} ${detail}`, { tone: 'bad' })
}

function take(answer: Answer<PaymentRequest>): void {
  const now = asked.value
  if (!answer.ok || now?.state !== 'open' || now.request.id !== answer.data.id) return
  const { status, paymentId } = answer.data
  if (status === 'expired') asked.value = { ...now, state: 'expired' }
  if (status === 'cancelled') asked.value = undefined
  if (status !== 'paid' || paymentId === null) return
  asked.value = { state: 'paid', sale: now.sale, request: answer.data, amount: answer.data.amount }
  playApproved()
  clearForNext()
  void withTip(paymentId)
}

/** What was paid in the end: the customer may have given a tip. */
async function withTip(paymentId: string): Promise<void> {
  const answer = await ask(() => api.getPayment({ params: { id: paymentId } }))
  const now = asked.value
  if (answer.ok && now?.state === 'paid') asked.value = { ...now, amount: answer.data.amount }
}
