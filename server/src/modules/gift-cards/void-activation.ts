/** Undoes a mistaken activation while nothing of it was spent or moved: the money goes back over the till, the card is unsold again. */
import { newId, type Uuid } from '../../kernel/ids.ts'
import type { Database, Transaction } from '../../platform/database.ts'
import { laneOf, ownAccountId, PostingRefused, postTransfers } from '../ledger/index.ts'
import { tillAccounts } from './activate-card.ts'
import { type ActivationRow, selectActivation, updateVoided } from './activation-store.ts'
import { type CardRow, lockCard, updateActivation } from './card-store.ts'

export interface VoidRequest {
  readonly activationId: Uuid
  /** An activation of another store is as good as absent. */
  readonly storeId: Uuid
  readonly terminalId: Uuid | undefined
  readonly staffId: Uuid
  readonly reason: string
  readonly atMs: number
}

export type VoidOutcome =
  | { ok: true; activation: ActivationRow; replayed: boolean }
  | { ok: false; code: 'not_found' | 'gift_card_used' }

/** Voiding again answers as the first time did. */
export async function voidActivation(db: Database, request: VoidRequest): Promise<VoidOutcome> {
  try {
    return await db.transaction(tx => voidOnce(tx, request))
  } catch (error) {
    if (error instanceof PostingRefused) return { ok: false, code: 'gift_card_used' }
    throw error
  }
}

async function voidOnce(tx: Transaction, request: VoidRequest): Promise<VoidOutcome> {
  const found = await selectActivation(tx, request.activationId)
  if (found?.store_id !== request.storeId) return { ok: false, code: 'not_found' }
  const card = (await lockCard(tx, found.card_id))!
  const activation = (await selectActivation(tx, found.id))! // as it is now that nobody else can change it
  if (activation.voided_at) return { ok: true, activation, replayed: true }
  if (card.state !== 'active' || card.customer_id !== null) return { ok: false, code: 'gift_card_used' }
  const id = newId(request.atMs)
  await updateVoided(tx, { ...request, id })
  await updateActivation(tx, card.id, { state: 'pending', activatedMs: undefined })
  await takeBack(tx, card, activation, { id, atMs: request.atMs })
  await tx.query('SELECT ringfence.emit($1, $2, $3)', [laneOf(card.account_id), 'giftCards.voided', [activation.id]])
  return { ok: true, activation: (await selectActivation(tx, activation.id))!, replayed: false }
}

/** Exactly the lot that the activation opened, whole; else the ledger refuses. */
async function takeBack(
  tx: Transaction,
  card: CardRow,
  { id: lotId, amount, currency, tender, store_id: storeId }: ActivationRow,
  undo: { id: Uuid; atMs: number },
): Promise<void> {
  await postTransfers(tx, [
    {
      ...undo,
      kind: 'undo',
      debit: { id: card.account_id, guarded: true },
      credit: { id: ownAccountId(tillAccounts[tender], currency, storeId), guarded: false },
      amount,
      currency,
      reverses: lotId,
      lots: [{ lotId, amount }],
    },
  ])
}
