/** Where messages go: a real SMTP server, or the sandbox's own inbox. */
import { createTransport } from 'nodemailer'
import type { Uuid } from '../../kernel/ids.ts'
import type { Database, Queryable } from '../database.ts'

export interface OutgoingMail {
  readonly id: Uuid
  /** `<…@…>`: the same at every try, so that receivers can tell a repetition. */
  readonly messageId: string
  readonly from: { readonly name: string; readonly address: string }
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly atMs: number
}

export interface MailTransport {
  /** Resolves when the message was taken over; rejects when it was not, or when nobody knows. */
  send(mail: OutgoingMail): Promise<void>
  close(): void
}

/** `url`: `smtp://user:password@host:port` or `smtps://…`. With `smtp` STARTTLS is required unless the server is on this host. */
export function smtpTransport(url: string): MailTransport {
  const { protocol, hostname, port, username, password } = new URL(url)
  if (protocol !== 'smtp:' && protocol !== 'smtps:') throw new Error('the SMTP address begins with smtp:// or smtps://')
  const secure = protocol === 'smtps:'
  const local = ['127.0.0.1', '[::1]', 'localhost'].includes(hostname)
  const transport = createTransport({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number.parseInt(port || (secure ? '465' : '587'), 10),
    secure,
    requireTLS: !secure && !local,
    ignoreTLS: !secure && local,
    ...(username === '' ? {} : { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    send: async ({ messageId, from, to, subject, text, html, atMs }) => {
      const headers = { 'Auto-Submitted': 'auto-generated' }
      await transport.sendMail({
        messageId,
        from,
        to: { name: '', address: to },
        subject,
        text,
        html,
        headers,
        date: new Date(atMs),
      })
    },
    close: () => transport.close(),
  }
}

const kept = 500

/** Keeps messages instead of sending them; the newest 500. */
export function sandboxTransport(db: Database): MailTransport {
  return {
    send: async ({ id, to, subject, text, html, atMs }) => {
      await db.query(
        `INSERT INTO ringfence.sandbox_mails (id, recipient, subject, text, html, at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (id) DO NOTHING`,
        [id, to, subject, text, html, new Date(atMs)],
      )
      await db.query(
        'DELETE FROM ringfence.sandbox_mails WHERE at < (SELECT at FROM ringfence.sandbox_mails ORDER BY at DESC OFFSET $1 LIMIT 1)',
        [kept],
      )
    },
    close: () => {},
  }
}

export interface KeptMail {
  readonly id: Uuid
  readonly recipient: string
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly at: Date
}

export async function keptMails(db: Queryable, recipient: string | undefined): Promise<KeptMail[]> {
  return db.query<KeptMail>(
    `SELECT id, recipient, subject, text, html, at FROM ringfence.sandbox_mails
      WHERE $1::text IS NULL OR lower(recipient) = lower($1) ORDER BY at DESC, id DESC LIMIT 50`,
    [recipient ?? null],
  )
}
