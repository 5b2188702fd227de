/** Receipts by e-mail over HTTP, and the sandbox's inbox. */
import { idPrefixes, type ReceiptSent } from '@ringfence/contract'
import { fromTypeId, toTypeId } from '../../kernel/ids.ts'
import type { Call, HandlersOf, Outcome } from '../../platform/http.ts'
import { keptMails } from '../../platform/mail/index.ts'
import { mailReceipt, type ReceiptRequest, type ReceiptRoom } from './mail-receipts.ts'
import { putReceiptsAlways, wantReceipts } from './receipt-store.ts'

type Mine = 'mailMyReceipt' | 'mailReceipt' | 'getMyMailPreferences' | 'setMyMailPreferences' | 'listSandboxMails'

export function receiptRoutes(room: ReceiptRoom): HandlersOf<Mine> {
  const { db } = room
  return {
    mailMyReceipt: call => mail(room, call, { customerId: call.caller.personId }),
    mailReceipt: call => mail(room, call, { storeId: call.caller.storeId }),
    getMyMailPreferences: async ({ caller: { personId } }) => {
      const always = (await wantReceipts(db, [personId])).has(personId)
      return { ok: true, value: { receipts: always ? 'always' : 'onRequest' } }
    },
    setMyMailPreferences: async ({ caller, body: { receipts }, nowMs }) => {
      await putReceiptsAlways(db, caller.personId, receipts === 'always', nowMs)
      return { ok: true, value: { receipts } }
    },
    listSandboxMails: async ({ query }) => {
      const mails = await keptMails(db, query.to)
      const data = mails.map(({ recipient: to, at, ...mail }) => ({ ...mail, to, at: at.toISOString() }))
      return { ok: true, value: { data } }
    },
  }
}

async function mail(
  room: ReceiptRoom,
  call: Call<'mailMyReceipt'> | Call<'mailReceipt'>,
  asker: ReceiptRequest['asker'],
): Promise<Outcome<ReceiptSent>> {
  const paymentId = fromTypeId(idPrefixes.payment, call.params.id)
  if (paymentId === undefined) return { ok: false, code: 'not_found' }
  const outcome = await mailReceipt(room, { paymentId, asker, idempotency: call.idempotency!, atMs: call.nowMs })
  if (!outcome.ok) return outcome
  const value = { paymentId: toTypeId(idPrefixes.payment, paymentId), at: outcome.at.toISOString() }
  return { ok: true, value, replayed: outcome.replayed }
}
