/** Approvals over HTTP. What is asked for comes in at the routes of what it is about. */
import type { Approval, FourEyesKind } from '@ringfence/contract'
import { fromTypeId } from '../../kernel/ids.ts'
import type { Caller, HandlersOf, Outcome } from '../../platform/http.ts'
import { type ApprovalRoom, approve, type DecisionOutcome, decline } from './decide-approval.ts'
import { type ApprovalKinds, type Decider, maySee } from './rules.ts'
import { selectApproval, selectApprovals } from './store.ts'
import { toApproval } from './views.ts'

type ApprovalOperation = 'listApprovals' | 'getApproval' | 'approveApproval' | 'declineApproval'

export function approvalsRoutes(room: ApprovalRoom): HandlersOf<ApprovalOperation> {
  const { db, kinds } = room
  const shown = (outcome: DecisionOutcome, by: Decider, nowMs: number): Outcome<Approval> =>
    outcome.ok
      ? { ok: true, value: toApproval(outcome.approval, kinds, by, nowMs), replayed: outcome.replayed }
      : outcome
  return {
    listApprovals: async ({ query, caller, nowMs }) => {
      const before = query.cursor === undefined ? undefined : fromTypeId('apr', query.cursor)
      if (query.cursor !== undefined && before === undefined) return badCursor
      const limit = query.limit ?? 30
      const person = deciderOf(caller)
      const rows = await selectApprovals(db, {
        status: query.status,
        askedBy: person.id,
        kinds: kindsFor(kinds, person),
        storeId: person.storeId,
        before,
        limit: limit + 1,
        nowMs,
      })
      const data = rows.slice(0, limit).map(row => toApproval(row, kinds, person, nowMs))
      return { ok: true, value: { data, nextCursor: rows.length > limit ? data.at(-1)!.id : null } }
    },
    getApproval: async ({ params, caller, nowMs }) => {
      const id = fromTypeId('apr', params.id)
      const row = id && (await selectApproval(db, id))
      const person = deciderOf(caller)
      if (!row || !maySee(kinds, row, person)) return { ok: false, code: 'not_found' }
      return { ok: true, value: toApproval(row, kinds, person, nowMs) }
    },
    approveApproval: async ({ params, caller, nowMs }) => {
      const id = fromTypeId('apr', params.id)
      if (id === undefined) return { ok: false, code: 'not_found' }
      const by = { ...deciderOf(caller), name: caller.name }
      return shown(await approve(room, { id, by, atMs: nowMs }), by, nowMs)
    },
    declineApproval: async ({ params, body, caller, nowMs }) => {
      const id = fromTypeId('apr', params.id)
      if (id === undefined) return { ok: false, code: 'not_found' }
      const by = { ...deciderOf(caller), name: caller.name }
      return shown(await decline(room, { id, by, reason: body.reason, atMs: nowMs }), by, nowMs)
    },
  }
}

const badCursor = { ok: false, code: 'validation_failed', pointers: ['/cursor'] } as const

function deciderOf({ personId, role, storeId }: Caller): Decider {
  return { id: personId, role, storeId }
}

function kindsFor(kinds: ApprovalKinds, { role }: Decider): FourEyesKind[] {
  const all = Object.entries(kinds) as [FourEyesKind, NonNullable<ApprovalKinds[FourEyesKind]>][]
  return all.filter(([, kind]) => role === 'auditor' || kind.approvers.includes(role)).map(([name]) => name)
}
