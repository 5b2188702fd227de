/** Webhooks of Stripe: the signature over the bytes, not older than five minutes. */
import Stripe from 'stripe'
import { type PspEvent, type Webhook, WebhookRefused } from '../psp.ts'
import type { StripeRoom } from './room.ts'

const toleranceSeconds = 300

export function readWebhook(room: StripeRoom, { bytes, headers }: Webhook, nowMs: number): PspEvent {
  const signature = headers['stripe-signature']
  if (typeof signature !== 'string') throw new WebhookRefused('no signature')
  try {
    const event = room.client.webhooks.constructEvent(
      bytes,
      signature,
      room.webhookSecret,
      toleranceSeconds,
      undefined,
      nowMs,
    )
    const { id } = event.data.object as { id?: string }
    return { id: event.id, about: id === undefined ? 'other' : aboutOf(event.type), reference: id ?? '' }
  } catch (error) {
    if (error instanceof Stripe.errors.StripeSignatureVerificationError) throw new WebhookRefused(error.message)
    throw error
  }
}

function aboutOf(type: string): PspEvent['about'] {
  if (type.startsWith('payment_intent.')) return 'charge'
  if (type.startsWith('refund.') || type === 'charge.refund.updated') return 'refund'
  if (type.startsWith('charge.dispute.')) return 'dispute'
  return type.startsWith('payout.') ? 'payout' : 'other'
}
