/** How cards show themselves: customers' own and gift cards in one shape. */
import type { FoundGiftCard, GiftCardBalance, ProtectedCard } from '@ringfence/contract'
import { assert } from '../../kernel/assert.ts'
import { toTypeId, type Uuid } from '../../kernel/ids.ts'
import { toJson } from '../../kernel/money.ts'
import type { Queryable } from '../../platform/database.ts'
import { lotsOf } from '../ledger/index.ts'
import { guardedOf, isBlocked, type WalletCardRow } from '../wallet/index.ts'
import type { CardRow } from './card-store.ts'

export function viewOfWalletCard(card: WalletCardRow): ProtectedCard {
  return { ...sharedView(card, 'crd'), kind: 'virtual' }
}

export function viewOfGiftCard(card: CardRow): ProtectedCard {
  return { ...sharedView(card, 'gfc'), kind: card.kind }
}

function sharedView(card: WalletCardRow | CardRow, prefix: 'crd' | 'gfc') {
  return {
    id: toTypeId(prefix, card.id),
    state: card.state,
    blocked: isBlocked(guardedOf(card)),
    lostAt: card.lost_at?.toISOString() ?? null,
    lastDigits: card.last_digits,
    design: card.design,
    currency: card.currency,
    replacedBy: card.replaced_by && toTypeId(prefix, card.replaced_by),
  }
}

export async function balanceView(db: Queryable, card: CardRow, nowMs: number): Promise<GiftCardBalance> {
  const { state } = card
  assert(state === 'active' || state === 'frozen', 'only a live card tells its balance')
  const { balance, expiresAt } = await spendableOf(db, card.account_id, nowMs)
  const { currency, last_digits: lastDigits, design } = card
  return { balance, currency, state, lastDigits, design, expiresAt }
}

export async function foundView(db: Queryable, card: CardRow, nowMs: number): Promise<FoundGiftCard> {
  const { balance, expiresAt } = await spendableOf(db, card.account_id, nowMs)
  return { ...viewOfGiftCard(card), balance, activatedAt: card.activated_at?.toISOString() ?? null, expiresAt }
}

/** What can be spent now, and when the first of it expires: an expired lot may still lie there until somebody takes it out. */
async function spendableOf(db: Queryable, accountId: Uuid, nowMs: number) {
  const lots = (await lotsOf(db, [accountId])).get(accountId)!
  const alive = lots.filter(lot => lot.expiresAt === null || lot.expiresAt.getTime() > nowMs)
  const expiries = alive.flatMap(lot => (lot.expiresAt ? [lot.expiresAt.getTime()] : []))
  return {
    balance: toJson(alive.reduce((sum, lot) => sum + lot.amount, 0n)),
    expiresAt: expiries.length === 0 ? null : new Date(Math.min(...expiries)).toISOString(),
  }
}
