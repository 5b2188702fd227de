/** What tests of gift cards share: a store with a till, printed cards, calls of the routes as the gateway makes them. */
import { newId, type Uuid } from '../../kernel/ids.ts'
import { masterKeyOf } from '../../platform/crypto.ts'
import type { Database } from '../../platform/database.ts'
import type { Idempotency } from '../../platform/http.ts'
import { openBrandAccounts } from '../ledger/index.ts'
import { drawPrintedNumber, hideNumber } from '../wallet/index.ts'
import { type ActivationRequest, activateCard } from './activate-card.ts'
import { insertCards, type NewCard } from './card-store.ts'
import { drawPin, hashPin } from './pin.ts'

export const testKey = masterKeyOf(Buffer.alloc(32, 7), 'tests')
export const testNow = Date.parse('2026-11-22T12:00:00Z')
export const currency = 'USD'

export interface CardTill {
  readonly storeId: Uuid
  readonly terminalId: Uuid
  readonly staffId: Uuid
}

/** The brand's accounts with a store's. */
export async function openTestTill(db: Database): Promise<CardTill> {
  const till = { storeId: newId(), terminalId: newId(), staffId: newId() }
  await db.transaction(tx =>
    openBrandAccounts(tx, { currency, stores: [{ id: till.storeId, name: 'Pier 4' }], atMs: 0 }),
  )
  return till
}

export interface TestCard {
  readonly id: Uuid
  readonly number: string
  readonly pin: string
}

/** A printed card as a batch makes it, not yet sold. */
export async function printTestCard(
  db: Database,
  given: Partial<NewCard> & { number?: string } = {},
): Promise<TestCard> {
  const { number = drawPrintedNumber(), ...rest } = given
  const pin = drawPin()
  const id = newId()
  const card = {
    id,
    accountId: id,
    kind: 'physical',
    state: 'pending',
    design: 'classic',
    currency,
    validMonths: null,
  } as const
  const hidden = hideNumber(testKey, number)
  const pinHash = await hashPin(testKey, pin)
  await db.transaction(tx => insertCards(tx, [{ ...card, ...hidden, pinHash, issuedMs: testNow, ...rest }]))
  return { id, number, pin }
}

export function testIdempotency(clientId: Uuid, key: string = newId(), fingerprint = '0'.repeat(32)): Idempotency {
  return { clientId, key, fingerprint }
}

export function activationOf(
  till: CardTill,
  card: TestCard,
  given: Partial<ActivationRequest> = {},
): ActivationRequest {
  return {
    ...till,
    number: card.number,
    amount: 2500n,
    currency,
    tender: 'cash',
    idempotency: testIdempotency(till.terminalId),
    atMs: testNow,
    ...given,
  }
}

/** A card that was sold with 25.00. */
export async function sellTestCard(
  db: Database,
  till: CardTill,
  given: Partial<ActivationRequest> = {},
): Promise<TestCard> {
  const card = await printTestCard(db)
  const outcome = await activateCard(db, testKey, activationOf(till, card, given))
  if (!outcome.ok) throw new Error(outcome.code)
  return card
}
