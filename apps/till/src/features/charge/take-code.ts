/** Where every code arrives, scanned, seen or typed: decides what it is for and starts it at once. */
import { signal } from '@preact/signals'
import { playDeclined, toast } from '@ringfence/ui'
import type { Advice } from '../../advice.ts'
import { connection } from '../../live.ts'
import { work } from '../../session.ts'
import { clearLoad, loadAmount, loadTrouble } from '../load/load-state.ts'
import { isCutOff, justKept, mayTakeOffline, takeOffline } from '../offline/take-offline.ts'
import { asked } from '../scan-to-pay/asked.ts'
import { toPaymentItems } from '../sell/basket.ts'
import { clearForNext, lines, mode, totals } from '../sell/basket-state.ts'
import { begin, isWorking, progress } from './attempt.ts'
import { presentCode, type Sale, split } from './split.ts'
import { readCode, type ScannedCode } from './split-rules.ts'

/** What a code does on the screen that is open. */
export const purpose = signal<'payment' | 'load' | 'none'>('none')
/** A screen that takes codes for itself, such as the number of a gift card to sell. */
export const codeTaker = signal<((text: string) => void) | undefined>(undefined)
/** How a code is being asked for, beside the scanner that always listens. */
export const codeEntry = signal<'none' | 'camera' | 'typing'>('none')

const notACode: Advice = {
  title: 'That is no code of ours.',
  detail: 'Ask the customer to open the pay code in the app, or scan the gift card again.',
}
export const offlineAdvice: Advice = {
  title: 'No connection.',
  detail: 'Charging starts again by itself when the network is back.',
}

export function takeCode(text: string): void {
  // The scanner may beep twice; the customer who has just paid must not pay again.
  if (!work.value || isWorking() || progress.value?.step === 'approved' || justKept.value) return
  // The basket is on the customer's phone: it must not be paid here as well.
  if (asked.value) return
  codeEntry.value = 'none'
  if (codeTaker.value) {
    codeTaker.value(text)
    return
  }
  const plan = planFor(text)
  if ('title' in plan) refuse(plan)
  else void plan.carryOut()
}

interface Plan {
  readonly carryOut: () => Promise<void>
}

function planFor(text: string): Plan | Advice {
  const scanned = readCode(text)
  if (scanned === undefined) return notACode
  if (connection.value === 'offline' && !(purpose.value === 'payment' && mayTakeOffline())) return offlineAdvice
  if (purpose.value === 'payment') return planPayment(scanned)
  if (purpose.value === 'load') return planLoad(scanned)
  return { title: 'Nothing to charge here.', detail: 'Open Sell to charge, or Load cash to load.' }
}

/** What the basket asks for; undefined while there is nothing to charge. */
export function saleOfBasket(): Sale | undefined {
  const { total: amount, tip } = totals.value
  if (amount <= 0) return undefined
  const { id: storeId, currency } = work.value!.store
  const items = mode.value === 'items' ? { items: toPaymentItems(lines.value) } : {}
  return { amount, currency, storeId, ...items, ...(tip > 0 ? { tip } : {}) }
}

function planPayment(scanned: ScannedCode): Plan | Advice {
  const sale = split.value?.sale ?? saleOfBasket()
  if (!sale) {
    return { title: 'The basket is empty.', detail: 'Add items or key in an amount, then scan the code again.' }
  }
  return { carryOut: () => charge(sale, scanned) }
}

async function charge(sale: Sale, scanned: ScannedCode): Promise<void> {
  if (mayTakeOffline() && (await isCutOff())) {
    const refusal =
      scanned.kind === 'payCode' ? await takeOffline({ ...sale, code: scanned.code }) : giftCardsNeedNetwork
    if (refusal) refuse(refusal)
    else clearForNext()
    return
  }
  if (await presentCode(sale, scanned)) clearForNext()
}

const giftCardsNeedNetwork: Advice = {
  title: 'No connection.',
  detail: 'A gift card can only be charged over the network. Ask for another way to pay.',
}

function planLoad(scanned: ScannedCode): Plan | Advice {
  if (scanned.kind !== 'payCode') {
    return { title: 'That is a gift card.', detail: 'Cash is loaded onto a phone: scan the pay code of the app.' }
  }
  const amount = loadAmount.value
  const { currency } = work.value!.store
  const body = { code: scanned.code, amount, currency, tender: { type: 'cash' as const } }
  if (loadTrouble.value) return loadTrouble.value
  return {
    carryOut: async () => {
      if ((await begin({ kind: 'load', body }, amount, currency)) === 'approved') clearLoad()
    },
  }
}

/** In passing, or on the screen that already says no. */
function refuse(advice: Advice): void {
  playDeclined()
  if (progress.value?.step === 'declined') progress.value = { step: 'declined', advice }
  else toast(`${advice.title} ${advice.detail}`, { tone: 'bad', dismissMs: 6_000 })
}
