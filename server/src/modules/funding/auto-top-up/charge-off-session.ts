/** The one way from a standing rule to funding's loads by card: a charge begins as a pending load, is made, and is read from it. */
import { createHash } from 'node:crypto'
import { newId } from '../../../kernel/ids.ts'
import type { Database, Transaction } from '../../../platform/database.ts'
import { laneOf } from '../../ledger/index.ts'
import { beginTry } from '../cards/card-tries.ts'
import { selectMethod, selectPspCustomer } from '../cards/store.ts'
import { loadByCard } from '../load-by-card.ts'
import type { Psp } from '../psp/psp.ts'
import { insertPending, type LoadRow } from '../store.ts'
import type { ChargeAnswer, OffSessionCharge } from './run-due.ts'

/** Writes the pending load in the transaction that decides on it, so that the two are never apart. An answer: it never will be. */
export async function beginOffSession(
  tx: Transaction,
  psp: Psp,
  request: OffSessionCharge,
): Promise<ChargeAnswer | undefined> {
  const { accountId, customerId, paymentMethodId, atMs } = request
  const { provider } = psp
  const card = await selectMethod(tx, customerId, paymentMethodId)
  const customer = await selectPspCustomer(tx, provider, customerId)
  if (card?.provider !== provider || !customer) {
    return { outcome: 'declinedForGood', reason: 'This card was removed.', loadId: undefined }
  }
  const id = newId(atMs)
  if (!(await beginTry(tx, { kind: 'charge', id, provider, customerId, atMs }))) {
    return { outcome: 'declined', reason: 'Too many cards were declined lately.', loadId: undefined }
  }
  const atProvider = { provider, pspCustomer: customer.reference, pspCard: card.reference, offSession: true }
  await insertPending(tx, { ...request, ...atProvider, lane: laneOf(accountId), id, idempotency: keyOf(request) })
  return undefined
}

/** Charges and books what was begun, or finds what became of it. Undefined: the provider has not decided, or does not answer. */
export async function chargeOffSession(
  db: Database,
  psp: Psp,
  request: OffSessionCharge,
): Promise<ChargeAnswer | undefined> {
  const outcome = await loadByCard(db, psp, { ...request, offSession: true, idempotency: keyOf(request) })
  return outcome.ok ? answerOf(outcome.load) : undefined
}

function keyOf({ clientId, key, accountId, amount, currency, paymentMethodId }: OffSessionCharge) {
  const content = JSON.stringify([accountId, String(amount), currency, paymentMethodId])
  return { clientId, key, fingerprint: createHash('sha256').update(content).digest('hex').slice(0, 32) }
}

function answerOf({ id, status, decline_reason, decline_kind }: LoadRow): ChargeAnswer | undefined {
  const reason = decline_reason ?? undefined
  if (status === 'pending') return undefined
  if (status === 'succeeded') return { outcome: 'succeeded', reason: undefined, loadId: id }
  if (decline_kind === null) return { outcome: 'refused', reason, loadId: id }
  const outcomes = { retryable: 'declined', final: 'declinedForGood', needsCustomer: 'authenticationRequired' } as const
  return { outcome: outcomes[decline_kind], reason, loadId: id }
}
