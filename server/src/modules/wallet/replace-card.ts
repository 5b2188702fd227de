/**
 * Gives an account a new card: the old number, and the pay codes of all devices enrolled before, are dead when this commits; the
 * balance stays where it is. The holder's phone enrols again.
 */
import { newId, type Uuid } from '../../kernel/ids.ts'
import type { MasterKey } from '../../platform/crypto.ts'
import { type Database, sqlState, type Transaction, uniqueViolation } from '../../platform/database.ts'
import type { Idempotency } from '../../platform/http.ts'
import { setFrozen } from '../ledger/index.ts'
import { drawPrintedNumber, hideNumber } from './card-numbers.ts'
import { decide } from './card-protection-rules.ts'
import {
  insertReplacement,
  lockWalletCard,
  revokeAccountDevices,
  selectReplacement,
  selectWalletCard,
  updateProtection,
  type WalletCardRow,
} from './card-store.ts'
import { type Acting, guardedOf } from './protect-card.ts'

export type Replaced<Row> =
  | { readonly ok: true; readonly card: Row; readonly replayed: boolean }
  | {
      readonly ok: false
      readonly code: 'card_blocked' | 'card_closed' | 'not_found' | 'idempotency_key_reused'
    }

export interface Replacement {
  readonly cardId: Uuid
  readonly acting: Acting
  readonly idempotency: Idempotency
  readonly atMs: number
}

export async function replaceWalletCard(
  db: Database,
  masterKey: MasterKey,
  replacement: Replacement,
): Promise<Replaced<WalletCardRow>> {
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
): Promise<Replaced<WalletCardRow>> {
  const old = await lockWalletCard(tx, cardId, acting.as === 'holder' ? acting.customerId : undefined)
  if (!old) return { ok: false, code: 'not_found' }
  const known = await selectReplacement(tx, idempotency)
  if (known) {
    if (known.fingerprint !== idempotency.fingerprint) return { ok: false, code: 'idempotency_key_reused' }
    return { ok: true, card: known, replayed: true }
  }
  const decision = decide(guardedOf(old), 'replace', acting.as)
  if (!decision.ok) return decision
  const id = newId()
  const number = hideNumber(masterKey, drawPrintedNumber())
  await updateProtection(tx, old.id, { ...decision.becomes, replacedBy: id, atMs })
  await insertReplacement(tx, { id, accountId: old.account_id, ...number, design: old.design, atMs, idempotency })
  await revokeAccountDevices(tx, old.account_id, atMs)
  if (old.state === 'frozen') await setFrozen(tx, old.account_id, false)
  return { ok: true, card: (await selectWalletCard(tx, id))!, replayed: false }
}
