/**
 * A gift card becomes somebody's: from then on it is in their wallet, and its code is shown by their app. An e-gift gets a new code,
 * so that the one in the mail is dead: nobody who reads the mail later can spend it. Its value, lots and their dates stay untouched.
 */
import { canonicalCardNumber } from '@ringfence/contract'
import type { Uuid } from '../../kernel/ids.ts'
import type { MasterKey } from '../../platform/crypto.ts'
import { arrayOf, type Transaction } from '../../platform/database.ts'
import { withdrawMails } from '../../platform/mail/index.ts'
import { laneOf } from '../ledger/index.ts'
import { drawGiftCode, hideNumber } from '../wallet/index.ts'
import { cardsOfAccounts, type HolderRow, keepCode, lockCardsOfAccounts, setHolder, setNumber } from './claim-store.ts'
import { checkCard } from './find-card.ts'
import type { GiftRoom } from './gift-room.ts'
import { lockGiftsOf, selectGiftByCode, selectGiftsOfAccounts } from './gift-store.ts'

export interface Claim {
  readonly customerId: Uuid
  readonly code: string
  readonly pin: string | undefined
  readonly atMs: number
}

type Refusal = 'code_invalid' | 'limit_exceeded' | 'gift_claimed' | 'gift_closed'
/** The account, and the card that was proved to point at it: by the time it is taken, another may. */
export type FoundForClaim = { ok: true; accountId: Uuid; cardId: Uuid } | { ok: false; code: Refusal }
export type ClaimOutcome = { ok: true; card: HolderRow; replayed: boolean } | { ok: false; code: Refusal }

/** Claiming what is one's own already is the same as once: people open the link again. */
export async function claimCard(room: GiftRoom, claim: Claim): Promise<ClaimOutcome> {
  const found = await findForClaim(room, claim)
  if (!found.ok) return found
  return room.db.transaction(async tx => {
    await lockGiftsOf(tx, [found.accountId])
    const [card] = await lockCardsOfAccounts(tx, [found.accountId])
    if (!card || card.state === 'closed' || card.state === 'pending') return { ok: false, code: 'gift_closed' }
    if (card.customer_id === claim.customerId) return { ok: true, card, replayed: true }
    if (card.customer_id !== null) return { ok: false, code: 'gift_claimed' }
    if (card.id !== found.cardId) return { ok: false, code: 'code_invalid' } // replaced since the code was looked at
    await takeCard(tx, room.masterKey, card, claim)
    await emitClaimed(tx, [card.account_id])
    return { ok: true, card: (await cardsOfAccounts(tx, [found.accountId]))[0]!, replayed: false }
  })
}

/**
 * The account behind a code, for who proves to have the card: limits, PIN and uniform answers are those of `checkCard`. Whoever has
 * the code that an e-gift was sold with is told when it was claimed or taken back since.
 */
export async function findForClaim(room: GiftRoom, claim: Claim): Promise<FoundForClaim> {
  const { db, masterKey } = room
  const { code, pin, customerId, atMs: nowMs } = claim
  const answer = await checkCard(db, masterKey, {
    number: code,
    pin,
    asker: { kind: 'customer', id: customerId },
    nowMs,
  })
  if (answer.ok) {
    const { id: cardId, customer_id: holder, account_id: accountId } = answer.card
    return holder === null || holder === customerId
      ? { ok: true, accountId, cardId }
      : { ok: false, code: 'gift_claimed' }
  }
  if (answer.code === 'limit_exceeded') return answer
  const gift = await selectGiftByCode(db, hideNumber(masterKey, canonicalCardNumber(code) ?? '').numberHash)
  if (!gift) return { ok: false, code: 'code_invalid' }
  if (gift.status !== 'open') return { ok: false, code: 'gift_closed' }
  const [card] = await cardsOfAccounts(db, [gift.account_id])
  if (card?.customer_id === customerId) return { ok: true, accountId: gift.account_id, cardId: card.id }
  return { ok: false, code: card?.customer_id == null ? 'gift_closed' : 'gift_claimed' }
}

/** Gives an unclaimed card, which the transaction has locked with its gift, to a customer. */
export async function takeCard(
  tx: Transaction,
  masterKey: MasterKey,
  card: HolderRow,
  claim: Pick<Claim, 'customerId' | 'code' | 'atMs'>,
): Promise<void> {
  await setHolder(tx, card.id, claim.customerId, claim.atMs)
  const isMailed = card.kind === 'egift'
  const code = isMailed ? drawGiftCode() : canonicalCardNumber(claim.code)!
  if (isMailed) await setNumber(tx, card.id, hideNumber(masterKey, code))
  await keepCode(tx, masterKey, card.id, code)
  for (const gift of await lockGiftsOf(tx, [card.account_id])) await withdrawMails(tx, gift.id, claim.atMs)
}

/** Tells the buyers of gifts that were claimed; the last thing a transaction does. Nothing for cards that were no gifts. */
export async function emitClaimed(tx: Transaction, accountIds: readonly Uuid[]): Promise<void> {
  const gifts = await selectGiftsOfAccounts(tx, accountIds)
  for (const [lane, members] of Map.groupBy(gifts, gift => laneOf(gift.account_id))) {
    const ids = arrayOf(members.map(gift => gift.id))
    await tx.query('SELECT ringfence.emit($1, $2, $3)', [lane, 'giftCards.claimed', ids])
  }
}
