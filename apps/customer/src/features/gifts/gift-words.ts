/** How a gift stands, in words for the one who bought it. */
import type { Gift, GiftStatus } from '@ringfence/contract'
import { formatDate, formatDay, formatTime } from '@ringfence/ui'

interface StatusWords {
  readonly name: string
  readonly tone: 'good' | 'warn' | 'bad' | 'brand' | 'plain'
}

export const statusWords: Record<GiftStatus, StatusWords> = {
  pending: { name: 'Not paid yet', tone: 'warn' },
  failed: { name: 'Declined', tone: 'bad' },
  scheduled: { name: 'Scheduled', tone: 'brand' },
  sending: { name: 'Being sent', tone: 'brand' },
  delivered: { name: 'Delivered', tone: 'brand' },
  undelivered: { name: 'Not delivered', tone: 'bad' },
  claimed: { name: 'Claimed', tone: 'good' },
  cancelled: { name: 'Cancelled', tone: 'plain' },
  refunded: { name: 'Given back', tone: 'plain' },
  disputed: { name: 'Payment disputed', tone: 'warn' },
}

export function whatIsNext(gift: Gift): string {
  const name = gift.recipient?.name ?? 'The recipient'
  switch (gift.status) {
    case 'pending':
      return gift.action ? 'Your bank asks you to confirm the payment.' : 'Your card is being asked.'
    case 'failed':
      return `${gift.declineReason ?? 'Your card was declined.'} Nothing was charged.`
    case 'scheduled':
      return gift.deliverAt ? `It goes out on ${atMoment(gift.deliverAt)}.` : 'It goes out in a moment.'
    case 'sending':
      return 'It is on its way.'
    case 'delivered':
      return `${name} has the mail, and has not claimed it yet.`
    case 'undelivered':
      return `The mail did not reach ${gift.recipient?.email ?? 'the address'}. Send it again, or cancel it.`
    case 'claimed':
      return `${name} has added it to a wallet.`
    case 'cancelled':
    case 'refunded':
      return 'The money went back to your card.'
    case 'disputed':
      return 'The bank took the payment back. The gift can’t be claimed unless the bank decides otherwise.'
  }
}

export interface Step {
  readonly name: string
  /** RFC 3339; null while it has not happened. */
  readonly at: string | null
  readonly isPlanned: boolean
}

/** What has happened and what comes: bought, sent, claimed. */
export function stepsOf(gift: Gift): Step[] {
  const { boughtAt, deliverAt, deliveredAt, claimedAt } = gift
  return [
    { name: 'Bought', at: boughtAt, isPlanned: false },
    deliveredAt
      ? { name: 'Delivered', at: deliveredAt, isPlanned: false }
      : { name: deliverAt ? 'Goes out' : 'Delivered', at: deliverAt, isPlanned: true },
    { name: 'Claimed', at: claimedAt, isPlanned: claimedAt === null },
  ]
}

const atMoment = (iso: string): string => `${formatDate(iso)} at ${formatTime(iso)}`

/** `today 08:12`, `22 Nov 08:12`. */
export const dayAndTime = (iso: string): string => `${formatDay(iso)} ${formatTime(iso)}`
