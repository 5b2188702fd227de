/** Decisions about approvals, without a database. */
import {
  type ApprovalStatus,
  type ErrorCode,
  type FourEyesKind,
  type Operation,
  operations,
  type Role,
} from '@ringfence/contract'
import type { Uuid } from '../../kernel/ids.ts'
import type { Transaction } from '../../platform/database.ts'
import type { ApprovalRow } from './store.ts'

/** What came of it: an id to look at, or why it can't be done now. What can't be done leaves nothing behind and stays waiting. */
export type Execution =
  | { readonly ok: true; readonly result?: string | undefined }
  | { readonly ok: false; readonly code: ErrorCode }

/** A kind of deed that takes two people, given by the module that does it. */
export interface ApprovalKind {
  /** Who may approve it; of people of a store, those of the store it happened in. */
  readonly approvers: readonly Role[]
  /** Does it, in the transaction that approves it. */
  execute(tx: Transaction, approval: ApprovalRow, by: { readonly id: Uuid }, nowMs: number): Promise<Execution>
  /** Undoes what stood ready for it; in the transaction that declines or withdraws it. */
  drop?(tx: Transaction, approval: ApprovalRow, nowMs: number): Promise<void>
}
export type ApprovalKinds = Partial<Readonly<Record<FourEyesKind, ApprovalKind>>>

/** Who asks too late asks again: a week later nobody remembers what it was about. */
export const approvalDaysMax = 7

export interface Decider {
  readonly id: Uuid
  readonly role: Role
  readonly storeId: Uuid | undefined
}

/** Where somebody on the staff stands at this moment. */
export interface Standing {
  readonly id: Uuid
  /** As what they may act now, an emergency included; undefined: they no longer work here. */
  readonly role: Role | undefined
  readonly storeId: Uuid | undefined
  /** Who gave them the role and store of today: one, of an administrator two. Nobody: they were here before that was written down. */
  readonly placedBy: readonly Uuid[]
  readonly placedMs: number | undefined
}

/** Reads where people stand, and keeps it so until the transaction ends: who leaves or changes meanwhile waits, or is waited for. */
export type LockStanding = (
  tx: Transaction,
  ids: readonly Uuid[],
  nowMs: number,
) => Promise<ReadonlyMap<Uuid, Standing>>

/** Why these two may not be who asks and who approves; undefined: they may. */
export function refuseTwo(
  wish: { readonly kind: FourEyesKind; readonly storeId: Uuid | null },
  asker: Standing | undefined,
  decider: Standing | undefined,
  nowMs: number,
): 'approval_closed' | 'not_found' | 'second_person_required' | undefined {
  if (!mayStillAsk(wish.kind, wish.storeId, asker)) return 'approval_closed'
  if (decider?.role === undefined) return 'not_found'
  // Nobody becomes an administrator by one person's hand: here the two are two already.
  if (wish.kind === 'administrator') return undefined
  return areIndependent(asker!, decider, nowMs) ? undefined : 'second_person_required'
}

const newForMs = 86_400_000

/**
 * Whether two people on paper are two: not when one of them gave the other their place here, for an administrator could hire a second
 * self; nor when both have had theirs from the same hand for less than a day, for that one could hire two.
 */
export function areIndependent(one: Standing, other: Standing, nowMs: number): boolean {
  if (one.placedBy.includes(other.id) || other.placedBy.includes(one.id)) return false
  const isNew = ({ placedMs }: Standing) => placedMs !== undefined && nowMs - placedMs < newForMs
  return !(isNew(one) && isNew(other) && one.placedBy.some(id => other.placedBy.includes(id)))
}

/** Whether who asked could still ask: a wish does not outlive the leaving of its author, nor the right to have it. */
function mayStillAsk(kind: FourEyesKind, storeId: Uuid | null, asker: Standing | undefined): boolean {
  if (asker?.role === undefined || !askersOf(kind).has(asker.role)) return false
  return asker.storeId === undefined || asker.storeId === storeId
}

/** The roles that may ask, as the contract's operations name them. */
function askersOf(kind: FourEyesKind): ReadonlySet<Role> {
  const asking = Object.values<Operation>(operations).filter(({ fourEyes }) => fourEyes === kind)
  return new Set(asking.flatMap(({ callers }) => (callers === 'anyone' ? [] : callers)))
}

export function statusAt({ status, expires_at }: ApprovalRow, nowMs: number): ApprovalStatus {
  return status === 'waiting' && expires_at.getTime() <= nowMs ? 'expired' : status
}

/** Whether this person's role and store make them an approver; that nobody approves their own is another question. */
export function mayDecide(kinds: ApprovalKinds, approval: ApprovalRow, { role, storeId }: Decider): boolean {
  const approvers = kinds[approval.kind]?.approvers ?? []
  return approvers.includes(role) && (storeId === undefined || storeId === approval.store_id)
}

/** Auditors see all; others what they asked for and what they may decide. */
export function maySee(kinds: ApprovalKinds, approval: ApprovalRow, person: Decider): boolean {
  return person.role === 'auditor' || approval.requested_by === person.id || mayDecide(kinds, approval, person)
}
