/**
 * Sends what is due. Any number of processes may do so at once: a message is taken by one of them. Whoever crashes between handing
 * a message over and writing that down makes it be sent again, with the same Message-ID: a gift that comes twice is better than
 * one that never comes.
 */
import type { MasterKey } from '../crypto.ts'
import type { Database } from '../database.ts'
import { claimDue, contentOf, endMail, postponeMail } from './queue.ts'
import { type MailContext, render } from './render.ts'
import { isPermanent, retryAfterMs } from './retry-rules.ts'
import { type MailSlots, type TemplateName, templates } from './templates.ts'
import type { MailTransport } from './transport.ts'

export interface MailRoom {
  readonly db: Database
  readonly masterKey: MasterKey
  readonly transport: MailTransport
  readonly context: MailContext
  readonly from: string
  readonly onError: (error: unknown) => void
}

const portion = 10
/** Longer than a portion can take by the transport's time-outs. */
const leaseMs = 15 * 60_000

/** Returns how many were handed over. A message that fails doesn't keep the others waiting. */
export async function sendMails(room: MailRoom, nowMs: number): Promise<number> {
  const mails = await room.db.transaction(tx => claimDue(tx, nowMs, nowMs + leaseMs, portion))
  let sent = 0
  for (const mail of mails) {
    try {
      const { to, slots } = contentOf(room.masterKey, mail)
      await room.transport.send({ ...compose(room, mail, slots), to, atMs: nowMs })
      await endMail(room.db, mail.id, 'sent', nowMs)
      sent++
    } catch (error) {
      const waitMs = isPermanent(error) ? undefined : retryAfterMs(mail.attempts)
      if (waitMs === undefined) await endMail(room.db, mail.id, 'failed', nowMs)
      else await postponeMail(room.db, mail.id, nowMs + waitMs)
      room.onError(withoutAddress(error))
    }
  }
  return sent
}

function compose(room: MailRoom, mail: { id: string; template: TemplateName }, slots: MailSlots[TemplateName]) {
  const { id, template } = mail
  const { subject, blocks } = templates[template]
  const { text, html } = render(
    (blocks as (slots: MailSlots[TemplateName]) => ReturnType<typeof blocks>)(slots),
    room.context,
  )
  const messageId = `<${id}@${new URL(room.context.origin).hostname}>`
  return { id, messageId, from: { name: room.context.brandName, address: room.from }, subject, text, html }
}

/** A server's answer may quote the recipient: only its codes are passed on. */
function withoutAddress(error: unknown): Error {
  const { code, responseCode } = error as { code?: unknown; responseCode?: unknown }
  return new Error(
    `a message was not handed over (${String(code ?? 'no code')}, ${String(responseCode ?? 'no answer')})`,
  )
}
