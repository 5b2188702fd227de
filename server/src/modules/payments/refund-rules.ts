/** To which tenders and lots a refund goes back. Pure; amounts are bigint minor units. */
import type { RefundOrder } from '@ringfence/contract'
import type { Uuid } from '../../kernel/ids.ts'

/** Something a payment was paid from, in the order in which it was spent: a lot of an account, or cash or card at the till. */
export interface RefundSource {
  readonly tenderId: Uuid
  /** Undefined for cash, card, and value from before there were lots. */
  readonly lotId: Uuid | undefined
  /** What it gave and has not got back. */
  readonly rest: bigint
}

export interface RefundShare<S extends RefundSource = RefundSource> {
  readonly source: S
  readonly amount: bigint
}

/**
 * Shares out a refund over what the payment was paid from. Never more than a source's rest; the shares add up to `amount` exactly.
 * `firstFirst` gives back what was spent first, `lastFirst` what was spent last, `proRata` from each by its rest, where the largest
 * remainders get the units that rounding left over (equal ones: spent first, first). The caller has made sure that the rests suffice.
 */
export function shareRefund<S extends RefundSource>(
  sources: readonly S[],
  amount: bigint,
  order: RefundOrder,
): RefundShare<S>[] {
  const amounts = order === 'proRata' ? proRata(sources, amount) : inTurn(sources, amount, order)
  return sources.map((source, i) => ({ source, amount: amounts[i]! })).filter(share => share.amount > 0n)
}

function inTurn(sources: readonly RefundSource[], amount: bigint, order: 'firstFirst' | 'lastFirst'): bigint[] {
  let left = amount
  const take = ({ rest }: RefundSource) => {
    const taken = rest < left ? rest : left
    left -= taken
    return taken
  }
  return order === 'firstFirst' ? sources.map(take) : sources.toReversed().map(take).toReversed()
}

/** Largest remainder: rounding down leaves fewer units than there are sources with a remainder, so none passes its rest. */
function proRata(sources: readonly RefundSource[], amount: bigint): bigint[] {
  const total = sources.reduce((sum, source) => sum + source.rest, 0n)
  if (total === 0n) return sources.map(() => 0n)
  const shares = sources.map(({ rest }, i) => ({
    i,
    floor: (rest * amount) / total,
    remainder: (rest * amount) % total,
  }))
  const amounts = shares.map(share => share.floor)
  let left = amount - amounts.reduce((sum, part) => sum + part, 0n)
  const byRemainder = shares.toSorted((a, b) => (a.remainder < b.remainder ? 1 : a.remainder > b.remainder ? -1 : 0))
  for (const { i } of byRemainder) {
    if (left === 0n) break
    amounts[i]! += 1n
    left -= 1n
  }
  return amounts
}

/** What each source has left, when earlier refunds gave back to tenders and lots. */
export function restsOf<S extends Omit<RefundSource, 'rest'> & { readonly amount: bigint }>(
  sources: readonly S[],
  earlier: readonly { readonly tenderId: Uuid; readonly lotId: Uuid | undefined; readonly amount: bigint }[],
): (S & { rest: bigint })[] {
  const nameOf = (part: { tenderId: Uuid; lotId: Uuid | undefined }) => `${part.tenderId} ${part.lotId ?? ''}`
  const given = new Map<string, bigint>()
  for (const part of earlier) given.set(nameOf(part), (given.get(nameOf(part)) ?? 0n) + part.amount)
  return sources.map(source => ({ ...source, rest: source.amount - (given.get(nameOf(source)) ?? 0n) }))
}

const dayMs = 86_400_000

export interface RefundedLot {
  readonly kind: 'paid' | 'gift' | 'refund' | 'promotional'
  readonly tender: string
  readonly expiresAt: Date | null
  readonly jurisdiction: string | null
}

/**
 * The lot that takes the place of one that has expired since it was spent; undefined when the lot itself can have its value back.
 * Value that the customer had paid for must not be lost by a refund, so it comes back as a `refund` lot with a fresh term.
 * Promotional value stays promotional: a refund makes nobody owed what was a present.
 */
export function replacementOf(lot: RefundedLot, atMs: number, termDays: number) {
  if (lot.expiresAt === null || lot.expiresAt.getTime() > atMs) return undefined
  return {
    kind: lot.kind === 'promotional' ? ('promotional' as const) : ('refund' as const),
    tender: lot.tender,
    expiresMs: atMs + termDays * dayMs,
    jurisdiction: lot.jurisdiction ?? undefined,
  }
}

/** Whether one person may give back this much of a payment alone, all its refunds together. */
export function mayGiveBack(
  role: string,
  payment: { readonly refunded: bigint },
  amount: bigint,
  limits: { readonly cashierRefundMaximum: number; readonly staffRefundMaximum: number },
): boolean {
  const limit = role === 'cashier' ? limits.cashierRefundMaximum : limits.staffRefundMaximum
  return payment.refunded + amount <= BigInt(limit)
}
