/** A gift as it is being written, and what is still wrong with it. Pure. */
import { type Brand, giftDeliveryDaysMax, type SendGift } from '@ringfence/contract'
import { formatMoney } from '@ringfence/ui'
import { instantOf } from './delivery.ts'

export interface Draft {
  readonly design: string
  readonly amount: number
  readonly name: string
  readonly email: string
  readonly fromName: string
  readonly message: string
  readonly when: 'now' | 'later'
  readonly day: string
  readonly time: string
}

type Troubles = Partial<Record<'amount' | 'name' | 'email' | 'fromName' | 'message' | 'when', string | undefined>>

const dayMs = 86_400_000
/** Loose on purpose: the server and the mail itself know better. */
const mailAddress = /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/
const link = /:\s*\/\s*\/|\bwww\s*\./i
const noLink = 'A gift can’t contain a link.'

export function troublesOf(draft: Draft, limits: Brand['gifts'], currency: string, nowMs: number): Troubles {
  const money = (amount: number) => formatMoney({ amount, currency }, { fraction: 'trim' })
  const { amountMinimum, amountMaximum } = limits
  const isInRange = draft.amount >= amountMinimum && draft.amount <= amountMaximum
  return {
    amount: isInRange ? undefined : `Choose between ${money(amountMinimum)} and ${money(amountMaximum)}.`,
    name: draft.name.trim() === '' ? 'Say who it is for.' : link.test(draft.name) ? noLink : undefined,
    email: mailAddress.test(draft.email.trim()) ? undefined : 'This is no e-mail address.',
    fromName: link.test(draft.fromName) ? noLink : undefined,
    message: link.test(draft.message) ? noLink : undefined,
    when: draft.when === 'later' ? whenTrouble(draft, nowMs) : undefined,
  }
}

function whenTrouble(draft: Draft, nowMs: number): string | undefined {
  const instant = instantOf(draft)
  if (instant === undefined) return 'Choose a day and a time.'
  const atMs = Date.parse(instant)
  if (atMs <= nowMs) return 'Choose a time to come.'
  return atMs > nowMs + giftDeliveryDaysMax * dayMs ? 'Choose a day within a year.' : undefined
}

/** What is sent; what was left empty is left out. */
export function wishOf(draft: Draft, currency: string, paymentMethodId: string): SendGift {
  const [message, fromName] = [draft.message.trim(), draft.fromName.trim()]
  const deliverAt = draft.when === 'later' ? instantOf(draft) : undefined
  return {
    amount: draft.amount,
    currency,
    design: draft.design,
    recipient: { name: draft.name.trim(), email: draft.email.trim() },
    ...(message ? { message } : {}),
    ...(fromName ? { fromName } : {}),
    ...(deliverAt ? { deliverAt } : {}),
    tender: { type: 'card', paymentMethodId },
  }
}
