/**
 * Receives what a till took offline: each payment is checked for its signature and its place in the chain, then for what the till
 * was allowed, and written down. Received is not yet paid; but it is received once, and its limits hold over all processes.
 */
import { createHash, createPublicKey } from 'node:crypto'
import { type LateDeclineReason, type OfflineFlagKind, type OfflinePayment, offlineText } from '@ringfence/contract'
import { fromTypeId, newId, toTypeId, type Uuid } from '../../kernel/ids.ts'
import { fromJson } from '../../kernel/money.ts'
import type { Queryable, Transaction } from '../../platform/database.ts'
import { verifyEcdsa } from '../../platform/ecdsa.ts'
import { findTerminalKey } from '../identity/index.ts'
import { type Chain, decideLink, lateDecline } from './offline-rules.ts'
import {
  insertFlag,
  insertReceived,
  lockOfflineTerminal,
  type ReceivedRow,
  selectChain,
  selectNearby,
  selectPermission,
  selectReceived,
  upsertChain,
} from './offline-store.ts'

/** A till that forwards, as proved by the gateway. */
export interface ForwardingTill {
  readonly terminalId: Uuid
  readonly storeId: Uuid
  readonly nowMs: number
}

export type Received =
  | { readonly ok: true; readonly payment: OfflinePayment; readonly row: ReceivedRow }
  | { readonly ok: false; readonly payment: OfflinePayment; readonly flag: OfflineFlagKind }

/** In the order in which they come; one that is refused does not keep the others from being looked at. */
export async function receiveOffline(
  tx: Transaction,
  till: ForwardingTill,
  payments: readonly OfflinePayment[],
): Promise<Received[]> {
  await lockOfflineTerminal(tx, till.terminalId)
  const chains = new Map<string, Chain>()
  const received: Received[] = []
  for (const payment of payments) received.push(await receiveOne(tx, till, chains, payment))
  return received
}

async function receiveOne(
  tx: Transaction,
  till: ForwardingTill,
  chains: Map<string, Chain>,
  payment: OfflinePayment,
): Promise<Received> {
  const { record, keyId } = payment
  const hash = hashOf(payment)
  const flagged = async (flag: OfflineFlagKind): Promise<Received> => {
    const amount = fromJson(record.amount)
    const { sequence, currency } = record
    await insertFlag(tx, {
      ...till,
      id: newId(till.nowMs),
      keyId,
      sequence,
      hash,
      kind: flag,
      amount,
      currency,
      atMs: till.nowMs,
    })
    return { ok: false, payment, flag }
  }
  const forged = await forgeryOf(tx, till, payment)
  if (forged) return flagged(forged)
  const chain = chains.get(keyId) ?? (await selectChain(tx, keyId))
  const known = await selectReceived(tx, keyId, record.sequence)
  const link = { sequence: record.sequence, previous: record.previous, hash }
  const decision = decideLink(chain, link, known?.hash)
  if (decision.kind === 'refused') return flagged(decision.flag)
  if (decision.kind === 'again') return { ok: true, payment, row: known! }
  const takenMs = Date.parse(record.takenAt)
  const next: Chain = {
    sequence: record.sequence,
    head: hash,
    lastTakenMs: Math.max(takenMs, chain.lastTakenMs ?? takenMs),
    gapAccepted: false,
  }
  await upsertChain(tx, keyId, till.terminalId, next)
  chains.set(keyId, next)
  const reason = await declineOf(tx, till, payment, chain)
  return { ok: true, payment, row: await writeDown(tx, till, payment, { hash, reason }) }
}

/** Signed by a key that this till had at the time, for this till: anything else is not its payment. */
async function forgeryOf(
  db: Queryable,
  till: ForwardingTill,
  { record, keyId, signature }: OfflinePayment,
): Promise<OfflineFlagKind | undefined> {
  const key = await findTerminalKey(db, keyId)
  if (key && key.terminalId !== till.terminalId) return 'wrong_terminal'
  const isLive = key && (key.revokedAt === null || Date.parse(record.takenAt) < key.revokedAt.getTime())
  if (!isLive) return 'signature_invalid'
  const publicKey = createPublicKey({ format: 'jwk', key: { ...key.publicKey } })
  const bytes = Buffer.from(offlineText(record))
  if (!verifyEcdsa(bytes, publicKey, Buffer.from(signature, 'base64url'))) return 'signature_invalid'
  const isOurs =
    record.terminalId === toTypeId('trm', till.terminalId) && record.storeId === toTypeId('sto', till.storeId)
  return isOurs ? undefined : 'wrong_terminal'
}

async function declineOf(
  tx: Transaction,
  till: ForwardingTill,
  { record }: OfflinePayment,
  chain: Chain,
): Promise<LateDeclineReason | undefined> {
  const takenMs = Date.parse(record.takenAt)
  const at = { terminalId: till.terminalId, alias: aliasOf(record.code), takenMs }
  return lateDecline({
    amount: fromJson(record.amount),
    takenMs,
    receivedMs: till.nowMs,
    lastTakenMs: chain.lastTakenMs,
    permission: await selectPermission(tx, till.terminalId, takenMs),
    nearby: await selectNearby(tx, at),
  })
}

function writeDown(
  tx: Transaction,
  till: ForwardingTill,
  { record, keyId }: OfflinePayment,
  { hash, reason }: { hash: string; reason: LateDeclineReason | undefined },
): Promise<ReceivedRow> {
  return insertReceived(tx, {
    id: newId(till.nowMs),
    keyId,
    sequence: record.sequence,
    hash,
    terminalId: till.terminalId,
    storeId: till.storeId,
    staffId: fromTypeId('stf', record.staffId)!,
    alias: aliasOf(record.code),
    amount: fromJson(record.amount),
    currency: record.currency,
    items: record.items,
    takenMs: Date.parse(record.takenAt),
    receivedMs: till.nowMs,
    reason,
  })
}

/** The device that showed a pay code; its digits are not kept. */
const aliasOf = (code: string) => code.slice(0, 8)

/** What the next payment of the chain names as `previous`. */
export function hashOf({ record }: OfflinePayment): string {
  return createHash('sha256').update(offlineText(record)).digest('base64url')
}
