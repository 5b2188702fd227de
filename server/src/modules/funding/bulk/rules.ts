/** Decisions about bulk loads: which lines can be loaded, and who may move a load on. Pure. */
import type { BulkLoadStatus } from '@ringfence/contract'
import type { Uuid } from '../../../kernel/ids.ts'
import type { ListLine } from './read-list.ts'

export interface Holder {
  readonly customerId: Uuid
  /** Undefined: none in the list's currency. */
  readonly accountId: Uuid | undefined
  /** The most that the account can still take; undefined: no limit. */
  readonly room: bigint | undefined
}

export interface JudgedLine {
  readonly line: number
  readonly given: string
  readonly amount: bigint | undefined
  readonly customerId: Uuid | undefined
  readonly accountId: Uuid | undefined
  /** Undefined: ready to be loaded. */
  readonly problem: string | undefined
}

/** Judges lines in their order: of two for the same account, the second is the mistake. */
export function judgeLines(lines: readonly ListLine[], holders: ReadonlyMap<string, Holder>): JudgedLine[] {
  const firstLineOf = new Map<Uuid, number>()
  return lines.map(({ line, given, amount, problem }) => {
    const holder = holders.get(given)
    const accountId = holder?.accountId
    const found = { line, given, amount, customerId: holder?.customerId, accountId }
    if (problem !== undefined) return { ...found, problem }
    if (!holder) return { ...found, problem: 'There is no such customer.' }
    if (accountId === undefined) return { ...found, problem: 'The customer has no account in this currency.' }
    const first = firstLineOf.get(accountId)
    if (first !== undefined) return { ...found, problem: `The same customer is on line ${first}.` }
    firstLineOf.set(accountId, line)
    if (holder.room !== undefined && amount! > holder.room) return { ...found, problem: passesMaximum }
    return { ...found, problem: undefined }
  })
}

export const passesMaximum = 'The balance would pass its maximum.'

export type Action = 'approve' | 'cancel' | 'undo'

export type Move =
  | { readonly ok: true; readonly to: BulkLoadStatus }
  /** It was done before, by the same person: the answer is the same. */
  | { readonly ok: true; readonly to: undefined }
  | { readonly ok: false; readonly code: 'second_person_required' | 'bulk_load_closed' }

export interface Deciding {
  readonly status: BulkLoadStatus
  readonly createdBy: Uuid
  readonly decidedBy: Uuid | null
  /** Lines that can be loaded. */
  readonly ready: number
}

const closed = { ok: false, code: 'bulk_load_closed' } as const
const replayed = { ok: true, to: undefined } as const

/** What an action makes of a bulk load. Who proposed it may cancel it, and never approve it. */
export function decideMove({ status, createdBy, decidedBy, ready }: Deciding, action: Action, by: Uuid): Move {
  if (action === 'undo') {
    if (status === 'done') return { ok: true, to: 'undoing' }
    return status === 'undoing' || status === 'undone' ? replayed : closed
  }
  if (action === 'approve' && by === createdBy) return { ok: false, code: 'second_person_required' }
  if (status !== 'preview') {
    const isSame = action === 'cancel' ? status === 'cancelled' : status === 'posting' || status === 'done'
    return isSame && decidedBy === by ? replayed : closed
  }
  if (action === 'cancel') return { ok: true, to: 'cancelled' }
  return ready > 0 ? { ok: true, to: 'posting' } : closed
}
