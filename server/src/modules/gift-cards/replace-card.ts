/**
 * Replaces a gift card by a code: the account with its lots stays, a new card points at it, the old number is dead when this commits.
 * The code is sealed for a day, so that a repeated request answers as the first did; then it is forgotten.
 */
import { newId } from '../../kernel/ids.ts'
import { type MasterKey, open, seal } from '../../platform/crypto.ts'
import { type Database, sqlState, type Transaction, uniqueViolation } from '../../platform/database.ts'
import { setFrozen } from '../ledger/index.ts'
import { decide, drawGiftCode, guardedOf, hideNumber, type Replaced, type Replacement } from '../wallet/index.ts'
import { type CardRow, insertCards, selectCard, selectCardByKey, updateProtection } from './card-store.ts'
import { keepCode } from './claim-store.ts'
import { lockFor } from './protect-card.ts'

const purpose = 'gift card replacement'

export async function replaceGiftCard(
  db: Database,
  masterKey: MasterKey,
  replacement: Replacement,
): Promise<Replaced<CardRow>> {
  try {
    return await db.transaction(tx => replaceOnce(tx, masterKey, replacement))
  } catch (error) {
    if (sqlState(error) !== uniqueViolation) throw error
    return { ok: false, code: 'idempotency_key_reused' } // for another card, at the same time
  }
}

async function replaceOnce(
  tx: Transaction,
  masterKey: MasterKey,
  { cardId, acting, idempotency, atMs }: Replacement,
): Promise<Replaced<CardRow>> {
  const old = await lockFor(tx, cardId, acting)
  if (!old) return { ok: false, code: 'not_found' }
  const known = await selectCardByKey(tx, idempotency)
  if (known) {
    if (known.fingerprint !== idempotency.fingerprint) return { ok: false, code: 'idempotency_key_reused' }
    return { ok: true, card: known, replayed: true }
  }
  const decision = decide(guardedOf(old), 'replace', acting.as)
  if (!decision.ok) return decision
  const id = newId()
  const code = drawGiftCode()
  await updateProtection(tx, old.id, { ...decision.becomes, replacedBy: id, atMs })
  const card = {
    id,
    accountId: old.account_id,
    kind: 'egift',
    state: 'active',
    ...hideNumber(masterKey, code),
    sealedSecret: seal(masterKey, purpose, Buffer.from(code)),
    design: old.design,
    currency: old.currency,
    validMonths: old.valid_months,
    customerId: old.customer_id ?? undefined,
    issuedMs: atMs,
    activatedMs: old.activated_at?.getTime() ?? atMs,
    idempotency,
  } as const
  await insertCards(tx, [card])
  await keepCode(tx, masterKey, id, code)
  if (old.state === 'frozen') await setFrozen(tx, old.account_id, false)
  return { ok: true, card: (await selectCard(tx, id))!, replayed: false }
}

/** The code of a replacement, as long as it may be told. */
export function replacementCode(masterKey: MasterKey, card: CardRow): string | null {
  return card.sealed_secret && open(masterKey, purpose, card.sealed_secret).toString()
}
