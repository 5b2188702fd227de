/** What a dispute takes, and what it gives back when it is won. Pure. */
import type { Uuid } from '../../../kernel/ids.ts'

export interface HeldLot {
  readonly id: Uuid
  readonly amount: bigint
}

export interface Part {
  readonly lotId: Uuid
  readonly amount: bigint
}

export interface TakeBack {
  /** From these lots, in this order: the disputed load's own first, then the others in spend order. */
  readonly parts: readonly Part[]
  readonly taken: bigint
  /** What the account did not hold any more. */
  readonly debt: bigint
}

/** `lots` in spend order. */
export function planTakeBack(lots: readonly HeldLot[], loadId: Uuid, amount: bigint): TakeBack {
  const own = lots.filter(lot => lot.id === loadId)
  const others = lots.filter(lot => lot.id !== loadId)
  const parts: Part[] = []
  let debt = amount
  for (const lot of [...own, ...others]) {
    const part = lot.amount < debt ? lot.amount : debt
    if (part > 0n) parts.push({ lotId: lot.id, amount: part })
    debt -= part
  }
  return { parts, taken: amount - debt, debt }
}

export interface GiveBack {
  /** Value that returns to the lots it was taken from. */
  readonly toLots: bigint
  /** Debt that is forgiven, because it never was one. */
  readonly toDebt: bigint
  /** Debt of this dispute that later loads have paid already: it returns as new value. */
  readonly toAccount: bigint
}

/** `owed`: what the account owes now, of this dispute and others. */
export function planGiveBack(dispute: { taken: bigint; debt: bigint }, owed: bigint): GiveBack {
  const toDebt = owed < dispute.debt ? owed : dispute.debt
  return { toLots: dispute.taken, toDebt, toAccount: dispute.debt - toDebt }
}

/** What of a load a dispute can take, or a refund give back: no more than what was not given back or disputed before. */
export function disputable(load: { amount: bigint; refunded: bigint }, disputed: bigint, wanted: bigint): bigint {
  const rest = load.amount - load.refunded - disputed
  if (rest <= 0n) return 0n
  return wanted < rest ? wanted : rest
}
