/** Charges and refunds of the sandbox. */
import { fromJson, toJson } from '../../../../kernel/money.ts'
import {
  type ChargeIdentity,
  type ChargeRequest,
  type ChargeResult,
  PspUnavailable,
  type RefundRequest,
  type RefundResult,
} from '../psp.ts'
import { type Conduct, conductOf, declines, testCardOf } from './cards.ts'
import { openDispute } from './disputes.ts'
import { drawConduct, losesRequest } from './misbehaviour.ts'
import {
  add,
  type CardValue,
  type ChargeValue,
  type ItemValue,
  type RefundValue,
  type SandboxRoom,
  unpaid,
  valueIn,
} from './records.ts'
import { emit } from './webhooks.ts'

export const referenceOf = (key: string) => `ch_${key}`
const processingMs = 5_000

export function createCharger(room: SandboxRoom) {
  const attempts = new Map<string, number>()

  /** Some requests never arrive; the same one sent again may. */
  function arrives(key: string): boolean {
    if (room.misbehaviour?.requestLost === undefined) return true
    const attempt = attempts.get(key) ?? 0
    attempts.set(key, attempt + 1)
    return !losesRequest(room.misbehaviour, key, attempt)
  }

  return async (request: ChargeRequest): Promise<ChargeResult> => {
    if (!arrives(request.key)) throw new PspUnavailable('the request was lost')
    const conduct = await conductFor(room, request)
    const value = chargeOf(request, conduct)
    const dueMs = value.state === 'processing' ? { dueMs: room.clock.now() + processingMs } : {}
    const isNew = await add(room, 'charge', referenceOf(request.key), value, {
      parent: request.customerReference,
      ...dueMs,
    })
    const result = (await findCharge(room, request))!
    if (isNew && conduct === 'answerLost') throw new PspUnavailable('the answer was lost')
    return result
  }
}

async function conductFor(room: SandboxRoom, request: ChargeRequest): Promise<Conduct | 'unknownCard'> {
  const record = await room.store.get('card', request.cardReference)
  const saved = record && valueIn<CardValue>(record)
  const card = testCardOf(saved?.token)
  if (!card || saved?.removed || saved?.customer !== request.customerReference) return 'unknownCard'
  const conduct = conductOf(card, request.amount)
  return conduct === 'succeeds' ? (drawConduct(room.misbehaviour, request.key) ?? conduct) : conduct
}

function chargeOf(request: ChargeRequest, conduct: Conduct | 'unknownCard'): ChargeValue {
  const { key, customerReference: customer, currency, offSession } = request
  const base = { key, customer, amount: toJson(request.amount), currency, refunds: {} }
  const calm = { reason: '', retryable: false, needsCustomer: false, doomed: conduct === 'disputed' }
  switch (conduct) {
    case 'unknownCard':
      return { ...base, ...calm, state: 'declined', reason: 'This card is not known.' }
    case 'declined':
    case 'noFunds':
    case 'expired':
      return { ...base, ...calm, state: 'declined', ...declines[conduct] }
    case 'challenge':
      if (!offSession) return { ...base, ...calm, state: 'actionRequired' }
      return {
        ...base,
        ...calm,
        state: 'declined',
        reason: 'Your bank wants you to confirm this.',
        needsCustomer: true,
      }
    case 'processing':
      return { ...base, ...calm, state: 'processing' }
    default:
      return { ...base, ...calm, state: 'succeeded' }
  }
}

export async function findCharge(
  room: SandboxRoom,
  { key }: Pick<ChargeIdentity, 'key'>,
): Promise<ChargeResult | undefined> {
  const record = await room.store.get('charge', referenceOf(key))
  if (!record) return undefined
  const charge = valueIn<ChargeValue>(record)
  await follow(room, charge)
  return resultOf(room, charge)
}

export function resultOf(room: SandboxRoom, charge: ChargeValue): ChargeResult {
  const { state, reason, retryable, needsCustomer } = charge
  const reference = referenceOf(charge.key)
  if (state === 'declined') return { status: state, reference, reason, retryable, needsCustomer }
  if (state === 'succeeded') return { status: state, reference, fee: feeOf(room, charge) }
  if (state === 'processing') return { status: state, reference }
  return { status: state, reference, action: { provider: 'sandbox', challengeId: reference } }
}

/** What comes of a charge: its line in the balance, its webhook, its dispute. Each happens once, however often this is asked. */
async function follow(room: SandboxRoom, charge: ChargeValue): Promise<void> {
  const reference = referenceOf(charge.key)
  if (charge.state === 'declined') await emit(room, 'charge', reference, 'failed')
  if (charge.state !== 'succeeded') return
  const { amount: gross, currency } = charge
  const item: ItemValue = {
    type: 'charge',
    source: reference,
    key: charge.key,
    gross,
    fee: toJson(feeOf(room, charge)),
    currency,
  }
  if (!(await add(room, 'item', `txn_${reference}`, item, { parent: unpaid }))) return
  await emit(room, 'charge', reference, 'succeeded')
  if (charge.doomed) await openDispute(room, charge)
}

function feeOf({ fee }: SandboxRoom, { amount }: ChargeValue): bigint {
  return (fromJson(amount) * fee.basisPoints + 5_000n) / 10_000n + fee.fixed
}

/** The cardholder's answer to a challenge. False: there is none waiting. */
export async function answerChallenge(room: SandboxRoom, challengeId: string, approve: boolean): Promise<boolean> {
  const answer = approve ? { state: 'succeeded' } : { state: 'declined', ...declines.notConfirmed }
  return finish(room, challengeId, 'actionRequired', answer)
}

/** Charges that were under way come to their end. */
export async function finishProcessing(room: SandboxRoom): Promise<void> {
  for (const { id } of await room.store.listDue('charge', room.clock.now())) {
    await finish(room, id, 'processing', { state: 'succeeded' })
  }
}

async function finish(room: SandboxRoom, reference: string, from: string, to: object): Promise<boolean> {
  let finished: ChargeValue | undefined
  await room.store.update('charge', reference, record => {
    const charge = valueIn<ChargeValue>(record)
    finished = undefined
    if (charge.state !== from) return undefined
    finished = { ...charge, ...to }
    return { ...record, dueMs: null, value: finished }
  })
  if (!finished) return false
  await follow(room, finished)
  return true
}

export async function cancelCharge(room: SandboxRoom, charge: ChargeIdentity): Promise<ChargeResult> {
  const given = { reference: null, retryable: true, needsCustomer: false } as const
  await finish(room, referenceOf(charge.key), 'actionRequired', { state: 'declined', ...declines.notConfirmed })
  return (await findCharge(room, charge)) ?? { status: 'declined', ...given, reason: declines.notConfirmed.reason }
}

export async function refund(room: SandboxRoom, request: RefundRequest): Promise<RefundResult> {
  const source = referenceOf(request.charge.key)
  let given: number | undefined
  let currency = ''
  await room.store.update('charge', source, record => {
    const charge = valueIn<ChargeValue>(record)
    currency = charge.currency
    given = charge.refunds[request.key]
    const rest = charge.amount - Object.values(charge.refunds).reduce((sum, amount) => sum + amount, 0)
    const wanted = request.amount === undefined ? rest : toJson(request.amount)
    if (given !== undefined || charge.state !== 'succeeded' || wanted > rest || wanted === 0) return undefined
    given = wanted
    return { ...record, value: { ...charge, refunds: { ...charge.refunds, [request.key]: wanted } } }
  })
  const reference = `re_${request.key}`
  const status = given === undefined ? 'failed' : 'succeeded'
  const value: RefundValue = { key: request.key, charge: source, status }
  await add(room, 'refund', reference, value)
  if (given !== undefined) {
    const item: ItemValue = { type: 'refund', source: reference, key: request.key, gross: -given, fee: 0, currency }
    if (await add(room, 'item', `txn_${reference}`, item, { parent: unpaid }))
      await emit(room, 'refund', reference, status)
  }
  return { status, reference }
}
