/**
 * Webhooks of the provider: each event is worked through once, whatever number of times and in whatever order it comes. A webhook only
 * says what to look at; how that stands is read from the provider.
 */
import type { Uuid } from '../../kernel/ids.ts'
import type { Database } from '../../platform/database.ts'
import { disputeOfGift, returnLateCharge } from './charge-gifts.ts'
import { applyDispute } from './disputes/apply-dispute.ts'
import { readPayouts } from './payouts/read-payouts.ts'
import { keyOf } from './psp/keys.ts'
import { type Psp, type PspEvent, PspUnavailable, type Webhook, WebhookRefused } from './psp/psp.ts'
import { settleRefund } from './refunds/refund-load.ts'
import { selectLoadRefund } from './refunds/store.ts'
import { lookAtCharge, settleLoad } from './settle-load.ts'
import { type LoadRow, selectLoadById } from './store.ts'

export type WebhookOutcome = { ok: true } | { ok: false; code: 'signature_invalid' | 'psp_unavailable' }

/** `psp_unavailable`: not worked through; the provider sends it again. */
export async function receiveWebhook(db: Database, psp: Psp, webhook: Webhook, nowMs: number): Promise<WebhookOutcome> {
  try {
    const event = psp.readWebhook(webhook, nowMs)
    if (await isKnown(db, psp, event)) return { ok: true }
    await workThrough(db, psp, event, nowMs)
    // Noted last: what was cut short is worked through again, which changes nothing that was done.
    await db.query(
      'INSERT INTO funding.psp_events (provider, id, received_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
      [psp.provider, event.id, new Date(nowMs)],
    )
    return { ok: true }
  } catch (error) {
    if (error instanceof WebhookRefused) return { ok: false, code: 'signature_invalid' }
    if (error instanceof PspUnavailable) return { ok: false, code: 'psp_unavailable' }
    throw error
  }
}

async function isKnown(db: Database, { provider }: Psp, { id }: PspEvent): Promise<boolean> {
  const rows = await db.query('SELECT FROM funding.psp_events WHERE provider = $1 AND id = $2', [provider, id])
  return rows.length > 0
}

async function workThrough(db: Database, psp: Psp, event: PspEvent, nowMs: number): Promise<void> {
  switch (event.about) {
    case 'charge':
      return chargeChanged(db, psp, event.reference)
    case 'refund':
      return refundChanged(db, psp, event.reference)
    case 'dispute':
      return disputeChanged(db, psp, event.reference, nowMs)
    case 'payout':
      await readPayouts(db, psp, nowMs)
      return undefined
    case 'other':
      return undefined
  }
}

async function ownLoad(db: Database, psp: Psp, id: Uuid): Promise<LoadRow | undefined> {
  const load = await selectLoadById(db, id)
  return load?.provider === psp.provider ? load : undefined // the brand may use the same provider for other things
}

async function chargeChanged(db: Database, psp: Psp, reference: string): Promise<void> {
  const charge = await psp.readCharge(reference)
  if (!charge) return
  const load = await ownLoad(db, psp, charge.key)
  if (load) await settleLoad(db, psp, load, charge.result)
  else await returnLateCharge(db, psp, charge)
}

async function refundChanged(db: Database, psp: Psp, reference: string): Promise<void> {
  const state = await psp.readRefund(reference)
  const key = keyOf(state?.key)
  const refund = key && (await selectLoadRefund(db, key))
  const load = refund && (await ownLoad(db, psp, refund.load_id))
  if (state && refund && load) await settleRefund(db, load, refund, state)
}

async function disputeChanged(db: Database, psp: Psp, reference: string, nowMs: number): Promise<void> {
  const dispute = await psp.readDispute(reference)
  if (!dispute?.chargeKey) return
  const found = await ownLoad(db, psp, dispute.chargeKey)
  if (!found) return disputeOfGift(db, psp, dispute, nowMs)
  // The news of the charge itself may come later than that of its dispute.
  const { load } = found.status === 'pending' ? await lookAtCharge(db, psp, found, nowMs) : { load: found }
  if (load.status === 'succeeded') await applyDispute(db, psp.provider, load, dispute, nowMs)
}

const rememberMs = 90 * 86_400_000

/** Forgets webhooks that no provider sends again: they are refused by their age long before. */
export async function forgetEvents(db: Database, nowMs: number): Promise<void> {
  await db.query('DELETE FROM funding.psp_events WHERE received_at < $1', [new Date(nowMs - rememberMs)])
}
