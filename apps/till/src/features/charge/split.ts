/** A basket that what was presented does not cover: what is presented so far, and what is still to pay. */
import { signal } from '@preact/signals'
import type { TakePayment } from '@ringfence/contract'
import { playDeclined, toast } from '@ringfence/ui'
import { type Advice, adviceFor, type FailureCode } from '../../advice.ts'
import { ask } from '../../remote.ts'
import { api } from '../../session.ts'
import { begin, progress } from './attempt.ts'
import type { TenderPart } from './requests.ts'
import { type Presented, type Rest, type ScannedCode, toTenders, withCode } from './split-rules.ts'

/** The basket: all of a payment but who pays. */
export type Sale = Omit<TakePayment, 'code' | 'tenders' | 'dryRun' | 'captureMode'>

export interface Split {
  readonly sale: Sale
  readonly presented: Presented
  /** What stored value would pay now. */
  readonly tenders: readonly TenderPart[]
  readonly customerName: string | null
  readonly remaining: number
  /** What the cashier has chosen for the rest while a new pay code is awaited. */
  readonly rest?: Rest
}

export const split = signal<Split | undefined>(undefined)

const notEnough: readonly FailureCode[] = ['insufficient_funds']
const codeRanOut: readonly FailureCode[] = ['code_expired', 'code_used']

/** Charges what a code covers; when that is not all, opens the split or adds to it. Answers whether the basket is paid. */
export async function presentCode(sale: Sale, scanned: ScannedCode): Promise<boolean> {
  const before = split.value
  const presented = withCode(before?.presented ?? { giftCards: [] }, scanned)
  if (before?.rest && scanned.kind === 'payCode') return payRest({ ...before, presented }, before.rest)
  const body = { ...sale, ...toTenders(presented) }
  const outcome = await begin({ kind: 'payment', body }, sale.amount, sale.currency, notEnough)
  if (outcome === 'approved') split.value = undefined
  if (outcome === 'insufficient_funds') await tryOut(sale, presented)
  return outcome === 'approved'
}

async function tryOut(sale: Sale, presented: Presented): Promise<void> {
  const answer = await ask(() => api.takePayment({ body: { ...sale, ...toTenders(presented), dryRun: true } }))
  if (!answer.ok) return decline(adviceFor(answer.code, answer.problem))
  const { approved, tenders = [], remaining = 0, customerName } = answer.data
  if (approved === 0) return decline(adviceFor('insufficient_funds'))
  split.value = { sale, presented, tenders, customerName, remaining }
}

function decline(advice: Advice): void {
  progress.value = { step: 'declined', advice }
}

/** The rest in cash or by card at the till, all in one payment. Answers whether the basket is paid. */
export async function payRest(open: Split, rest: Rest): Promise<boolean> {
  const { sale, presented } = open
  const body = { ...sale, ...toTenders(presented, rest) }
  const request = { kind: 'payment', body } as const
  const outcome = await begin(request, sale.amount, sale.currency, [...notEnough, ...codeRanOut])
  if (outcome === 'approved') split.value = undefined
  if (outcome === 'insufficient_funds') {
    toast('The balance has changed. This is what is still to pay now.', { tone: 'bad' })
    await tryOut(sale, presented)
  }
  if (codeRanOut.includes(outcome as FailureCode)) {
    playDeclined()
    split.value = { ...open, rest }
  }
  return outcome === 'approved'
}

/** Drops what was presented: nothing was charged. */
export function endSplit(): void {
  split.value = undefined
}
