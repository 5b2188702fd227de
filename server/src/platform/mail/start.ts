/** Starts the worker that sends what is queued. */
import type { Clock } from '../../kernel/clock.ts'
import type { MasterKey } from '../crypto.ts'
import type { Database } from '../database.ts'
import { type RunListener, type RunningListener, runListener } from '../outbox.ts'
import { readSecret } from '../secrets.ts'
import { sendMails } from './send-mails.ts'
import { sandboxTransport, smtpTransport } from './transport.ts'

export interface MailSettings {
  readonly db: Database
  readonly masterKey: MasterKey
  readonly clock: Clock
  readonly brand: { readonly name: string; readonly theme: { readonly brand: string } }
  readonly origin: string
  /** Without an SMTP server a sandbox keeps messages to look at; any other deployment keeps them queued until it has one. */
  readonly sandbox: boolean
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly onError: (error: unknown) => void
  /** Where another process does the periodic work: `leaveToOthers`. */
  readonly run?: RunListener | undefined
}

/** `RINGFENCE_SMTP_URL`: where to; `RINGFENCE_MAIL_FROM`: the sender's address, `no-reply@<our host>` unless given. */
export function startMail(settings: MailSettings): RunningListener {
  const { db, masterKey, clock, brand, origin, sandbox, environment, onError, run = runListener } = settings
  const smtpUrl = readSecret(environment, 'RINGFENCE_SMTP_URL')
  const transport = smtpUrl ? smtpTransport(smtpUrl) : sandbox ? sandboxTransport(db) : undefined
  const context = { brandName: brand.name, brandColor: brand.theme.brand, origin }
  const from = environment.RINGFENCE_MAIL_FROM ?? `no-reply@${new URL(origin).hostname}`
  const work = async () =>
    transport !== undefined && (await sendMails({ db, masterKey, transport, context, from, onError }, clock.now())) > 0
  const listener = run({ work, everyMs: 2_000, onError })
  return {
    wake: () => listener.wake(),
    close: async () => {
      await listener.close()
      transport?.close()
    },
  }
}
