/** Freezes, releases and reports lost a gift card, and gives it another design. Support acts for holders without an account. */
import type { Uuid } from '../../kernel/ids.ts'
import type { Transaction } from '../../platform/database.ts'
import { setFrozen } from '../ledger/index.ts'
import { type Acting, decide, guardedOf, type Protected, type Protection } from '../wallet/index.ts'
import { isLive } from './card-rules.ts'
import { type CardRow, lockCard, updateDesign, updateProtection } from './card-store.ts'

/** The card if those who act may see it, kept from changing; a foreign card is as good as absent. */
export async function lockFor(tx: Transaction, cardId: Uuid, acting: Acting): Promise<CardRow | undefined> {
  const card = await lockCard(tx, cardId)
  return card && (acting.as === 'staff' || card.customer_id === acting.customerId) ? card : undefined
}

export async function protectGiftCard(
  tx: Transaction,
  cardId: Uuid,
  protection: Exclude<Protection, 'replace'>,
  acting: Acting,
  atMs: number,
): Promise<Protected<CardRow>> {
  const card = await lockFor(tx, cardId, acting)
  if (!card) return { ok: false, code: 'not_found' }
  const decision = decide(guardedOf(card), protection, acting.as)
  if (!decision.ok) return decision
  const { becomes } = decision
  await updateProtection(tx, card.id, { ...becomes, atMs })
  if (becomes.state !== card.state) await setFrozen(tx, card.account_id, becomes.state === 'frozen')
  const lostAt = becomes.isLost ? (card.lost_at ?? new Date(atMs)) : null
  return { ok: true, card: { ...card, state: becomes.state, frozen_by: becomes.frozenBy, lost_at: lostAt } }
}

export async function chooseGiftCardDesign(
  tx: Transaction,
  cardId: Uuid,
  customerId: Uuid,
  design: string,
): Promise<Protected<CardRow>> {
  const card = await lockFor(tx, cardId, { as: 'holder', customerId })
  if (!card) return { ok: false, code: 'not_found' }
  if (!isLive(card.state)) return { ok: false, code: 'card_closed' }
  await updateDesign(tx, cardId, design)
  return { ok: true, card: { ...card, design } }
}
