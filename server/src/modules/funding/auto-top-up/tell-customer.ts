/** Tells the customer: a notice on record, a message by e-mail, an event for the app; all in the transaction of what they tell. */
import { newId, type Uuid } from '../../../kernel/ids.ts'
import type { MasterKey } from '../../../platform/crypto.ts'
import { queueMail } from '../../../platform/mail/index.ts'
import { selectCustomer } from '../../wallet/index.ts'
import { selectMethod } from '../cards/store.ts'
import type { Tell } from './run-due.ts'
import { emitTold, insertNotice } from './store.ts'

export function customerTeller(masterKey: MasterKey): Tell {
  return async (tx, rule, notices, atMs) => {
    const ids: Uuid[] = []
    for (const notice of notices) {
      const id = newId(atMs)
      ids.push(id)
      await insertNotice(tx, rule, id, notice, atMs)
      const customer = await selectCustomer(tx, rule.customerId)
      if (!customer) continue
      const card = await selectMethod(tx, rule.customerId, notice.paymentMethodId)
      const { kind, reason } = notice
      const value = { amount: String(notice.amount), currency: rule.currency }
      const cardName = card ? `${card.brand} ·· ${card.last_digits}` : 'a card that you removed'
      const slots = { kind, value, cardName, reason: reason ?? null }
      const times = { dueMs: atMs, atMs }
      await queueMail(tx, masterKey, {
        onceKey: `auto top-up ${id}`,
        about: id,
        template: 'autoTopUp',
        to: customer.email,
        slots,
        ...times,
      })
    }
    if (ids.length > 0) await emitTold(tx, rule.accountId, ids)
  }
}
