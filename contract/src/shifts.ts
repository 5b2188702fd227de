/** Shifts: who answered for a till's cash, from the float to the count. Amounts of a report are minor units of its currency. */
import { type Static, Type } from 'typebox'
import {
  Amount,
  AmountOrZero,
  Closed,
  Currency,
  Id,
  List,
  ListQuery,
  Nullable,
  SignedAmount,
  Text,
  Timestamp,
} from './common.ts'

/** The cash that is counted into the drawer before the first customer. */
export const OpenShift = Closed({ float: AmountOrZero, currency: Currency })
export type OpenShift = Static<typeof OpenShift>

/** Cash that moves without a customer: change brought in, an expense paid out, a drop at the bank. */
export const CashMovementKind = Type.Enum(['payIn', 'payOut', 'bankDrop'])
export type CashMovementKind = Static<typeof CashMovementKind>
export const TakeCashMovement = Closed({
  kind: CashMovementKind,
  amount: Amount,
  reason: Text({ minLength: 1, maxLength: 120 }),
})
export type TakeCashMovement = Static<typeof TakeCashMovement>
export const CashMovement = Closed({
  id: Id('cashMovement'),
  kind: CashMovementKind,
  amount: Amount,
  reason: Type.String(),
  by: Type.String({ description: 'Name of who moved it.' }),
  at: Timestamp,
})
export type CashMovement = Static<typeof CashMovement>

/** A shift as its own till sees it: with a blind count, without what the drawer should hold. */
export const TillShift = Closed({
  id: Id('shift'),
  status: Type.Enum(['open', 'closed']),
  currency: Currency,
  float: AmountOrZero,
  openedAt: Timestamp,
  openedBy: Type.String(),
  movements: Type.Array(CashMovement),
  expected: Nullable(Type.Integer({ description: 'Minor units; null while the count is blind.' })),
})
export type TillShift = Static<typeof TillShift>
/** `shift` is null while none is open at this till. */
export const CurrentShift = Closed({
  shift: Nullable(TillShift),
  required: Type.Boolean({ description: 'Whether this till takes money only while a shift is open.' }),
  blind: Type.Boolean({ description: 'Whether the count is made without knowing what should be there.' }),
})
export type CurrentShift = Static<typeof CurrentShift>

export const CloseShift = Closed({ counted: AmountOrZero })
/** What the count came to. `overShort` is counted less expected: negative when cash is missing. */
export const ShiftClosed = Closed({
  id: Id('shift'),
  currency: Currency,
  counted: AmountOrZero,
  expected: SignedAmount,
  overShort: SignedAmount,
  closedAt: Timestamp,
})
export type ShiftClosed = Static<typeof ShiftClosed>

const Total = Closed({ count: Type.Integer({ minimum: 0 }), amount: SignedAmount })
export type TakingsTotal = Static<typeof Total>
export const takingTenders = ['storedValue', 'giftCard', 'cash', 'card'] as const
export type TakingTender = (typeof takingTenders)[number]
const Tenders = Closed({ storedValue: SignedAmount, giftCard: SignedAmount, cash: SignedAmount, card: SignedAmount })

/** What a till took in a stretch of time. Refunds are counted for themselves and are not taken off `payments`. */
export const Takings = Closed({
  payments: Total,
  tips: Type.Integer({ description: 'Part of payments.' }),
  refunds: Total,
  loads: Total,
  loadsUndone: Total,
  giftSales: Total,
  giftRefunds: Total,
  /** In less out, by tender: payments, loads and gift cards sold, less what went back. */
  tenders: Tenders,
})
export type Takings = Static<typeof Takings>

export const ShiftReport = Closed({
  currency: Currency,
  takings: Takings,
  byCashier: Type.Array(Closed({ cashier: Type.String(), takings: Takings })),
  cash: Closed({
    float: AmountOrZero,
    /** Cash from customers less cash given back to them. */
    takings: SignedAmount,
    payIns: AmountOrZero,
    payOuts: AmountOrZero,
    bankDrops: AmountOrZero,
    expected: SignedAmount,
    counted: Nullable(AmountOrZero),
    overShort: Nullable(SignedAmount),
  }),
})
export type ShiftReport = Static<typeof ShiftReport>

export const ShiftSummary = Closed({
  id: Id('shift'),
  status: Type.Enum(['open', 'closed']),
  storeId: Id('store'),
  storeName: Type.String(),
  timeZone: Type.String(),
  terminalId: Id('terminal'),
  terminalName: Type.String(),
  currency: Currency,
  float: AmountOrZero,
  openedAt: Timestamp,
  openedBy: Type.String(),
  closedAt: Nullable(Timestamp),
  closedBy: Nullable(Type.String()),
  counted: Nullable(AmountOrZero),
  overShort: Nullable(SignedAmount),
})
export type ShiftSummary = Static<typeof ShiftSummary>
export const ShiftList = List(ShiftSummary)
export const ShiftQuery = Closed({
  ...ListQuery,
  storeId: Type.Optional(Id('store')),
  status: Type.Optional(Type.Enum(['open', 'closed'])),
})

/** `kind` X: so far, of an open shift; Z: of a closed one, stored as it was. */
export const Shift = Closed({
  ...ShiftSummary.properties,
  kind: Type.Enum(['X', 'Z']),
  report: ShiftReport,
  movements: Type.Array(CashMovement),
})
export type Shift = Static<typeof Shift>

/** Takings that no shift has counted, by till: while none was open, or booked after the shift's close. The last 24 hours unless told otherwise. */
export const OutsideQuery = Closed({
  from: Type.Optional(Timestamp),
  to: Type.Optional(Timestamp),
  storeId: Type.Optional(Id('store')),
})
export const OutsideTakings = Closed({
  data: Type.Array(
    Closed({
      storeId: Id('store'),
      storeName: Type.String(),
      terminalId: Id('terminal'),
      terminalName: Type.String(),
      currency: Currency,
      takings: Takings,
    }),
  ),
})
export type OutsideTakings = Static<typeof OutsideTakings>

/** How the brand runs its shifts. */
export const ShiftSettings = Closed({ required: Type.Boolean(), blind: Type.Boolean() })
export type ShiftSettings = Static<typeof ShiftSettings>
