/** Decisions about gifts, without a database. */
import { type GiftStatus, giftDeliveryDaysMax } from '@ringfence/contract'
import type { MailState } from '../../platform/mail/index.ts'

export const resendsMax = 3
const dayMs = 86_400_000

export interface GiftLimits {
  readonly amountMinimum: bigint
  readonly amountMaximum: bigint
}

export interface GiftWishes {
  readonly amount: bigint
  readonly message: string
  readonly names: readonly string[]
  readonly deliverMs: number | undefined
  readonly nowMs: number
}

/** JSON pointers to what can't be: nothing when the gift is fine. */
export function faultsOf(wishes: GiftWishes, limits: GiftLimits): string[] {
  const { amount, message, names, deliverMs, nowMs } = wishes
  const faults: string[] = []
  if (amount < limits.amountMinimum || amount > limits.amountMaximum) faults.push('/amount')
  if (hasLink(message) || /[\p{Cc}\u2028\u2029]/u.test(message.replaceAll('\n', ''))) faults.push('/message')
  if (names.some(hasLink)) faults.push('/recipient/name')
  if (deliverMs !== undefined && deliverMs > nowMs + giftDeliveryDaysMax * dayMs) faults.push('/deliverAt')
  return faults
}

/** A gift that comes with a link is how people are robbed: the message of a gift has none. */
export function hasLink(text: string): boolean {
  return /:\s*\/\s*\/|\bwww\s*\./i.test(text)
}

/** Line ends as one character; nothing else is changed. */
export function plainLines(text: string): string {
  return text.replace(/\r\n?/g, '\n')
}

export interface GiftProgress {
  readonly status: 'pending' | 'failed' | 'open' | 'cancelled' | 'refunded' | 'disputed'
  readonly isClaimed: boolean
  /** Whether it goes to somebody by mail; otherwise the buyer took the code along. */
  readonly isMailed: boolean
  readonly mails: readonly Pick<MailState, 'state' | 'attempts' | 'dueAt'>[]
  readonly nowMs: number
}

/** What the buyer sees. A gift that arrived once stays delivered while it is sent once more. */
export function shownStatus({ status, isClaimed, isMailed, mails, nowMs }: GiftProgress): GiftStatus {
  if (status !== 'open') return status
  if (isClaimed) return 'claimed'
  if (!isMailed || mails.some(mail => mail.state === 'sent')) return 'delivered'
  const queued = mails.find(mail => mail.state === 'queued')
  if (!queued) return 'undelivered'
  return queued.attempts === 0 && queued.dueAt.getTime() > nowMs ? 'scheduled' : 'sending'
}

/** Whether a mail may be sent again: `waiting` when one is on its way already, so that pressing twice sends once. */
export function mayResend(
  progress: Pick<GiftProgress, 'status' | 'isClaimed' | 'isMailed' | 'mails'>,
  resends: number,
): 'yes' | 'waiting' | 'gift_closed' | 'gift_claimed' | 'resend_limit_reached' {
  if (progress.status !== 'open' || !progress.isMailed) return 'gift_closed'
  if (progress.isClaimed) return 'gift_claimed'
  if (progress.mails.some(mail => mail.state === 'queued')) return 'waiting'
  return resends < resendsMax ? 'yes' : 'resend_limit_reached'
}
