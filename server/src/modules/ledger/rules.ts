/** Rules of lots. Pure. */
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
