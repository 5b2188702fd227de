/**
 * What this till keeps while the network is away: the chain of payments that it signed, and what it may take. Pure: the same state
 * and the same event give the same next state; the device keeps it in IndexedDB (kept.ts).
 */
import {
  type OfflinePayment,
  type OfflinePermit,
  type OfflineRecord,
  type OfflineResult,
  offlineGenesis,
  offlineLimitHours,
} from '@ringfence/contract'

/** `kept`: not yet confirmed. `taken`, `declined` and `refused` are what the server said. */
export type KeptState = 'kept' | 'taken' | 'declined' | 'refused'

export interface KeptPayment {
  readonly payment: OfflinePayment
  readonly state: KeptState
  readonly reason: OfflineResult['reason']
}

export interface Queue {
  /** What the manager allows; undefined until the server was asked once. */
  readonly permit: Omit<OfflinePermit, 'sequence' | 'head' | 'now'> | undefined
  /** The server's clock less this tablet's, in milliseconds. */
  readonly offsetMs: number
  /** Where the chain of the key stands. */
  readonly chain: { readonly keyId: string; readonly sequence: number; readonly head: string; readonly takenMs: number }
  readonly payments: readonly KeptPayment[]
}

export const emptyQueue: Queue = {
  permit: undefined,
  offsetMs: 0,
  chain: { keyId: '', sequence: 0, head: offlineGenesis, takenMs: 0 },
  payments: [],
}

const limitsMs = offlineLimitHours * 3_600_000
const doneKeptMs = 7 * 24 * 3_600_000

export type OfflineRefusal = 'not_allowed' | 'code_used' | 'account_limit' | 'terminal_limit' | 'too_many' | 'currency'

export interface OfflineSale {
  readonly code: string
  readonly amount: number
  readonly currency: string
  readonly atMs: number
}

/** Why a code can't be taken unseen; undefined when it can. The server counts the same limits again. */
export function refusalOf(queue: Queue, sale: OfflineSale): OfflineRefusal | undefined {
  const { permit } = queue
  if (!permit?.enabled) return 'not_allowed'
  if (permit.currency !== sale.currency) return 'currency'
  const recent = queue.payments.filter(({ payment }) => Date.parse(payment.record.takenAt) > sale.atMs - limitsMs)
  if (recent.some(({ payment }) => payment.record.code === sale.code)) return 'code_used'
  const sumOf = (some: readonly KeptPayment[]) => some.reduce((sum, { payment }) => sum + payment.record.amount, 0)
  const sameDevice = recent.filter(({ payment }) => aliasOf(payment.record.code) === aliasOf(sale.code))
  const { perAccount, terminalSum, terminalCount } = permit.limits
  if (sumOf(sameDevice) + sale.amount > perAccount) return 'account_limit'
  if (sumOf(recent) + sale.amount > terminalSum) return 'terminal_limit'
  return recent.length >= terminalCount ? 'too_many' : undefined
}

const aliasOf = (code: string) => code.slice(0, 8)

/** The time of a payment by the server's clock, never before the one before. */
export function timeOf(queue: Queue, tabletMs: number): number {
  return Math.max(tabletMs + queue.offsetMs, queue.chain.takenMs)
}

/** The next record of the chain. A new key begins a new chain. */
export function nextLink(queue: Queue, keyId: string): Pick<OfflineRecord, 'sequence' | 'previous'> {
  const { chain } = queue
  return chain.keyId === keyId
    ? { sequence: chain.sequence + 1, previous: chain.head }
    : { sequence: 1, previous: offlineGenesis }
}

export function withPayment(queue: Queue, payment: OfflinePayment, hash: string): Queue {
  const { record, keyId } = payment
  return {
    ...queue,
    chain: { keyId, sequence: record.sequence, head: hash, takenMs: Date.parse(record.takenAt) },
    payments: [...queue.payments, { payment, state: 'kept', reason: null }],
  }
}

/** A server that has received more than this device remembers knows the chain better: the device has lost its own. */
export function withPermit(queue: Queue, keyId: string, answer: OfflinePermit, tabletMs: number): Queue {
  const { sequence, head, now, ...permit } = answer
  const isBehind = queue.chain.keyId !== keyId || queue.chain.sequence < sequence
  const chain = isBehind ? { ...queue.chain, keyId, sequence, head } : queue.chain
  return { ...queue, permit, offsetMs: Date.parse(now) - tabletMs, chain }
}

/** The payments to forward next, in order, as many as one request may carry. Refused ones wait until someone asks again. */
export function batchOf(queue: Queue, options: { readonly alsoRefused: boolean }): OfflinePayment[] {
  const due = queue.payments.filter(({ state }) => state === 'kept' || (options.alsoRefused && state === 'refused'))
  const batch: OfflinePayment[] = []
  let bytes = 0
  for (const { payment } of due) {
    bytes += new TextEncoder().encode(JSON.stringify(payment)).length
    if (batch.length > 0 && (bytes > batchBytesMax || batch.length === batchMax)) break
    batch.push(payment)
  }
  return batch
}
const batchBytesMax = 12_000
const batchMax = 20

/** Marks what was sent with what the server said. */
export function withResults(queue: Queue, sent: readonly OfflinePayment[], results: readonly OfflineResult[]): Queue {
  const said = new Map(sent.map((payment, i) => [payment.signature, results[i]]))
  return {
    ...queue,
    payments: queue.payments.map(kept => {
      const result = said.get(kept.payment.signature)
      return result ? { ...kept, state: result.outcome, reason: result.reason } : kept
    }),
  }
}

/** Forgets what has been done for a week; never what is not yet confirmed. */
export function pruned(queue: Queue, nowMs: number): Queue {
  const isOld = ({ payment, state }: KeptPayment) =>
    (state === 'taken' || state === 'declined') && Date.parse(payment.record.takenAt) < nowMs - doneKeptMs
  return { ...queue, payments: queue.payments.filter(kept => !isOld(kept)) }
}

export interface Unconfirmed {
  readonly count: number
  readonly amount: number
}

export function unconfirmedOf(queue: Queue): Unconfirmed {
  const open = queue.payments.filter(({ state }) => state === 'kept')
  return { count: open.length, amount: open.reduce((sum, { payment }) => sum + payment.record.amount, 0) }
}
