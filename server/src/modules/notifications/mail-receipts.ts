/** Receipts by e-mail: when the customer or the till asks for one, and after each payment of who wants them always. */
import type { Payment } from '@ringfence/contract'
import { newId, type Uuid } from '../../kernel/ids.ts'
import type { MasterKey } from '../../platform/crypto.ts'
import type { Database } from '../../platform/database.ts'
import type { Idempotency } from '../../platform/http.ts'
import { queueMail } from '../../platform/mail/index.ts'
import { outboxHeads, readOutbox } from '../../platform/outbox.ts'
import { countTry } from '../../platform/tries.ts'
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

const portion = 50

/** Mails the receipts of the next portion of payments to who wants them always; true when there may be more. Each once. */
export async function mailReceiptsAlways(room: ReceiptRoom, nowMs: number, lane = 0): Promise<boolean> {
  const head = (await outboxHeads(room.db)).find(candidate => candidate.lane === lane)?.seq ?? 0n
  return room.db.transaction(async tx => {
    const offset = await lockOffset(tx, lane, head)
    const entries = await readOutbox(tx, lane, offset, portion, 'receipts')
    const last = entries.at(-1)
    if (!last) return false
    for (const id of entries.filter(entry => entry.type === 'payments.taken').flatMap(entry => entry.ids)) {
      const receipt = await wanted(room, id, nowMs)
      if (receipt === undefined) continue
      const { slots, to } = receipt
      const mail = { onceKey: `receipt of ${id}`, about: id, template: 'receipt', to, slots } as const
      await queueMail(tx, room.masterKey, { ...mail, dueMs: nowMs, atMs: nowMs })
    }
    await moveOffset(tx, lane, last.seq)
    return entries.length === portion
  })
}

async function wanted(room: ReceiptRoom, paymentId: Uuid, nowMs: number) {
  const receipt = await room.readReceipt(paymentId)
  if (!receipt || !isFresh(new Date(receipt.payment.at), nowMs)) return undefined
  const owner = await room.ownerOf(receipt.accountId)
  if (!owner || !(await wantReceipts(room.db, [owner.customerId])).has(owner.customerId)) return undefined
  return { slots: receiptSlots(receipt.payment), to: owner.email }
}
