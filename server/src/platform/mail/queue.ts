/**
 * The queue of messages: written in the transaction of what they tell, so that neither is there without the other. A message is
 * named by what it tells (`onceKey`) and queued once. Recipient and slots are sealed, and wiped once the message has ended.
 */
import { newId, type Uuid } from '../../kernel/ids.ts'
import { type MasterKey, open, seal } from '../crypto.ts'
import type { Queryable, Transaction } from '../database.ts'
import { arrayOf } from '../database.ts'
import { checkAddress, checkBlock } from './blocks.ts'
import { type MailSlots, type TemplateName, templates } from './templates.ts'

export interface MailToQueue<K extends TemplateName> {
  readonly onceKey: string
  /** The gift or payment it tells of. */
  readonly about: Uuid
  readonly template: K
  readonly to: string
  readonly slots: MailSlots[K]
  /** Not sent before this time. */
  readonly dueMs: number
  readonly atMs: number
}

/** False when it was queued before. Throws `MailRefused` when a slot or the address may not be in a message. */
export async function queueMail<K extends TemplateName>(
  tx: Transaction,
  key: MasterKey,
  mail: MailToQueue<K>,
): Promise<boolean> {
  checkAddress(mail.to)
  for (const block of templates[mail.template].blocks(mail.slots)) checkBlock(block)
  const content = Buffer.from(JSON.stringify({ to: mail.to, slots: mail.slots }))
  const rows = await tx.query(
    `INSERT INTO ringfence.mails (id, once_key, about, template, sealed, due_at, queued_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (once_key) DO NOTHING RETURNING id`,
    [
      newId(),
      mail.onceKey,
      mail.about,
      mail.template,
      seal(key, purpose, content),
      new Date(mail.dueMs),
      new Date(mail.atMs),
    ],
  )
  return rows.length === 1
}
const purpose = 'mail'

/** What is queued about something, and not sent yet, never will be. */
export async function withdrawMails(tx: Transaction, about: Uuid, atMs: number): Promise<void> {
  await tx.query(
    `UPDATE ringfence.mails SET state = 'withdrawn', sealed = NULL, ended_at = $2 WHERE about = $1 AND state = 'queued'`,
    [about, new Date(atMs)],
  )
}

export interface MailState {
  readonly about: Uuid
  readonly state: 'queued' | 'sent' | 'failed' | 'withdrawn'
  readonly attempts: number
  readonly dueAt: Date
  /** When it was sent, given up or withdrawn. */
  readonly endedAt: Date | null
}

/** Of each thing its messages, oldest first. */
export async function mailStates(db: Queryable, about: readonly Uuid[]): Promise<Map<Uuid, MailState[]>> {
  const rows = await db.query<MailState>(
    `SELECT about, state, attempts, due_at AS "dueAt", ended_at AS "endedAt" FROM ringfence.mails
      WHERE about = ANY ($1::uuid[]) ORDER BY id`,
    [arrayOf(about)],
  )
  return Map.groupBy(rows, row => row.about)
}

export interface ClaimedMail {
  readonly id: Uuid
  readonly template: TemplateName
  readonly sealed: Buffer
  readonly attempts: number
}

/** Takes messages that are due, for one worker alone until `untilMs`: then whoever comes may try again. */
export async function claimDue(tx: Transaction, nowMs: number, untilMs: number, limit: number): Promise<ClaimedMail[]> {
  return tx.query<ClaimedMail>(
    `UPDATE ringfence.mails SET attempts = attempts + 1, due_at = $2
      WHERE id IN (SELECT id FROM ringfence.mails WHERE state = 'queued' AND due_at <= $1
                    ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED)
      RETURNING id, template, sealed, attempts`,
    [new Date(nowMs), new Date(untilMs), limit],
  )
}

/** Throws when it was sealed with another key. */
export function contentOf(key: MasterKey, mail: ClaimedMail): { to: string; slots: MailSlots[TemplateName] } {
  return JSON.parse(open(key, purpose, mail.sealed).toString('utf8'))
}

/** A gift that was sent is told to its buyer: in the outbox once it is written down here, neither without the other. */
export async function endMail(db: Queryable, id: Uuid, state: 'sent' | 'failed', atMs: number): Promise<void> {
  await db.query(
    `WITH ended AS (
       UPDATE ringfence.mails SET state = $2, sealed = NULL, ended_at = $3 WHERE id = $1 AND state = 'queued' RETURNING *)
     SELECT ringfence.emit(0::smallint, 'giftCards.delivered', ARRAY[about]) FROM ended
      WHERE template = 'gift' AND state = 'sent'`,
    [id, state, new Date(atMs)],
  )
}

export async function postponeMail(db: Queryable, id: Uuid, dueMs: number): Promise<void> {
  await db.query(`UPDATE ringfence.mails SET due_at = $2 WHERE id = $1 AND state = 'queued'`, [id, new Date(dueMs)])
}
