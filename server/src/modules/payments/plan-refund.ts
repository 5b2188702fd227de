/** From what a refund gives back to the transfers that do it: to each tender its share, to each lot its own value. */
import type { RefundOrder } from '@ringfence/contract'
import { newId, type Uuid } from '../../kernel/ids.ts'
import type { Transaction } from '../../platform/database.ts'
import { successorsOf } from '../gift-cards/index.ts'
import { drawsOf, type Lot, type LotPart, type NewTransfer, ownAccountId, selectLots } from '../ledger/index.ts'
import { type RefundShare, type RefundSource, replacementOf, restsOf, shareRefund } from './refund-rules.ts'
import { type RefundPartRow, selectPartsOf } from './refund-store.ts'
import type { PaymentRow } from './store.ts'
import { type TenderRow, tendersOf } from './tender-store.ts'

interface Source extends RefundSource {
  readonly tender: TenderRow
  readonly amount: bigint
}
interface Wish {
  readonly id: Uuid
  readonly amount: bigint
  readonly order: RefundOrder
  readonly atMs: number
}
/** One transfer: some shares of one tender, with the lot that it opens when theirs has expired. */
interface Return {
  readonly tender: TenderRow
  readonly shares: readonly RefundShare<Source>[]
  readonly opens: NewTransfer['opens'] | undefined
}

/** The first of the transfers has the refund's id. */
export async function planRefund(
  tx: Transaction,
  payment: PaymentRow,
  wish: Wish,
  termDays: number,
): Promise<{ transfers: NewTransfer[]; parts: RefundPartRow[] }> {
  const shares = shareRefund(await sourcesOf(tx, payment), wish.amount, wish.order)
  const lots = await selectLots(
    tx,
    shares.flatMap(share => share.source.lotId ?? []),
  )
  const returns = returnsOf(shares, lots, wish.atMs, termDays)
  const successors = await successorsOf(
    tx,
    returns.flatMap(({ tender }) => tender.account_id ?? []),
  )
  const parts = returns.map(({ tender, shares }, i): RefundPartRow => {
    const lotted = shares.filter(share => share.source.lotId !== undefined)
    return {
      id: i === 0 ? wish.id : newId(wish.atMs),
      refund_id: wish.id,
      payment_id: payment.id,
      tender_id: tender.id,
      type: tender.type,
      account_id: tender.account_id && (successors.get(tender.account_id) ?? tender.account_id),
      amount: shares.reduce((sum, share) => sum + share.amount, 0n),
      lots: lotted.map(share => share.source.lotId!),
      parts: lotted.map(share => share.amount),
    }
  })
  const transfers = parts.map((part, i) => transferOf(payment, part, returns[i]!.opens, wish.atMs))
  return { transfers, parts }
}

/** What the payment was paid from, in the order in which it was spent, each with what it has not got back. */
async function sourcesOf(tx: Transaction, payment: PaymentRow): Promise<Source[]> {
  const tenders = (await tendersOf(tx, [payment])).get(payment.id)!
  const draws = await drawsOf(
    tx,
    tenders.flatMap(tender => (tender.account_id === null ? [] : tender.id)),
  )
  const sources = tenders.flatMap(tender => {
    const lots: readonly LotPart[] = draws.get(tender.id) ?? []
    const pieces: Piece[] = lots.length > 0 ? [...lots] : [{ lotId: undefined, amount: tender.amount }]
    return pieces.map(({ lotId, amount }) => ({ tender, tenderId: tender.id, lotId, amount }))
  })
  const earlier = (await selectPartsOf(tx, payment.id)).flatMap(part => {
    const pieces: Piece[] = part.lots.map((lotId, i) => ({ lotId, amount: part.parts[i]! }))
    const given = pieces.length > 0 ? pieces : [{ lotId: undefined, amount: part.amount }]
    return given.map(piece => ({ ...piece, tenderId: part.tender_id }))
  })
  return restsOf(sources, earlier)
}
interface Piece {
  readonly lotId: Uuid | undefined
  readonly amount: bigint
}

/** Shares of lots that live go back together; each that has expired opens a lot of its own. */
function returnsOf(
  shares: readonly RefundShare<Source>[],
  lots: ReadonlyMap<Uuid, Omit<Lot, 'amount'>>,
  atMs: number,
  termDays: number,
): Return[] {
  return [...Map.groupBy(shares, share => share.source.tender)].flatMap(([tender, own]) => {
    const opensOf = ({ source }: RefundShare<Source>) => {
      if (tender.account_id === null) return undefined
      if (source.lotId === undefined) return { kind: 'refund' as const, tender: 'refund' }
      return replacementOf(lots.get(source.lotId)!, atMs, termDays)
    }
    const living = own.filter(share => opensOf(share) === undefined)
    const replaced = own.flatMap(share => {
      const opens = opensOf(share)
      return opens ? [{ tender, shares: [share], opens }] : []
    })
    return living.length > 0 ? [{ tender, shares: living, opens: undefined }, ...replaced] : replaced
  })
}

function transferOf(
  { currency, store_id }: PaymentRow,
  part: RefundPartRow,
  opens: NewTransfer['opens'] | undefined,
  atMs: number,
): NewTransfer {
  const till = part.type === 'cash' ? 'cash_in_tills' : 'card_at_tills'
  const base = {
    id: part.id,
    kind: 'refund' as const,
    debit: { id: ownAccountId('store_sales', currency, store_id), guarded: false },
    amount: part.amount,
    currency,
    atMs,
  }
  if (part.account_id === null)
    return { ...base, credit: { id: ownAccountId(till, currency, store_id), guarded: false } }
  const credit = { id: part.account_id, guarded: true }
  if (opens) return { ...base, credit, opens }
  return { ...base, credit, lots: part.lots.map((lotId, i) => ({ lotId, amount: part.parts[i]! })) }
}
