/** Freezes, releases and reports lost a customer's card. A frozen card's account refuses payments; money may still come in. */
import type { Uuid } from '../../kernel/ids.ts'
import type { Transaction } from '../../platform/database.ts'
import { setFrozen } from '../ledger/index.ts'
import { decide, type Guarded, type Protection } from './card-protection-rules.ts'
import { lockWalletCard, updateProtection, type WalletCardRow } from './card-store.ts'

/** A holder protects own cards only; a foreign card is as good as absent. */
export type Acting = { readonly as: 'holder'; readonly customerId: Uuid } | { readonly as: 'staff' }

export type Protected<Row> =
  | { readonly ok: true; readonly card: Row }
  | { readonly ok: false; readonly code: 'card_blocked' | 'card_closed' | 'not_found' }

export async function protectWalletCard(
  tx: Transaction,
  cardId: Uuid,
  protection: Exclude<Protection, 'replace'>,
  acting: Acting,
  atMs: number,
): Promise<Protected<WalletCardRow>> {
  const card = await lockWalletCard(tx, cardId, acting.as === 'holder' ? acting.customerId : undefined)
  if (!card) return { ok: false, code: 'not_found' }
  const decision = decide(guardedOf(card), protection, acting.as)
  if (!decision.ok) return decision
  const { becomes } = decision
  await updateProtection(tx, card.id, { ...becomes, atMs })
  if (becomes.state !== card.state) await setFrozen(tx, card.account_id, becomes.state === 'frozen')
  const lostAt = becomes.isLost ? (card.lost_at ?? new Date(atMs)) : null
  return { ok: true, card: { ...card, state: becomes.state, frozen_by: becomes.frozenBy, lost_at: lostAt } }
}

export function guardedOf(card: Pick<WalletCardRow, 'state' | 'frozen_by' | 'lost_at'>): Guarded {
  return { state: card.state, frozenBy: card.frozen_by, isLost: card.lost_at !== null }
}
