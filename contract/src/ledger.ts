/** The books: accounts, transfers, trial balance, proof. */
import { type Static, Type } from 'typebox'
import { Amount, Closed, Currency, Id, List, ListQuery, Nullable, SignedAmount, Timestamp } from './common.ts'

/** `stored_value` is owed to a customer, `debt` is owed by one; the others are the brand's own. */
export const ledgerAccountKinds = [
  'stored_value',
  'debt',
  'store_sales',
  'psp_clearing',
  'cash_in_tills',
  'card_at_tills',
  'import_clearing',
  'bulk_clearing',
  'adjustments',
  'holds',
  'promotions',
  'breakage',
  'bank',
  'psp_fees',
  'over_short',
  'disputes',
] as const
export const LedgerAccountKind = Type.Enum([...ledgerAccountKinds])

export const AtQuery = Closed({ at: Type.Optional(Timestamp) })

/** Balance is credits less debits. */
export const LedgerAccount = Closed({
  id: Id('ledgerAccount'),
  kind: LedgerAccountKind,
  name: Type.String(),
  currency: Currency,
  balance: SignedAmount,
  at: Timestamp,
})
export type LedgerAccount = Static<typeof LedgerAccount>

const TransferSide = Closed({ id: Id('ledgerAccount'), kind: LedgerAccountKind, name: Type.String() })
export const Transfer = Closed({
  id: Id('transfer'),
  kind: Type.Enum([
    'load',
    'payment',
    'refund',
    'reversal',
    'adjustment',
    'hold',
    'capture',
    'release',
    'expiry',
    'move',
    'recovery',
    'chargeback',
    'undo',
  ]),
  debit: TransferSide,
  credit: TransferSide,
  amount: Amount,
  currency: Currency,
  at: Timestamp,
  batch: Type.Integer({ description: 'Number of the posting batch in its lane.' }),
  reverses: Nullable(Id('transfer')),
})
export type Transfer = Static<typeof Transfer>
export const TransferList = List(Transfer)
export const TransferQuery = Closed({ ...ListQuery, accountId: Type.Optional(Id('ledgerAccount')) })

/** One row for each of the brand's accounts, and one for all customers' accounts of a currency together. */
export const TrialBalance = Closed({
  at: Timestamp,
  rows: Type.Array(
    Closed({
      accountId: Nullable(Id('ledgerAccount')),
      kind: LedgerAccountKind,
      name: Type.String(),
      accounts: Type.Integer({ description: 'How many accounts this row sums.' }),
      currency: Currency,
      debit: SignedAmount,
      credit: SignedAmount,
    }),
  ),
  totals: Type.Array(
    Closed({ currency: Currency, debit: SignedAmount, credit: SignedAmount, difference: SignedAmount }),
  ),
})
export type TrialBalance = Static<typeof TrialBalance>

export const Proof = Closed({
  ok: Type.Boolean(),
  checkedAt: Timestamp,
  transfers: Type.Integer(),
  accounts: Type.Integer(),
  heads: Type.Array(Closed({ lane: Type.Integer(), batch: Type.Integer(), hash: Type.String() })),
  checks: Type.Array(Closed({ name: Type.String(), ok: Type.Boolean(), detail: Type.String() })),
})
export type Proof = Static<typeof Proof>

/** A night's self-audit; `night` is its date in UTC. */
export const Audit = Closed({
  night: Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\d$' }),
  at: Timestamp,
  ok: Type.Boolean(),
  transfers: Type.Integer(),
  checks: Proof.properties.checks,
})
export type Audit = Static<typeof Audit>
export const AuditList = Closed({ data: Type.Array(Audit) })
