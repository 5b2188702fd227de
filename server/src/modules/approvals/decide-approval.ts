/** A second person decides: what is approved is done in the same transaction, so it happens once or not at all. */
import type { ErrorCode } from '@ringfence/contract'
import { assert } from '../../kernel/assert.ts'
import type { Uuid } from '../../kernel/ids.ts'
import type { Database, Transaction } from '../../platform/database.ts'
import { type ApprovalKinds, type Decider, type LockStanding, mayDecide, maySee, refuseTwo, statusAt } from './rules.ts'
import { type ApprovalRow, lockApproval, selectApproval, updateDecided } from './store.ts'

export interface ApprovalRoom {
  readonly db: Database
  readonly kinds: ApprovalKinds
  readonly lockStanding: LockStanding
}

export interface DecisionOrder {
  readonly id: Uuid
  readonly by: Decider & { readonly name: string }
  readonly atMs: number
}

export type DecisionOutcome =
  | { readonly ok: true; readonly approval: ApprovalRow; readonly replayed: boolean }
  | { readonly ok: false; readonly code: ErrorCode }

/** Thrown to roll back what a kind has begun and could not finish. */
class NotDone extends Error {
  override readonly name = 'NotDone'
  readonly code: ErrorCode
  constructor(code: ErrorCode) {
    super(code)
    this.code = code
  }
}

/** Sent again by the same person, it is answered as before. */
export async function approve(room: ApprovalRoom, order: DecisionOrder): Promise<DecisionOutcome> {
  try {
    return await room.db.transaction(tx => approveInTransaction(tx, room, order))
  } catch (error) {
    if (error instanceof NotDone) return { ok: false, code: error.code }
    throw error
  }
}

async function approveInTransaction(
  tx: Transaction,
  { kinds, lockStanding }: ApprovalRoom,
  { id, by, atMs }: DecisionOrder,
): Promise<DecisionOutcome> {
  // People before what they asked for, as whoever ends their access does it. Who asked never changes.
  const asked = await selectApproval(tx, id)
  const people = asked ? await lockStanding(tx, [asked.requested_by, by.id], atMs) : undefined
  const approval = await lockApproval(tx, id)
  if (!approval || !maySee(kinds, approval, by)) return { ok: false, code: 'not_found' }
  if (approval.requested_by === by.id) return { ok: false, code: 'second_person_required' }
  if (!mayDecide(kinds, approval, by)) return { ok: false, code: 'not_found' }
  if (approval.status === 'approved' && approval.decided_by === by.id) return { ok: true, approval, replayed: true }
  if (statusAt(approval, atMs) !== 'waiting') return { ok: false, code: 'approval_closed' }
  const { kind: name, store_id: storeId } = approval
  const refusal = refuseTwo({ kind: name, storeId }, people?.get(approval.requested_by), people?.get(by.id), atMs)
  if (refusal) return { ok: false, code: refusal }
  const kind = kinds[name]
  assert(kind !== undefined, 'who may decide decides a kind that there is')
  const done = await kind.execute(tx, approval, by, atMs)
  if (!done.ok) throw new NotDone(done.code)
  const decided = await updateDecided(tx, { id, status: 'approved', by, result: done.result, atMs })
  return { ok: true, approval: decided, replayed: false }
}

/** Whoever asked withdraws; an approver declines. */
export async function decline(
  { db, kinds }: Pick<ApprovalRoom, 'db' | 'kinds'>,
  { id, by, atMs, reason }: DecisionOrder & { readonly reason?: string | undefined },
): Promise<DecisionOutcome> {
  return db.transaction(async tx => {
    const approval = await lockApproval(tx, id)
    const own = approval?.requested_by === by.id
    if (!approval || !(own || mayDecide(kinds, approval, by))) return { ok: false, code: 'not_found' }
    const status = own ? 'withdrawn' : 'declined'
    if (approval.status === status && approval.decided_by === by.id) return { ok: true, approval, replayed: true }
    if (statusAt(approval, atMs) !== 'waiting') return { ok: false, code: 'approval_closed' }
    await kinds[approval.kind]?.drop?.(tx, approval, atMs)
    return { ok: true, approval: await updateDecided(tx, { id, status, by, reason, atMs }), replayed: false }
  })
}
