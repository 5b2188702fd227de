/** What the sandbox provider keeps. Amounts are exact JSON integers of minor units. */
import type { Clock } from '../../../../kernel/clock.ts'
import type { Misbehaviour } from './misbehaviour.ts'
import type { SandboxKind, SandboxRecord, SandboxStore } from './store.ts'

export interface SandboxRoom {
  readonly store: SandboxStore
  readonly clock: Clock
  /** Signs webhooks; only who knows it can send one that is believed. */
  readonly webhookSecret: string
  /** What a charge costs: basis points of its amount and a fixed part, in minor units. */
  readonly fee: { readonly basisPoints: bigint; readonly fixed: bigint }
  readonly misbehaviour?: Misbehaviour
}

export interface SetupValue {
  readonly customer: string
}

export interface CardValue {
  readonly customer: string
  readonly token: string
  readonly removed: boolean
}

export interface ChargeValue {
  readonly key: string
  readonly customer: string
  readonly amount: number
  readonly currency: string
  readonly state: 'succeeded' | 'declined' | 'actionRequired' | 'processing'
  readonly reason: string
  readonly retryable: boolean
  readonly needsCustomer: boolean
  /** Will be disputed as soon as it has gone through. */
  readonly doomed: boolean
  /** By the key of each refund. */
  readonly refunds: Readonly<Record<string, number>>
}

export interface RefundValue {
  readonly key: string
  readonly charge: string
  readonly status: 'succeeded' | 'failed'
}

export interface DisputeValue {
  readonly chargeKey: string
  readonly amount: number
  readonly currency: string
  readonly status: 'open' | 'won' | 'lost'
  readonly reason: string
}

export interface EventValue {
  readonly eventId: string
  readonly about: 'charge' | 'refund' | 'dispute' | 'payout'
  readonly reference: string
}

/** A line of the provider's balance; its parent is the payout that it went out with. */
export interface ItemValue {
  readonly type: 'charge' | 'refund' | 'dispute' | 'disputeReversal'
  readonly source: string
  readonly key: string | null
  readonly gross: number
  readonly fee: number
  readonly currency: string
}

export interface PayoutValue {
  readonly amount: number
  readonly currency: string
}

export const unpaid = 'unpaid'

export async function add(
  { store, clock }: SandboxRoom,
  kind: SandboxKind,
  id: string,
  value: unknown,
  more: { parent?: string; dueMs?: number } = {},
): Promise<boolean> {
  const { parent = '', dueMs = null } = more
  return store.insert({ kind, id, parent, createdMs: clock.now(), dueMs, value })
}

export function valueIn<Value>(record: SandboxRecord): Value {
  return record.value as Value
}
