/** Tells the customer: a notice on record, a message by e-mail, an event for the app; all in the transaction of what they tell. */
import { newId, type Uuid } from '../../../kernel/ids.ts'
import type { MasterKey } from '../../../platform/crypto.ts'
import type { Transaction } from '../../../platform/database.ts'
import { MailRefused, queueMail } from '../../../platform/mail/index.ts'
import { selectCustomer } from '../../wallet/index.ts'
import { selectMethod } from '../cards/store.ts'
import type { Tell } from './run-due.ts'
import type { Notice } from './state.ts'
import { type AutoTopUp, emitTold, insertNotice } from './store.ts'

export function customerTeller(masterKey: MasterKey): Tell {
  return async (tx, rule, notices, atMs) => {
    const ids: Uuid[] = []
    for (const notice of notices) {
      const id = newId(atMs)
      ids.push(id)
      await insertNotice(tx, rule, id, notice, atMs)
      await mailNotice(tx, masterKey, rule, { id, notice, atMs })
    }
    if (ids.length > 0) await emitTold(tx, rule.accountId, ids)
  }
}

async function mailNotice(
  tx: Transaction,
  masterKey: MasterKey,
  rule: AutoTopUp,
  { id, notice, atMs }: { id: Uuid; notice: Notice; atMs: number },
): Promise<void> {
  const customer = await selectCustomer(tx, masterKey, rule.customerId)
  if (!customer) return
  const card = await selectMethod(tx, rule.customerId, notice.paymentMethodId)
  const slots = {
    kind: notice.kind,
    value: { amount: String(notice.amount), currency: rule.currency },
    cardName: card ? `${card.brand} ·· ${card.last_digits}` : 'a card that you removed',
    reason: notice.reason === undefined ? null : oneLine(notice.reason),
  }
  const mail = { onceKey: `auto top-up ${id}`, about: id, template: 'autoTopUp', to: customer.email, slots } as const
  try {
    await queueMail(tx, masterKey, { ...mail, dueMs: atMs, atMs })
  } catch (error) {
    // Nothing was asked of the database yet. An address that no mail can go to must not keep a charge from being written down.
    if (!(error instanceof MailRefused)) throw error
  }
}

/** The bank's words, as a line of a message may hold them. */
function oneLine(text: string): string {
  return text.replace(/[\p{C}\s]+/gu, ' ').slice(0, 200)
}
