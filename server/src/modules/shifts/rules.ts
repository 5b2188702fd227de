/** What a shift comes to. Pure; amounts are minor units. */
import { type ShiftReport, type Takings, type TakingTender, takingTenders } from '@ringfence/contract'
import type { Uuid } from '../../kernel/ids.ts'
import { toJson } from '../../kernel/money.ts'

export type TakingKind = 'payment' | 'tip' | 'refund' | 'load' | 'loadUndone' | 'giftSale' | 'giftRefund'

/** Whether money comes in at the till or goes out. */
const directions: Record<TakingKind, 1n | -1n> = {
  payment: 1n,
  tip: 1n,
  refund: -1n,
  load: 1n,
  loadUndone: -1n,
  giftSale: 1n,
  giftRefund: -1n,
}

/** Money that one deed at a till took in, or gave back. No amount is negative. */
export interface Taking {
  readonly id: Uuid
  readonly kind: TakingKind
  readonly terminalId: Uuid
  readonly staffId: Uuid | undefined
  readonly currency: string
  readonly atMs: number
  /** Of a payment: with its tip. */
  readonly amount: bigint
  readonly tip: bigint
  /** How it was paid; adds up to the amount. */
  readonly tenders: readonly { readonly tender: TakingTender; readonly amount: bigint }[]
}

export interface CashMoved {
  readonly kind: 'payIn' | 'payOut' | 'bankDrop'
  readonly amount: bigint
}

/** Takings of one currency in their totals. */
export function totalTakings(takings: readonly Taking[]): Takings {
  const of = (kind: TakingKind) => {
    const some = takings.filter(taking => taking.kind === kind)
    return { count: some.length, amount: toJson(sum(some.map(taking => taking.amount))) }
  }
  return {
    // A tip that is given after its payment adds to the payments, but is none.
    payments: { count: of('payment').count, amount: of('payment').amount + of('tip').amount },
    tips: toJson(sum(takings.map(taking => taking.tip))),
    refunds: of('refund'),
    loads: of('load'),
    loadsUndone: of('loadUndone'),
    giftSales: of('giftSale'),
    giftRefunds: of('giftRefund'),
    tenders: Object.fromEntries(
      takingTenders.map(tender => [tender, toJson(netOf(takings, tender))]),
    ) as Takings['tenders'],
  }
}

/** What came in by a tender, less what went out. */
export function netOf(takings: readonly Taking[], tender: TakingTender): bigint {
  return sum(
    takings.flatMap(taking =>
      taking.tenders.filter(part => part.tender === tender).map(part => directions[taking.kind] * part.amount),
    ),
  )
}

/** The cash that should be in the drawer. */
export function expectedCash(float: bigint, takings: readonly Taking[], moved: readonly CashMoved[]): bigint {
  const byHand = sum(moved.map(({ kind, amount }) => (kind === 'payIn' ? amount : -amount)))
  return float + netOf(takings, 'cash') + byHand
}

export interface ShiftCount {
  readonly currency: string
  readonly float: bigint
  readonly takings: readonly Taking[]
  readonly moved: readonly CashMoved[]
  /** Undefined while the shift is open. */
  readonly counted: bigint | undefined
  readonly nameOf: (staffId: Uuid) => string | undefined
}

/** The report of a shift: X without a count, Z with it. */
export function reportOf({ currency, float, takings, moved, counted, nameOf }: ShiftCount): ShiftReport {
  const expected = expectedCash(float, takings, moved)
  const movedAs = (kind: CashMoved['kind']) =>
    toJson(sum(moved.filter(one => one.kind === kind).map(({ amount }) => amount)))
  return {
    currency,
    takings: totalTakings(takings),
    byCashier: byCashier(takings, nameOf),
    cash: {
      float: toJson(float),
      takings: toJson(netOf(takings, 'cash')),
      payIns: movedAs('payIn'),
      payOuts: movedAs('payOut'),
      bankDrops: movedAs('bankDrop'),
      expected: toJson(expected),
      counted: counted === undefined ? null : toJson(counted),
      overShort: counted === undefined ? null : toJson(counted - expected),
    },
  }
}

/** In the order of names; what nobody signed for comes last. */
function byCashier(takings: readonly Taking[], nameOf: ShiftCount['nameOf']): ShiftReport['byCashier'] {
  const groups = Map.groupBy(takings, taking => taking.staffId)
  const named = [...groups].map(([staffId, theirs]) => ({
    cashier: (staffId && nameOf(staffId)) ?? '',
    takings: totalTakings(theirs),
  }))
  return named.sort((a, b) => (a.cashier === '' ? 1 : b.cashier === '' ? -1 : a.cashier < b.cashier ? -1 : 1))
}

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, amount) => total + amount, 0n)
