/**
 * The independent model: what the books must say after each deed, in the plainest terms and with none of the product's code. Purses
 * hold parts of lots; a part that is past its time is not there any more. Amounts are bigint minor units, times milliseconds.
 */
export type LotKind = 'promotional' | 'gift' | 'refund' | 'paid'

export interface Lot {
  readonly kind: LotKind
  readonly openedMs: number
  readonly expiresMs: number | undefined
}

export interface Part {
  readonly lot: Lot
  amount: bigint
}

export interface Purse {
  readonly id: string
  readonly ceiling: bigint | undefined
  parts: Part[]
  held: bigint
  owed: bigint
  frozen: boolean
}

/** One thing that a payment was paid from; cash has no purse. */
export interface Source {
  readonly purse: Purse | undefined
  readonly lot: Lot | undefined
  readonly amount: bigint
  back: bigint
}

export interface Payment {
  readonly id: string
  readonly purse: Purse
  state: 'authorized' | 'captured' | 'voided' | 'expired'
  sources: Source[]
  readonly atMs: number
  readonly expiresMs: number | undefined
  tipped: boolean
}

const order: readonly LotKind[] = ['promotional', 'gift', 'refund', 'paid']

/** Which of two lots is spent first; negative: the first one. */
export function compareLots(a: Lot, b: Lot): number {
  if (a.kind !== b.kind) return order.indexOf(a.kind) - order.indexOf(b.kind)
  if (a.kind === 'refund' || a.kind === 'paid') return a.openedMs - b.openedMs
  if (a.expiresMs !== undefined && b.expiresMs !== undefined) return a.expiresMs - b.expiresMs
  if (a.expiresMs === undefined && b.expiresMs === undefined) return a.openedMs - b.openedMs
  return a.expiresMs === undefined ? 1 : -1
}

export function isLive(lot: Lot, nowMs: number): boolean {
  return lot.expiresMs === undefined || lot.expiresMs > nowMs
}

/** What can be spent now, in spend order. */
export function liveParts(purse: Purse, nowMs: number): Part[] {
  return purse.parts
    .filter(part => part.amount > 0n && isLive(part.lot, nowMs))
    .sort((a, b) => compareLots(a.lot, b.lot))
}

export function balanceOf(purse: Purse, nowMs: number): bigint {
  return liveParts(purse, nowMs).reduce((sum, part) => sum + part.amount, 0n)
}

/** Takes an amount that is there, in spend order. */
export function draw(purse: Purse, amount: bigint, nowMs: number): Source[] {
  const sources: Source[] = []
  let left = amount
  for (const part of liveParts(purse, nowMs)) {
    const share = part.amount < left ? part.amount : left
    if (share === 0n) break
    part.amount -= share
    left -= share
    sources.push({ purse, lot: part.lot, amount: share, back: 0n })
  }
  if (left > 0n) throw new Error('the model drew more than there is')
  purse.parts = purse.parts.filter(part => part.amount > 0n && isLive(part.lot, nowMs))
  return sources
}

export function give(purse: Purse, lot: Lot, amount: bigint): void {
  const part = purse.parts.find(one => one.lot === lot)
  if (part) part.amount += amount
  else purse.parts.push({ lot, amount })
}

export function hasRoom(purse: Purse, amount: bigint, nowMs: number): boolean {
  return purse.ceiling === undefined || balanceOf(purse, nowMs) + purse.held + amount <= purse.ceiling
}

/** A load: its own lot, of which a debt is paid first. */
export function load(purse: Purse, lot: Lot, amount: bigint): void {
  const recovered = purse.owed < amount ? purse.owed : amount
  purse.owed -= recovered
  if (amount > recovered) give(purse, lot, amount - recovered)
}

export function restOf(payment: Payment): bigint {
  return payment.sources.reduce((sum, source) => sum + source.amount - source.back, 0n)
}

const refundTermMs = 90 * 86_400_000

/** What a refund would give to each source, last spent first. */
export function planRefund(payment: Payment, amount: bigint): { source: Source; share: bigint }[] {
  let left = amount
  const plan: { source: Source; share: bigint }[] = []
  for (const source of payment.sources.toReversed()) {
    const rest = source.amount - source.back
    const share = rest < left ? rest : left
    left -= share
    if (share > 0n) plan.push({ source, share })
  }
  return plan
}

export function refund(plan: readonly { source: Source; share: bigint }[], nowMs: number): void {
  for (const { source, share } of plan) {
    source.back += share
    if (!source.purse || !source.lot) continue
    const { lot } = source
    const expired = !isLive(lot, nowMs)
    const kind = lot.kind === 'promotional' ? 'promotional' : 'refund'
    give(source.purse, expired ? { kind, openedMs: nowMs, expiresMs: nowMs + refundTermMs } : lot, share)
  }
}

/** A dispute takes the load's own lot first, then what is there in spend order; the rest is owed. */
export function dispute(purse: Purse, lot: Lot, amount: bigint, nowMs: number): void {
  let left = amount
  const live = liveParts(purse, nowMs)
  for (const part of [...live.filter(one => one.lot === lot), ...live.filter(one => one.lot !== lot)]) {
    const share = part.amount < left ? part.amount : left
    part.amount -= share
    left -= share
  }
  purse.owed += left
  purse.parts = purse.parts.filter(part => part.amount > 0n && isLive(part.lot, nowMs))
}

/** Of a hold's sources what is captured, first spent first; the rest returns to its lots. */
export function letGo(sources: readonly Source[], captured: bigint): Source[] {
  let left = captured
  const taken: Source[] = []
  for (const source of sources) {
    const share = source.amount < left ? source.amount : left
    left -= share
    if (share > 0n) taken.push({ ...source, amount: share })
    if (source.amount > share && source.purse && source.lot) give(source.purse, source.lot, source.amount - share)
  }
  return taken
}

/** What a refund gives to each purse. */
export function givesTo(plan: readonly { source: Source; share: bigint }[]): [Purse, bigint][] {
  const sums = new Map<Purse, bigint>()
  for (const { source, share } of plan) {
    if (source.purse) sums.set(source.purse, (sums.get(source.purse) ?? 0n) + share)
  }
  return [...sums]
}

/** Two lots that take the place of expired ones at one moment: which of them comes first is left to chance. */
export function isAmbiguous(plan: readonly { source: Source }[], nowMs: number): boolean {
  return plan.filter(({ source }) => source.lot && !isLive(source.lot, nowMs)).length > 1
}
