/** A gift card for tests: an e-gift with value, as its sale makes it. */
import { newId, type Uuid } from '../src/kernel/ids.ts'
import { insertCards } from '../src/modules/gift-cards/index.ts'
import { type LotOrigin, openStoredValue, ownAccountId, postTransfers } from '../src/modules/ledger/index.ts'
import { drawGiftCode, hideNumber } from '../src/modules/wallet/index.ts'
import type { Database, Transaction } from '../src/platform/database.ts'
import { currency, type TestStore, testKey } from './brand.ts'

export interface TestGiftCard {
  readonly cardId: Uuid
  readonly accountId: Uuid
  readonly number: string
}

export async function addTestGiftCard(
  db: Database,
  store: TestStore,
  gift: { amount: bigint; expiresMs?: number; atMs?: number },
): Promise<TestGiftCard> {
  const { amount, expiresMs, atMs = 0 } = gift
  const number = drawGiftCode()
  const cardId = newId()
  await db.transaction(async tx => {
    await openStoredValue(tx, [{ id: cardId, currency, ceiling: undefined, atMs }])
    await insertCards(tx, [
      {
        id: cardId,
        accountId: cardId,
        kind: 'egift',
        state: 'active',
        ...hideNumber(testKey, number),
        design: 'classic',
        currency,
        validMonths: null,
        issuedMs: atMs,
        activatedMs: atMs,
      },
    ])
    await addTestLot(tx, store, cardId, amount, { kind: 'gift', tender: 'cash', expiresMs }, atMs)
  })
  return { cardId, accountId: cardId, number }
}

/** Value of its own origin, put into an account; returns the lot's id. */
export async function addTestLot(
  tx: Transaction,
  store: TestStore,
  accountId: Uuid,
  amount: bigint,
  opens: LotOrigin,
  atMs = 0,
): Promise<Uuid> {
  const id = newId()
  const debit = { id: ownAccountId('cash_in_tills', currency, store.id), guarded: false }
  // No load of anybody's: books that count loads don't miss its row.
  const credit = { id: accountId, guarded: true }
  await postTransfers(tx, [{ id, kind: 'adjustment', debit, credit, amount, currency, atMs, opens }])
  return id
}
