/** Decisions about payments that a till took while the network was away. Pure; amounts are minor units. */
import {
  type LateDeclineReason,
  lateDeclineReasons,
  type OfflineFlagKind,
  offlineGenesis,
  offlineLimitHours,
} from '@ringfence/contract'
import type { Refusal } from '../ledger/index.ts'

const hourMs = 3_600_000
/** How far a till's clock may run ahead of ours. */
const aheadMs = 60_000

/** Where the chain of one key stands. */
export interface Chain {
  readonly sequence: number
  readonly head: string
  /** When the last payment was taken; undefined before the first. */
  readonly lastTakenMs: number | undefined
  /** The manager has given up what is missing: the next payment may leave numbers out, once. */
  readonly gapAccepted: boolean
}
export const newChain: Chain = { sequence: 0, head: offlineGenesis, lastTakenMs: undefined, gapAccepted: false }

export interface Link {
  readonly sequence: number
  readonly previous: string
  readonly hash: string
}

export type LinkDecision =
  | { readonly kind: 'next' }
  | { readonly kind: 'again' }
  | { readonly kind: 'refused'; readonly flag: OfflineFlagKind }

/** Whether a payment is the next of its chain. `knownHash` is what was received under its number before. */
export function decideLink(chain: Chain, link: Link, knownHash: string | undefined): LinkDecision {
  if (knownHash !== undefined) {
    return knownHash === link.hash ? { kind: 'again' } : { kind: 'refused', flag: 'altered' }
  }
  if (link.sequence <= chain.sequence) return { kind: 'refused', flag: 'out_of_order' }
  if (chain.gapAccepted) return { kind: 'next' }
  if (link.sequence !== chain.sequence + 1) return { kind: 'refused', flag: 'missing_before' }
  return link.previous === chain.head ? { kind: 'next' } : { kind: 'refused', flag: 'out_of_order' }
}

/** What a till was allowed at the time of a payment. */
export interface Permission {
  readonly enabled: boolean
  readonly perAccount: bigint
  readonly terminalSum: bigint
  readonly terminalCount: number
  readonly windowHours: number
}

/** What the till took less than the hours of the limits before or after: in all, and from the same device. */
export interface Nearby {
  readonly count: number
  readonly sum: bigint
  readonly fromDevice: bigint
}

export interface OfflineFacts {
  readonly amount: bigint
  readonly takenMs: number
  readonly receivedMs: number
  readonly lastTakenMs: number | undefined
  /** Undefined when there was no rule at the time. */
  readonly permission: Permission | undefined
  readonly nearby: Nearby
}

/** Why an honest payment is not even tried; undefined when it may be. */
export function lateDecline(facts: OfflineFacts): LateDeclineReason | undefined {
  const { permission, takenMs, receivedMs, nearby, amount } = facts
  if (!permission?.enabled) return 'not_allowed'
  if (takenMs > receivedMs + aheadMs) return 'out_of_window'
  if (takenMs < receivedMs - permission.windowHours * hourMs) return 'out_of_window'
  if (takenMs < (facts.lastTakenMs ?? takenMs)) return 'out_of_window'
  const withinLimits =
    nearby.count < permission.terminalCount &&
    nearby.sum + amount <= permission.terminalSum &&
    nearby.fromDevice + amount <= permission.perAccount
  return withinLimits ? undefined : 'limit_exceeded'
}

/**
 * What counts towards the limits of a payment, both ends exclusive. To both sides, although a till looks back only: else a till with
 * two tablets could hand in the later payments first, and none would find another before it.
 */
export function limitsSpan(takenMs: number): { readonly fromMs: number; readonly toMs: number } {
  return { fromMs: takenMs - offlineLimitHours * hourMs, toMs: takenMs + offlineLimitHours * hourMs }
}

/** A refusal of the payment itself, as the manager reads it. */
export function reasonOf(code: Refusal | LateDeclineReason | 'code_used'): LateDeclineReason {
  return lateDeclineReasons.find(reason => reason === code) ?? 'code_invalid'
}
