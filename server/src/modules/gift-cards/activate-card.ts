/** Activates a printed card with its first load: the card, its account, the value and the till's money together, or nothing. */
import { newId, type Uuid } from '../../kernel/ids.ts'
import type { MasterKey } from '../../platform/crypto.ts'
import { type Database, sqlState, type Transaction, uniqueViolation } from '../../platform/database.ts'
import type { Idempotency } from '../../platform/http.ts'
import { laneOf, openStoredValue, ownAccountId, PostingRefused, postTransfers } from '../ledger/index.ts'
import {
  type ActivationRow,
  type ActivationTender,
  ceilingOf,
  insertActivation,
  type NewActivation,
  selectActivation,
  selectActivationByKey,
} from './activation-store.ts'
import { expiryOf } from './card-rules.ts'
import { type CardRow, lockCard, updateActivation } from './card-store.ts'
import { findAnyCard } from './find-card.ts'

export interface ActivationRequest {
  readonly number: string
  readonly amount: bigint
  readonly currency: string
  readonly tender: ActivationTender
  readonly storeId: Uuid
  readonly terminalId: Uuid
  readonly staffId: Uuid
  readonly idempotency: Idempotency
  readonly atMs: number
}

export type ActivationOutcome =
  | { ok: true; activation: ActivationRow; replayed: boolean }
  | {
      ok: false
      code:
        | 'code_invalid'
        | 'card_not_pending'
        | 'currency_mismatch'
        | 'balance_limit_exceeded'
        | 'idempotency_key_reused'
    }

/** The till's own account for what a tender brings in. */
export const tillAccounts = { cash: 'cash_in_tills', cardAtTill: 'card_at_tills' } as const
/** The tender as lots and reports of value know it. */
const lotTenders = { cash: 'cash', cardAtTill: 'card_at_till' } as const

export async function activateCard(
  db: Database,
  masterKey: MasterKey,
  request: ActivationRequest,
): Promise<ActivationOutcome> {
  try {
    return await db.transaction(tx => activateOnce(tx, masterKey, request))
  } catch (error) {
    if (error instanceof PostingRefused) return { ok: false, code: 'balance_limit_exceeded' }
    if (sqlState(error) === 'RF002') return { ok: false, code: 'currency_mismatch' } // the store doesn't take this currency
    if (sqlState(error) !== uniqueViolation) throw error
    return { ok: false, code: 'idempotency_key_reused' } // for another card, at the same time
  }
}

async function activateOnce(
  tx: Transaction,
  masterKey: MasterKey,
  request: ActivationRequest,
): Promise<ActivationOutcome> {
  const found = await findAnyCard(tx, masterKey, request.number)
  const card = found && (await lockCard(tx, found.id))
  const known = await selectActivationByKey(tx, request.idempotency)
  if (known) {
    if (known.fingerprint !== request.idempotency.fingerprint) return { ok: false, code: 'idempotency_key_reused' }
    return { ok: true, activation: known, replayed: true }
  }
  if (!card) return { ok: false, code: 'code_invalid' }
  if (card.state !== 'pending') return { ok: false, code: 'card_not_pending' }
  if (card.currency !== request.currency) return { ok: false, code: 'currency_mismatch' }
  const expiresMs = expiryOf(request.atMs, card.valid_months)
  const activation = { ...request, id: newId(request.atMs), cardId: card.id, expiresMs }
  await insertActivation(tx, activation)
  await updateActivation(tx, card.id, { state: 'active', activatedMs: request.atMs })
  await load(tx, card, activation)
  await tx.query('SELECT ringfence.emit($1, $2, $3)', [laneOf(card.account_id), 'giftCards.activated', [activation.id]])
  return { ok: true, activation: (await selectActivation(tx, activation.id))!, replayed: false }
}

async function load(tx: Transaction, card: CardRow, activation: NewActivation): Promise<void> {
  const { id, amount, currency, tender, expiresMs, storeId, atMs } = activation
  const ceiling = (await ceilingOf(tx, card.batch_id)) ?? undefined
  await openStoredValue(tx, [{ id: card.account_id, currency, ceiling, atMs }])
  await postTransfers(tx, [
    {
      id,
      kind: 'load',
      debit: { id: ownAccountId(tillAccounts[tender], currency, storeId), guarded: false },
      credit: { id: card.account_id, guarded: true },
      amount,
      currency,
      atMs,
      opens: { kind: 'gift', tender: lotTenders[tender], expiresMs },
    },
  ])
}
