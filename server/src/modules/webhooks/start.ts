/** Starts what webhooks do by themselves: follow the outbox, send, forget. */
import type { Clock } from '../../kernel/clock.ts'
import type { AuditTrail } from '../../platform/audit-trail.ts'
import type { MasterKey } from '../../platform/crypto.ts'
import type { Database } from '../../platform/database.ts'
import { inTurn, type ReadOutbox, type RunListener, runListener } from '../../platform/outbox.ts'
import { startDelivering } from './deliver.ts'
import { keptMs, recordEvents } from './record-events.ts'
import { webhookRoutes } from './routes.ts'
import { createSender } from './send.ts'
import { deleteEvents, forgetPreviousSecrets } from './store.ts'

export interface WebhookSettings {
  readonly db: Database
  readonly masterKey: MasterKey
  readonly clock: Clock
  readonly sandbox: boolean
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly audit: AuditTrail
  readonly onError: (error: unknown) => void
  /** Shared with the other listeners of this process. */
  readonly readOutbox?: ReadOutbox | undefined
  /** Where another process does the periodic work: `leaveToOthers`. */
  readonly run?: RunListener | undefined
}

const deletedAtOnce = 5_000

export function startWebhooks(settings: WebhookSettings) {
  const { db, masterKey, clock, sandbox, environment, audit, onError, run = runListener } = settings
  const sender = createSender({ sandbox, allowLoopback: environment.RINGFENCE_WEBHOOKS_ALLOW_PRIVATE === '1' })
  const delivering = startDelivering({ db, masterKey, sender, audit, onError }, () => sending.wake())
  const sending = run({ work: async () => (await delivering.take(clock.now())) > 0, everyMs: 1_000, onError })
  const record = async () => {
    const more = await inTurn(() => recordEvents(db, clock.now(), settings.readOutbox))
    sending.wake()
    return more
  }
  const recording = run({ work: record, everyMs: 250, onError })
  const forget = async () => {
    await forgetPreviousSecrets(db, clock.now())
    return (await deleteEvents(db, new Date(clock.now() - keptMs), deletedAtOnce)) === deletedAtOnce
  }
  const forgetting = run({ work: forget, everyMs: 3_600_000, onError })
  return {
    handlers: webhookRoutes({ db, masterKey, sender, wake: () => sending.wake() }),
    /** Something was committed by this process. */
    wake: () => recording.wake(),
    async close() {
      await Promise.all([recording.close(), sending.close(), forgetting.close()])
      await delivering.settled()
      sender.close()
    },
  }
}
