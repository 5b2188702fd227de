/** What funding does by itself from time to time. Safe in several processes at once. */
import type { Clock } from '../../kernel/clock.ts'
import type { Database } from '../../platform/database.ts'
import { giveBackWaiting } from './disputes/apply-dispute.ts'
import { readPayouts } from './payouts/read-payouts.ts'
import type { Provider } from './psp/providers.ts'
import { forgetEvents, receiveWebhook } from './receive-webhook.ts'
import { settleRefunds } from './refunds/refund-load.ts'
import { settlePending } from './settle-load.ts'

/** Settles what was left open; returns how much of it changed. Each part goes on though another fails; the first error is thrown. */
export async function settleFunding(db: Database, { psp, controls }: Provider, nowMs: number): Promise<number> {
  await controls?.payOutDaily()
  await forgetEvents(db, nowMs)
  const parts = [settlePending, settleRefunds, async () => giveBackWaiting(db, nowMs), readPayouts]
  const failures: unknown[] = []
  let changed = 0
  for (const part of parts) {
    try {
      changed += await part(db, psp, nowMs)
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw failures[0]
  return changed
}

/** Lets time pass at the sandbox provider, and takes in its webhooks. Returns how many came. */
export async function advanceSandbox(db: Database, { psp, controls }: Provider, clock: Clock): Promise<number> {
  if (!controls) return 0
  return controls.advance(async webhook => {
    const outcome = await receiveWebhook(db, psp, webhook, clock.now())
    if (!outcome.ok) throw new Error(`a webhook of the sandbox was not taken: ${outcome.code}`)
  })
}
