/** Receipts by e-mail: when the customer or the till asks for one, and after each payment of who wants them always. */
import type { Payment } from '@ringfence/contract'
import { newId, type Uuid } from '../../kernel/ids.ts'
import type { MasterKey } from '../../platform/crypto.ts'
import type { Database } from '../../platform/database.ts'
import type { Idempotency } from '../../platform/http.ts'
import { queueMail } from '../../platform/mail/index.ts'
import { type OutboxEntry, outboxHeads, type ReadOutbox, readOutbox } from '../../platform/outbox.ts'
import { countTry } from '../../platform/tries.ts'
import { readTakenPayments } from '../payments/events.ts'
import { isFresh, receiptSlots } from './receipt-rules.ts'
import { insertReceipt, lockOffset, moveOffset, selectReceiptByKey, wantReceipts } from './receipt-store.ts'

export interface PaidReceipt {
  readonly id: Uuid
  readonly accountId: Uuid
  readonly storeId: Uuid
  readonly payment: Payment
}

/** What receipts need of other modules; app.ts passes it. */
export interface ReceiptRoom {
  readonly db: Database
  readonly masterKey: MasterKey
  readonly readReceipt: (paymentId: Uuid) => Promise<PaidReceipt | undefined>
  /** The customer who owns an account, and the address to write to. */
  readonly ownerOf: (accountId: Uuid) => Promise<{ customerId: Uuid; email: string } | undefined>
  /** The customers who own accounts, by account. */
  readonly customersOf: (accountIds: readonly Uuid[]) => Promise<Map<Uuid, Uuid>>
}

export interface ReceiptRequest {
  readonly paymentId: Uuid
  /** Who asks: the customer who paid, or a till of the store where it was paid. */
  readonly asker: { readonly customerId: Uuid } | { readonly storeId: Uuid | undefined }
  readonly idempotency: Idempotency
  readonly atMs: number
}

export type ReceiptOutcome =
  | { ok: true; at: Date; replayed: boolean }
  | { ok: false; code: 'not_found' | 'resend_limit_reached' | 'idempotency_key_reused' }

/** A receipt is mailed three times a day at most, whoever asks: a till can't flood a customer. */
const limit = { name: 'receipt mails', windowMs: 86_400_000, triesMax: 3 }

export async function mailReceipt(room: ReceiptRoom, request: ReceiptRequest): Promise<ReceiptOutcome> {
  const { paymentId, asker, idempotency, atMs } = request
  const receipt = await room.readReceipt(paymentId)
  const owner = receipt && (await room.ownerOf(receipt.accountId))
  if (!receipt || !owner) return { ok: false, code: 'not_found' }
  const isTheirs = 'customerId' in asker ? owner.customerId === asker.customerId : receipt.storeId === asker.storeId
  if (!isTheirs) return { ok: false, code: 'not_found' }
  const slots = receiptSlots(receipt.payment)
  const mail = { about: paymentId, template: 'receipt', to: owner.email, slots, dueMs: atMs, atMs } as const
  const work = room.db.transaction<ReceiptOutcome>(async tx => {
    const id = newId(atMs)
    const isNew = await insertReceipt(tx, { id, paymentId, idempotency, atMs })
    const row = (await selectReceiptByKey(tx, idempotency))!
    if (row.fingerprint !== idempotency.fingerprint) return { ok: false, code: 'idempotency_key_reused' }
    if (!isNew) return { ok: true, at: row.at, replayed: true }
    if (!(await countTry(tx, [{ ...limit, asker: paymentId }], atMs))) throw new LimitReached()
    await queueMail(tx, room.masterKey, { ...mail, onceKey: `receipt ${id}` })
    return { ok: true, at: row.at, replayed: false }
  })
  return work.catch((error: unknown) => {
    if (error instanceof LimitReached) return { ok: false, code: 'resend_limit_reached' }
    throw error
  })
}

/** Rolls the request back, so that its key is not used up. */
class LimitReached extends Error {}

const portion = 10

/** Mails the receipts of the next portion of payments to who wants them always; true when there may be more. Each once. */
export async function mailReceiptsAlways(
  room: ReceiptRoom,
  nowMs: number,
  read: ReadOutbox = readOutbox,
  lane = 0,
): Promise<boolean> {
  const head = (await outboxHeads(room.db)).find(candidate => candidate.lane === lane)?.seq ?? 0n
  return room.db.transaction(async tx => {
    const offset = await lockOffset(tx, lane, head)
    const entries = await read(tx, lane, offset, portion, 'receipts')
    const last = entries.at(-1)
    if (!last) return false
    for (const id of await wantedOf(room, lane, entries, nowMs)) {
      const receipt = (await room.readReceipt(id))!
      const owner = (await room.ownerOf(receipt.accountId))!
      const mail = { about: id, template: 'receipt', to: owner.email, slots: receiptSlots(receipt.payment) } as const
      await queueMail(tx, room.masterKey, { ...mail, onceKey: `receipt of ${id}`, dueMs: nowMs, atMs: nowMs })
    }
    await moveOffset(tx, lane, last.seq)
    return entries.length === portion
  })
}

/** Those of the payments whose receipts are wanted unasked. Most are not: that is found out for all of them together. */
async function wantedOf(
  room: ReceiptRoom,
  lane: number,
  entries: readonly OutboxEntry[],
  nowMs: number,
): Promise<Uuid[]> {
  const fresh = (await readTakenPayments(room.db, lane, entries)).filter(({ at }) => isFresh(at, nowMs))
  if (fresh.length === 0) return []
  const customerOf = await room.customersOf(fresh.map(({ accountId }) => accountId))
  const wanting = await wantReceipts(room.db, [...new Set(customerOf.values())])
  return fresh.filter(({ accountId }) => wanting.has(customerOf.get(accountId)!)).map(({ id }) => id)
}
