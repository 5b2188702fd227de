/** Rules of lots. Pure. */
import type { Uuid } from '../../kernel/ids.ts'

export const lotKinds = ['promotional', 'gift', 'refund', 'paid'] as const
export type LotKind = (typeof lotKinds)[number]

/** Milliseconds since 1970 stay below this for thousands of years; ranks count in steps of it. */
const step = 5_000_000_000_000_000n

/**
 * Place of a lot in the spend order, lowest first: promotional value, then gift, refund, paid. Promotional and gift value is spent by
 * expiry (what never expires comes last), the others oldest first. Equal ranks are told apart by the lot's id.
 */
export function rankOf(lot: { kind: LotKind; openedMs: number; expiresMs: number | undefined }): bigint {
  const kind = BigInt(lotKinds.indexOf(lot.kind)) * 2n * step
  const byExpiry = lot.kind === 'promotional' || lot.kind === 'gift'
  if (!byExpiry) return kind + BigInt(lot.openedMs)
  return lot.expiresMs === undefined ? kind + step + BigInt(lot.openedMs) : kind + BigInt(lot.expiresMs)
}

/** Some value of a lot, in minor units. */
export interface LotPart {
  readonly lotId: Uuid
  readonly amount: bigint
}

/** The first `amount` of parts, and the rest. */
export function splitParts(parts: readonly LotPart[], amount: bigint): [LotPart[], LotPart[]] {
  const first: LotPart[] = []
  const rest: LotPart[] = []
  let left = amount
  for (const { lotId, amount: has } of parts) {
    const taken = has < left ? has : left
    left -= taken
    if (taken > 0n) first.push({ lotId, amount: taken })
    if (has > taken) rest.push({ lotId, amount: has - taken })
  }
  return [first, rest]
}
