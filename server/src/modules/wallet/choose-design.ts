/** Gives a customer's card another design of the gallery. */
import type { Uuid } from '../../kernel/ids.ts'
import type { Transaction } from '../../platform/database.ts'
import { lockWalletCard, updateDesign, type WalletCardRow } from './card-store.ts'
import type { Protected } from './protect-card.ts'

export async function chooseWalletCardDesign(
  tx: Transaction,
  cardId: Uuid,
  customerId: Uuid,
  design: string,
): Promise<Protected<WalletCardRow>> {
  const card = await lockWalletCard(tx, cardId, customerId)
  if (!card) return { ok: false, code: 'not_found' }
  if (card.state !== 'active' && card.state !== 'frozen') return { ok: false, code: 'card_closed' }
  await updateDesign(tx, cardId, design)
  return { ok: true, card: { ...card, design } }
}
