/**
 * The worker of auto top-up. For each rule that is due, three steps that each survive a crash: write down the charge that begins,
 * make it, write down its answer. No transaction is open while the provider is asked. A charge is made under a key that follows from
 * the account and its attempt, so that asking again, here or in another process, never charges twice.
 */
import { namedId, type Uuid } from '../../../kernel/ids.ts'
import type { Database, Transaction } from '../../../platform/database.ts'
import { accountStates, laneCount } from '../../ledger/index.ts'
import { step } from './rules.ts'
import type { Charge, Effect, Limits, Notice, Outcome, State, Step } from './state.ts'
import { type AutoTopUp, claimDue, lockAutoTopUp, postpone, updateAutoTopUp } from './store.ts'

export interface OffSessionCharge {
  readonly accountId: Uuid
  readonly customerId: Uuid
  readonly currency: string
  readonly amount: bigint
  readonly paymentMethodId: Uuid
  /** Whose key it is, and the key: the same pair is the same charge. */
  readonly clientId: Uuid
  readonly key: string
  readonly atMs: number
}

export interface ChargeAnswer {
  readonly outcome: Outcome
  /** Words of the bank, for the customer. */
  readonly reason: string | undefined
  readonly loadId: Uuid | undefined
}

/** Writes what the customer is told, in the transaction of what it tells. */
export type Tell = (tx: Transaction, rule: AutoTopUp, notices: readonly Notice[], atMs: number) => Promise<void>

export interface AutoTopUpRoom {
  readonly db: Database
  readonly limits: Limits
  /** Writes down that a charge begins. An answer: it never will. */
  readonly begin: (tx: Transaction, request: OffSessionCharge) => Promise<ChargeAnswer | undefined>
  /** Charges and books; or says what became of the charge with this key. Undefined: not known yet. May throw: the same. */
  readonly charge: (request: OffSessionCharge) => Promise<ChargeAnswer | undefined>
  readonly tell: Tell
  readonly onError: (error: unknown) => void
}

/** Several at a time, for most of a charge is waiting for the bank. */
const chargesAtOnce = 4

/** Looks at every rule that is due. Returns at how many. Safe in any number of processes at once. */
export async function runDueTopUps(room: AutoTopUpRoom, nowMs: number): Promise<number> {
  let looked = 0
  const drain = async (lane: number) => {
    for (let due = await lookAtNext(room, lane, nowMs); due; due = await lookAtNext(room, lane, nowMs)) {
      looked++
      if (due.begun) await makeCharge(room, due.begun.rule, due.begun.charge, nowMs)
    }
  }
  for (let lane = 0; lane < laneCount; lane++) {
    const drains = await Promise.allSettled(Array.from({ length: chargesAtOnce }, () => drain(lane)))
    for (const ended of drains) if (ended.status === 'rejected') throw ended.reason
  }
  return looked
}

interface Looked {
  /** A charge to make now, or to ask about. */
  readonly begun: { readonly rule: AutoTopUp; readonly charge: Charge } | undefined
}

/** Undefined: nothing is due. A rule that can't be looked at is left for a while, so that it does not keep the others waiting. */
async function lookAtNext(room: AutoTopUpRoom, lane: number, nowMs: number): Promise<Looked | undefined> {
  let claimed: AutoTopUp | undefined
  try {
    return await room.db.transaction(async tx => {
      claimed = await claimDue(tx, lane, nowMs)
      return claimed && { begun: await lookAt(room, tx, claimed, nowMs) }
    })
  } catch (error) {
    if (!claimed) throw error
    room.onError(error)
    await postpone(room.db, claimed.accountId, nowMs, nowMs + room.limits.askAgainMs)
    return { begun: undefined }
  }
}

async function lookAt(room: AutoTopUpRoom, tx: Transaction, rule: AutoTopUp, nowMs: number): Promise<Looked['begun']> {
  const { balance, ceiling, held, frozen } = (await accountStates(tx, [rule.accountId])).get(rule.accountId)!
  // What is held comes back when the hold is released: there must be room for it.
  const account = { balance, ceiling: ceiling === null ? null : ceiling - held, frozen }
  const looked = step(rule.state, { type: 'look', account, atMs: nowMs }, room.limits)!
  const charge = looked.effects.flatMap(effect => (effect.type === 'charge' ? [effect.charge] : []))[0]
  const isNew = charge !== undefined && rule.state.charge === undefined
  const refused = isNew ? await room.begin(tx, requestOf(rule, charge)) : undefined
  const { state, effects } = refused ? afterAnswer(room, looked.state, refused, nowMs) : looked
  await updateAutoTopUp(tx, { ...rule, state })
  await room.tell(tx, { ...rule, state }, noticesOf(effects), nowMs)
  return charge && !refused ? { rule, charge } : undefined
}

async function makeCharge(room: AutoTopUpRoom, rule: AutoTopUp, charge: Charge, nowMs: number): Promise<void> {
  let answer: ChargeAnswer | undefined
  try {
    answer = await room.charge(requestOf(rule, charge))
  } catch (error) {
    room.onError(error)
  }
  // Without an answer the charge stays in flight; it is asked about again at its `askAtMs`.
  if (answer) await writeAnswer(room, rule.accountId, charge.attempt, answer, nowMs)
}

function requestOf({ accountId, customerId, currency }: AutoTopUp, charge: Charge): OffSessionCharge {
  const { attempt, amount, paymentMethodId, atMs } = charge
  const clientId = namedId('auto top-up', accountId)
  return { accountId, customerId, currency, amount, paymentMethodId, clientId, key: `attempt ${attempt}`, atMs }
}

async function writeAnswer(
  room: AutoTopUpRoom,
  accountId: Uuid,
  attempt: number,
  answer: ChargeAnswer,
  atMs: number,
): Promise<void> {
  await room.db.transaction(async tx => {
    const rule = (await lockAutoTopUp(tx, accountId))!
    if (rule.state.charge?.attempt !== attempt) return // another worker has written it
    const { state, effects } = afterAnswer(room, rule.state, answer, atMs)
    await updateAutoTopUp(tx, { ...rule, state, lastLoadId: answer.loadId })
    await room.tell(tx, { ...rule, state }, noticesOf(effects), atMs)
  })
}

/** The charge in flight has its answer. */
function afterAnswer(room: AutoTopUpRoom, state: State, { outcome, reason }: ChargeAnswer, atMs: number): Step {
  return step(state, { type: 'answer', attempt: state.charge!.attempt, outcome, reason, atMs }, room.limits)!
}

export function noticesOf(effects: readonly Effect[]): Notice[] {
  return effects.flatMap(effect => (effect.type === 'tell' ? [effect.notice] : []))
}
