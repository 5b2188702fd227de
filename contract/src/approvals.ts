/** Four eyes: what one person asks for and another must approve before it happens. */
import { type Static, Type } from 'typebox'
import { Amount, Closed, Currency, Id, List, ListQuery, Nullable, Text, Timestamp } from './common.ts'
import { TakeRefund } from './payments.ts'

/**
 * What takes two people. `keyExport`: the numbers and PINs of printed gift cards leave the system. Bulk loads keep their own
 * approval. A `rulePack` is refused until there are rule packs.
 */
export const fourEyesKinds = ['refund', 'adjustment', 'administrator', 'keyExport', 'bulkLoad', 'rulePack'] as const
export type FourEyesKind = (typeof fourEyesKinds)[number]

/** `withdrawn`: by who asked. `expired`: nobody decided in time. */
export const approvalStatuses = ['waiting', 'approved', 'declined', 'withdrawn', 'expired'] as const
export type ApprovalStatus = (typeof approvalStatuses)[number]

const Person = Closed({ id: Id('staff'), name: Type.String() })

export const Approval = Closed({
  id: Id('approval'),
  kind: Type.Enum([...fourEyesKinds]),
  status: Type.Enum([...approvalStatuses]),
  /** What it is about: a payment, an account, a member of staff, a batch of cards. */
  subject: Type.String({ description: 'TypeID.' }),
  amount: Nullable(Type.Integer({ description: 'Minor units; negative where value is taken.' })),
  currency: Nullable(Currency),
  reason: Type.String(),
  requestedBy: Person,
  requestedAt: Timestamp,
  expiresAt: Timestamp,
  decidedBy: Nullable(Person),
  decidedAt: Nullable(Timestamp),
  mine: Type.Boolean({ description: 'Whether the caller asked for it.' }),
  approvable: Type.Boolean({ description: 'Whether the caller may approve or decline it now.' }),
  /** What came of it, as a TypeID; null until approved, or when nothing new came of it. */
  result: Nullable(Type.String()),
})
export type Approval = Static<typeof Approval>
export const ApprovalList = List(Approval)
export const ApprovalQuery = Closed({
  ...ListQuery,
  status: Type.Optional(Type.Enum([...approvalStatuses])),
})

/** Why something is asked for or declined. */
const Reason = Text({ minLength: 3, maxLength: 200 })

export const DeclineApproval = Closed({ reason: Type.Optional(Reason) })

/** Corrects a balance by hand. Positive gives, negative takes; never below nothing. */
export const RequestAdjustment = Closed({
  amount: Type.Union([Amount, Type.Integer({ minimum: -1_000_000_000_000, maximum: -1 })], {
    description: 'Minor units; not nothing.',
  }),
  currency: Currency,
  reason: Reason,
})
export type RequestAdjustment = Static<typeof RequestAdjustment>

/** A refund above what one person may give back alone. */
export const RequestRefund = TakeRefund

export const RequestCardBatchDownload = Closed({ reason: Reason })
