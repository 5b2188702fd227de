/** Bulk loads: many accounts loaded from one list, after a preview and the approval of a second person. */
import { type Static, Type } from 'typebox'
import { Amount, AmountOrZero, Closed, Currency, Id, List, ListQuery, Nullable, Text, Timestamp } from './common.ts'

export const bulkLoadLinesMax = 10_000

/** One line: a customer by e-mail address, card number or customer id, and an amount in minor units. */
export const BulkLoadRow = Closed({ customer: Text({ minLength: 1, maxLength: 254 }), amount: Amount })
export type BulkLoadRow = Static<typeof BulkLoadRow>

/** Where the columns are: a header's name, or a number from 1. `customer` and `amount` by default. */
const Columns = Closed({
  customer: Text({ minLength: 1, maxLength: 80 }),
  amount: Text({ minLength: 1, maxLength: 80 }),
})

const Csv = Closed({
  text: Text({ maxLength: 1_000_000 }),
  columns: Type.Optional(Columns),
  separator: Type.Optional(Type.Enum([',', ';', 'tab'])),
  decimalMark: Type.Optional(Type.Enum(['.', ','])),
})

/** `employer`: money that an employer owes or paid. `promotion`: value the brand gives, spent first, with an expiry. */
export const CreateBulkLoad = Closed({
  name: Text({ minLength: 1, maxLength: 120, description: 'Who pays, or what for.' }),
  kind: Type.Enum(['employer', 'promotion']),
  expiresAt: Type.Optional(Type.Unsafe<string>({ ...Timestamp, description: 'Of a promotion, required.' })),
  rows: Type.Optional(Type.Array(BulkLoadRow, { minItems: 1, maxItems: bulkLoadLinesMax })),
  csv: Type.Optional(Csv),
})
export type CreateBulkLoad = Static<typeof CreateBulkLoad>

/**
 * `preview`: waits for another person. `posting`: approved, being written in portions. `done`. `cancelled`: before approval.
 * `undoing`, `undone`: what was unspent has been taken back.
 */
export const bulkLoadStatuses = ['preview', 'posting', 'done', 'cancelled', 'undoing', 'undone'] as const
export type BulkLoadStatus = (typeof bulkLoadStatuses)[number]

const Person = Closed({ id: Id('staff'), name: Type.String() })

export const BulkLoad = Closed({
  id: Id('bulkLoad'),
  name: Type.String(),
  kind: Type.Enum(['employer', 'promotion']),
  currency: Currency,
  expiresAt: Nullable(Timestamp),
  status: Type.Enum([...bulkLoadStatuses]),
  createdBy: Person,
  createdAt: Timestamp,
  decidedBy: Nullable(Person),
  decidedAt: Nullable(Timestamp),
  totals: Closed({
    lines: Type.Integer(),
    /** Lines that will be loaded, and their sum; fixed in the preview. */
    ready: Type.Integer(),
    readyAmount: AmountOrZero,
    /** Lines that can't be loaded; each says why. */
    problems: Type.Integer(),
    loaded: Type.Integer(),
    loadedAmount: AmountOrZero,
    /** Were ready, but their account refused them (its maximum). */
    refused: Type.Integer(),
    undone: Type.Integer(),
    takenBackAmount: AmountOrZero,
    /** Was spent (or had expired) before the undo, and stays loaded. */
    spentAmount: AmountOrZero,
  }),
})
export type BulkLoad = Static<typeof BulkLoad>
export const BulkLoadList = List(BulkLoad)
export const BulkLoadQuery = Closed(ListQuery)

export const bulkLoadLineStatuses = ['ready', 'problem', 'loaded', 'refused', 'undone'] as const
export type BulkLoadLineStatus = (typeof bulkLoadLineStatuses)[number]

export const BulkLoadLine = Closed({
  line: Type.Integer({ description: 'As an editor shows it, from 1.' }),
  given: Type.String({ description: 'The customer as the list names it.' }),
  customer: Nullable(Closed({ id: Id('customer'), name: Type.String() })),
  amount: Nullable(Amount),
  status: Type.Enum([...bulkLoadLineStatuses]),
  problem: Nullable(Type.String({ description: 'A sentence: why it is not loaded.' })),
  loadId: Nullable(Id('load')),
  takenBackAmount: AmountOrZero,
  spentAmount: AmountOrZero,
})
export type BulkLoadLine = Static<typeof BulkLoadLine>
export const BulkLoadLineList = List(BulkLoadLine)
/** In the list's order. */
export const BulkLoadLineQuery = Closed({
  ...ListQuery,
  status: Type.Optional(Type.Enum([...bulkLoadLineStatuses])),
})
