/**
 * Moves gift cards into one account, all of them whole or none at all: one transaction, one posting. Each lot keeps its kind, expiry
 * and escheat clock, because value that moves between customers' accounts carries its lots along. A refusal says which card by its
 * place in the request, never by its number.
 */
import type { Uuid } from '../../kernel/ids.ts'
import { newId } from '../../kernel/ids.ts'
import { arrayOf, sqlState, type Transaction, uniqueViolation } from '../../platform/database.ts'
import type { Idempotency } from '../../platform/http.ts'
import { accountStates, expireLotsOf, laneOf, PostingRefused, postTransfers } from '../ledger/index.ts'
import { accountsOf } from '../wallet/index.ts'
import { selectCard } from './card-store.ts'
import { emitClaimed, type FoundForClaim, findForClaim, takeCard } from './claim-card.ts'
import { type HolderRow, lockCardsOfAccounts } from './claim-store.ts'
import { type ConsolidationRow, insertConsolidation, selectConsolidationByKey } from './consolidation-store.ts'
import type { GiftRoom } from './gift-room.ts'
import { lockGiftsOf } from './gift-store.ts'

/** An own card, or one that the code proves to have. */
export type CardToMove = { readonly cardId: Uuid } | { readonly code: string; readonly pin: string | undefined }

export interface ConsolidationRequest {
  readonly customerId: Uuid
  readonly accountId: Uuid
  readonly cards: readonly CardToMove[]
  readonly idempotency: Idempotency
  readonly atMs: number
}

type RefusalCode =
  | 'not_found'
  | 'validation_failed'
  | 'code_invalid'
  | 'limit_exceeded'
  | 'gift_claimed'
  | 'gift_closed'
  | 'gift_card_empty'
  | 'account_frozen'
  | 'currency_mismatch'
  | 'balance_limit_exceeded'
  | 'idempotency_key_reused'
  | 'overloaded'
interface Refused {
  readonly ok: false
  readonly code: RefusalCode
  readonly pointers?: readonly string[]
}
export type ConsolidationOutcome = { ok: true; consolidation: ConsolidationRow; replayed: boolean } | Refused

const attemptsMax = 3

export async function consolidateCards(room: GiftRoom, request: ConsolidationRequest): Promise<ConsolidationOutcome> {
  const first = await replay(room, request)
  if (first) return first
  const own = (await accountsOf(room.db, [request.customerId])).get(request.customerId)!
  const target = own.find(account => account.uuid === request.accountId)
  if (!target) return { ok: false, code: 'not_found' }
  const found = await resolveAll(room, request)
  if (!Array.isArray(found)) return (await replay(room, request)) ?? found
  for (let attempt = 1; attempt <= attemptsMax; attempt++) {
    const outcome = await moveOnce(room, request, target.currency, found)
    if (outcome !== undefined) return outcome
  }
  return { ok: false, code: 'overloaded' } // a card was paid with each time we looked
}

async function replay(
  room: GiftRoom,
  { idempotency }: ConsolidationRequest,
): Promise<ConsolidationOutcome | undefined> {
  const known = await selectConsolidationByKey(room.db, idempotency)
  if (!known) return undefined
  if (known.fingerprint !== idempotency.fingerprint) return { ok: false, code: 'idempotency_key_reused' }
  return { ok: true, consolidation: known, replayed: true }
}

type Found = Extract<FoundForClaim, { ok: true }>

/** All cards with their accounts, in the order of the request. Guessed codes count against the customer's limits. */
async function resolveAll(room: GiftRoom, request: ConsolidationRequest): Promise<Found[] | Refused> {
  const cards: Found[] = []
  for (const [i, card] of request.cards.entries()) {
    const found = await resolve(room, request, card)
    if (!found.ok) return { ...found, pointers: [`/cards/${i}`] }
    if (cards.some(({ accountId }) => accountId === found.accountId))
      return { ok: false, code: 'validation_failed', pointers: [`/cards/${i}`] }
    cards.push(found)
  }
  return cards
}

async function resolve(
  room: GiftRoom,
  { customerId, atMs }: ConsolidationRequest,
  card: CardToMove,
): Promise<Found | Refused> {
  if ('code' in card) return findForClaim(room, { customerId, code: card.code, pin: card.pin, atMs })
  const row = await selectCard(room.db, card.cardId)
  if (row?.customer_id !== customerId || row.state === 'replaced') return { ok: false, code: 'not_found' }
  return { ok: true, accountId: row.account_id, cardId: row.id }
}

/** Undefined: a balance changed between look and posting; look again. */
async function moveOnce(
  room: GiftRoom,
  request: ConsolidationRequest,
  currency: string,
  found: readonly Found[],
): Promise<ConsolidationOutcome | undefined> {
  try {
    return await room.db.transaction(tx => move(tx, room, request, currency, found))
  } catch (error) {
    if (sqlState(error) === uniqueViolation) return replay(room, request)
    if (!(error instanceof PostingRefused)) throw error
    const target = (await accountStates(room.db, [request.accountId])).get(request.accountId)!
    const states = await accountStates(
      room.db,
      found.map(card => card.accountId),
    )
    const cards = [...states.values()]
    const total = cards.reduce((sum, card) => sum + card.balance, 0n)
    const passes = target.ceiling !== null && target.balance + target.held + total > target.ceiling
    return passes ? { ok: false, code: 'balance_limit_exceeded' } : undefined
  }
}

async function move(
  tx: Transaction,
  room: GiftRoom,
  request: ConsolidationRequest,
  currency: string,
  found: readonly Found[],
): Promise<ConsolidationOutcome> {
  const { customerId, accountId, idempotency, atMs } = request
  const accountIds = found.map(card => card.accountId)
  await lockGiftsOf(tx, accountIds)
  const locked = new Map((await lockCardsOfAccounts(tx, accountIds)).map(card => [card.account_id, card]))
  const known = await selectConsolidationByKey(tx, idempotency) // by who held the cards until now
  if (known?.fingerprint === idempotency.fingerprint) return { ok: true, consolidation: known, replayed: true }
  await expireLotsOf(tx, [accountId, ...accountIds], atMs)
  const states = await accountStates(tx, accountIds)
  const cards = found.map(({ accountId: id, cardId: proved }, i) => {
    return { pointer: `/cards/${i}`, proved, card: locked.get(id), state: states.get(id)! }
  })
  for (const { pointer, proved, card, state } of cards) {
    const code = refusalOf(card, proved, state, { customerId, currency })
    if (code) return { ok: false, code, pointers: [pointer] }
  }
  for (const [i, { card }] of cards.entries()) {
    const asked = request.cards[i]!
    if (card!.customer_id === null) {
      await takeCard(tx, room.masterKey, card!, { customerId, atMs, code: 'code' in asked ? asked.code : '' })
    }
  }
  const moved = cards.map(({ card, state }) => ({
    transferId: newId(atMs),
    cardId: card!.id,
    from: card!.account_id,
    amount: state.balance,
  }))
  await postTransfers(
    tx,
    moved.map(({ transferId, from, amount }) => ({
      id: transferId,
      kind: 'move',
      debit: { id: from, guarded: true },
      credit: { id: accountId, guarded: true },
      amount,
      currency,
      atMs,
    })),
  )
  const amount = moved.reduce((sum, card) => sum + card.amount, 0n)
  const { balance } = (await accountStates(tx, [accountId])).get(accountId)!
  const at = new Date(atMs)
  const consolidation = { id: newId(atMs), accountId, amount, currency, balance, at, cards: moved, idempotency }
  await insertConsolidation(tx, consolidation)
  await emitClaimed(
    tx,
    cards.flatMap(({ card }) => (card!.customer_id === null ? card!.account_id : [])),
  )
  const ids = arrayOf([consolidation.id])
  await tx.query('SELECT ringfence.emit($1, $2, $3)', [laneOf(accountId), 'giftCards.consolidated', ids])
  return { ok: true, consolidation: (await selectConsolidationByKey(tx, idempotency))!, replayed: false }
}

function refusalOf(
  card: HolderRow | undefined,
  proved: Uuid,
  state: { balance: bigint; frozen: boolean; currency: string },
  { customerId, currency }: { customerId: Uuid; currency: string },
): RefusalCode | undefined {
  if (!card || card.state === 'closed' || card.state === 'pending') return 'gift_closed'
  if (card.customer_id !== null && card.customer_id !== customerId) return 'gift_claimed'
  if (card.customer_id === null && card.id !== proved) return 'code_invalid' // replaced since its code was looked at
  if (state.currency !== currency) return 'currency_mismatch'
  if (state.frozen) return 'account_frozen'
  return state.balance === 0n ? 'gift_card_empty' : undefined
}
