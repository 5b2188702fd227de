/** Webhooks of the sandbox: signed, and as late, doubled and disordered as it is told. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { type PspEvent, type Webhook, WebhookRefused } from '../psp.ts'
import { drawDeliveries } from './misbehaviour.ts'
import { add, type EventValue, type SandboxRoom, valueIn } from './records.ts'

const toleranceSeconds = 300
const header = 'sandbox-signature'

/** Notes that something happened; `what` tells events about one thing apart. */
export async function emit(
  room: SandboxRoom,
  about: EventValue['about'],
  reference: string,
  what: string,
): Promise<void> {
  const eventId = `evt_${reference}_${what}`
  const value: EventValue = { eventId, about, reference }
  const delays = drawDeliveries(room.misbehaviour, eventId)
  for (const [i, delayMs] of delays.entries()) {
    await add(room, 'event', `${eventId}_${i}`, value, { dueMs: room.clock.now() + delayMs })
  }
}

/**
 * Delivers what is due; `receive` stands for the address that webhooks are sent to, and throws when it does not take one, which is then
 * delivered again the next time. Returns how many were taken.
 */
export async function deliverDue(room: SandboxRoom, receive: (webhook: Webhook) => Promise<void>): Promise<number> {
  let taken = 0
  const failures: unknown[] = []
  for (const record of await room.store.listDue('event', room.clock.now())) {
    try {
      await receive(signed(room, valueIn<EventValue>(record)))
      await room.store.update('event', record.id, event => ({ ...event, dueMs: null }))
      taken++
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw failures[0]
  return taken
}

export function signed(room: SandboxRoom, event: EventValue): Webhook {
  const bytes = Buffer.from(JSON.stringify({ id: event.eventId, about: event.about, reference: event.reference }))
  const seconds = Math.floor(room.clock.now() / 1000)
  return { bytes, headers: { [header]: `t=${seconds},v1=${signatureOf(room, seconds, bytes)}` } }
}

export function readWebhook(room: SandboxRoom, { bytes, headers }: Webhook, nowMs: number): PspEvent {
  const [, time, signature] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(String(headers[header] ?? '')) ?? []
  if (time === undefined || signature === undefined) throw new WebhookRefused('no signature')
  const seconds = Number.parseInt(time, 10)
  const expected = Buffer.from(signatureOf(room, seconds, bytes), 'hex')
  if (!timingSafeEqual(expected, Buffer.from(signature, 'hex'))) throw new WebhookRefused('the signature does not fit')
  if (Math.abs(nowMs / 1000 - seconds) > toleranceSeconds) throw new WebhookRefused('too old')
  return JSON.parse(bytes.toString('utf8')) as PspEvent
}

function signatureOf(room: SandboxRoom, seconds: number, bytes: Buffer): string {
  return createHmac('sha256', room.webhookSecret).update(`${seconds}.`).update(bytes).digest('hex')
}
