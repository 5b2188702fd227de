/** Where every code arrives, scanned, seen or typed: decides what it is for and starts it at once. */
import { signal } from '@preact/signals'
import { parsePayCode } from '@ringfence/contract'
import { playDeclined, toast } from '@ringfence/ui'
import type { Advice } from '../../advice.ts'
import { connection } from '../../live.ts'
import { work } from '../../session.ts'
import { clearLoad, loadAmount, loadTrouble } from '../load/load-state.ts'
import { isCutOff, justKept, mayTakeOffline, takeOffline } from '../offline/take-offline.ts'
import { toPaymentItems } from '../sell/basket.ts'
import { clearForNext, lines, mode, totals } from '../sell/basket-state.ts'
import { begin, isWorking, progress, type Request } from './attempt.ts'

/** What a code does on the screen that is open. */
export const purpose = signal<'payment' | 'load' | 'none'>('none')
/** How a code is being asked for, beside the scanner that always listens. */
export const codeEntry = signal<'none' | 'camera' | 'typing'>('none')

const notACode: Advice = {
  title: 'That is not a pay code.',
  detail: 'Ask the customer to open the pay code in the app, then scan again.',
}
export const offlineAdvice: Advice = {
  title: 'No connection.',
  detail: 'Charging starts again by itself when the network is back.',
}

export function takeCode(text: string): void {
  // The scanner may beep twice; the customer who has just paid must not pay again.
  if (!work.value || isWorking() || progress.value?.step === 'approved' || justKept.value) return
  codeEntry.value = 'none'
  const plan = planFor(text)
  if ('title' in plan) refuse(plan)
  else void carryOut(plan)
}

interface Plan {
  readonly request: Request
  readonly amount: number
  /** Makes the screen ready for the next customer. */
  readonly clear: () => void
}

async function carryOut({ request, amount, clear }: Plan): Promise<void> {
  if (request.kind === 'payment' && mayTakeOffline() && (await isCutOff())) {
    const refusal = await takeOffline(request.body)
    if (refusal) refuse(refusal)
    else clear()
    return
  }
  if (await begin(request, amount, work.value!.store.currency)) clear()
}

function planFor(text: string): Plan | Advice {
  const code = parsePayCode(text)?.code
  if (code === undefined) return notACode
  if (connection.value === 'offline' && !(purpose.value === 'payment' && mayTakeOffline())) return offlineAdvice
  if (purpose.value === 'payment') return planPayment(code)
  if (purpose.value === 'load') return planLoad(code)
  return { title: 'Nothing to charge here.', detail: 'Open Sell to charge, or Load cash to load.' }
}

function planPayment(code: string): Plan | Advice {
  const { total: amount, tip } = totals.value
  if (amount <= 0) {
    return { title: 'The basket is empty.', detail: 'Add items or key in an amount, then scan the code again.' }
  }
  const { id: storeId, currency } = work.value!.store
  const items = mode.value === 'items' ? { items: toPaymentItems(lines.value) } : {}
  const tipped = tip > 0 ? { tip } : {}
  const body = { code, amount, currency, storeId, ...items, ...tipped }
  return { request: { kind: 'payment', body }, amount, clear: clearForNext }
}

function planLoad(code: string): Plan | Advice {
  const amount = loadAmount.value
  const body = { code, amount, currency: work.value!.store.currency, tender: { type: 'cash' as const } }
  return loadTrouble.value ?? { request: { kind: 'load', body }, amount, clear: clearLoad }
}

/** In passing, or on the screen that already says no. */
function refuse(advice: Advice): void {
  playDeclined()
  if (progress.value?.step === 'declined') progress.value = { step: 'declined', advice }
  else toast(`${advice.title} ${advice.detail}`, { tone: 'bad', dismissMs: 6_000 })
}
