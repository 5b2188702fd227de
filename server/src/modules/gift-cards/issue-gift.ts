/**
 * Opens a gift that is paid: its card with a code, its guarded account, the value as a `gift` lot, and the mail that will tell of it,
 * all in the sale's transaction. The transfer, the lot and the gift have the same id, so that a gift is never booked twice.
 */
import { assert } from '../../kernel/assert.ts'
import type { MasterKey } from '../../platform/crypto.ts'
import type { Queryable, Transaction } from '../../platform/database.ts'
import { queueMail } from '../../platform/mail/index.ts'
import { openStoredValue, ownAccountId, postTransfers } from '../ledger/index.ts'
import { drawGiftCode, hideNumber } from '../wallet/index.ts'
import { insertCards } from './card-store.ts'
import { cardsOfAccounts, codesOf, keepCode } from './claim-store.ts'
import { openWishes } from './gift-room.ts'
import { type GiftRow, markOpen } from './gift-store.ts'

/** False when the gift had ended before: nothing is written. */
export async function issueGift(tx: Transaction, masterKey: MasterKey, gift: GiftRow, atMs: number): Promise<boolean> {
  const code = drawGiftCode()
  const number = hideNumber(masterKey, code)
  if (!(await markOpen(tx, gift.id, number.numberHash))) return false
  const { account_id: accountId, amount, currency } = gift
  const written = await insertCards(tx, [
    {
      id: accountId,
      accountId,
      kind: 'egift',
      state: 'active',
      ...number,
      design: gift.design,
      currency,
      validMonths: null,
      issuedMs: atMs,
      activatedMs: atMs,
    },
  ])
  assert(written.size === 1, 'a code of 90 random bits is new')
  await keepCode(tx, masterKey, accountId, code)
  await queueGiftMail(tx, masterKey, gift, { code, onceKey: `gift ${gift.id}`, dueMs: dueOf(gift, atMs), atMs })
  await openStoredValue(tx, [{ id: accountId, currency, ceiling: amount, atMs }])
  await postTransfers(tx, [
    {
      id: gift.id,
      kind: 'load',
      debit: { id: moneyAccountOf(gift), guarded: false },
      credit: { id: accountId, guarded: true },
      amount,
      currency,
      atMs,
      opens: { kind: 'gift', tender: gift.tender },
    },
  ])
  return true
}

/** The brand's own account that the money of a sale is in. */
export function moneyAccountOf(gift: Pick<GiftRow, 'tender' | 'currency' | 'store_id'>): string {
  if (gift.tender === 'card') return ownAccountId('psp_clearing', gift.currency)
  const kind = gift.tender === 'cash' ? 'cash_in_tills' : 'card_at_tills'
  return ownAccountId(kind, gift.currency, gift.store_id!)
}

export function dueOf(gift: GiftRow, atMs: number): number {
  return Math.max(gift.deliver_at?.getTime() ?? atMs, atMs)
}

/** Does nothing for a gift that the buyer took along. */
export async function queueGiftMail(
  tx: Transaction,
  masterKey: MasterKey,
  gift: GiftRow,
  mail: { code: string; onceKey: string; dueMs: number; atMs: number },
): Promise<void> {
  const { recipient, fromName, message } = openWishes(masterKey, gift.sealed_wishes)
  if (recipient === null) return
  const { code, onceKey, dueMs, atMs } = mail
  await queueMail(tx, masterKey, {
    onceKey,
    about: gift.id,
    template: 'gift',
    to: recipient.email,
    slots: {
      recipientName: recipient.name,
      fromName,
      value: { amount: String(gift.amount), currency: gift.currency },
      message,
      code,
    },
    dueMs,
    atMs,
  })
}

/** The code of a gift's card as it is now, as long as it may be told. */
export async function codeOfGift(
  db: Queryable,
  masterKey: MasterKey,
  gift: Pick<GiftRow, 'account_id'>,
): Promise<string | undefined> {
  const [card] = await cardsOfAccounts(db, [gift.account_id])
  return card && (await codesOf(db, masterKey, [card.id])).get(card.id)
}
