/** What a till took while the network was away, from its arrival to the answer for each payment. */
import type { OfflinePayment, OfflineResult, OfflineResults } from '@ringfence/contract'
import { toTypeId, type Uuid } from '../../kernel/ids.ts'
import { type ForwardingTill, type Received, receiveOffline } from './offline-receive.ts'
import { type SettlingRoom, settleOffline } from './offline-settle.ts'
import { type ReceivedRow, selectChain } from './offline-store.ts'

export type Forward = (
  till: ForwardingTill & { readonly keyId: string },
  payments: readonly OfflinePayment[],
) => Promise<OfflineResults>

/** Repeats of one till that come at the same time to this process go one after the other; other processes are safe by the database. */
export function offlineForwarder(room: SettlingRoom): Forward {
  const inTurn = turns()
  return (till, payments) => inTurn(till.terminalId, () => forward(room, till, payments))
}

async function forward(
  room: SettlingRoom,
  till: ForwardingTill & { readonly keyId: string },
  payments: readonly OfflinePayment[],
): Promise<OfflineResults> {
  const received = await room.db.transaction(tx => receiveOffline(tx, till, payments))
  const results: OfflineResult[] = []
  for (const one of received) results.push(await resultOf(room, till, one))
  const { sequence, head } = await selectChain(room.db, till.keyId)
  return { results, sequence, head }
}

async function resultOf(room: SettlingRoom, till: ForwardingTill, received: Received): Promise<OfflineResult> {
  const { sequence } = received.payment.record
  if (!received.ok) return { sequence, outcome: 'refused', paymentId: null, reason: received.flag }
  return viewOf(sequence, await settleOffline(room, till, received.payment, received.row))
}

function viewOf(sequence: number, row: ReceivedRow): OfflineResult {
  if (row.payment_id !== null) {
    return { sequence, outcome: 'taken', paymentId: toTypeId('pay', row.payment_id), reason: null }
  }
  return { sequence, outcome: 'declined', paymentId: null, reason: row.reason }
}

/** Runs work of the same name one after the other. */
function turns() {
  const last = new Map<Uuid, Promise<unknown>>()
  return async <T>(name: Uuid, work: () => Promise<T>): Promise<T> => {
    const turn = (last.get(name) ?? Promise.resolve()).then(work, work)
    last.set(name, turn)
    try {
      return await turn
    } finally {
      if (last.get(name) === turn) last.delete(name)
    }
  }
}
