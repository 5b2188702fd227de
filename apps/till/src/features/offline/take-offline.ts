/**
 * Takes a pay code while the network is away: unverified, at the merchant's own credit risk, within the limits that the manager set.
 * The payment is signed by the till's key and written to the device before the customer goes.
 */
import { signal } from '@preact/signals'
import { offlineHash, signOffline, type TakePayment } from '@ringfence/contract'
import { type Advice, adviceFor } from '../../advice.ts'
import { nowMs } from '../../clock.ts'
import { connection } from '../../live.ts'
import { publicApi, work } from '../../session.ts'
import { loadKey } from '../../terminal-key.ts'
import { changeQueue, queue } from './kept.ts'
import { nextLink, type OfflineRefusal, refusalOf, timeOf, withPayment } from './queue.ts'

export interface Kept {
  readonly amount: number
  readonly currency: string
}

/** The payment that was just kept, shown over the whole screen; undefined when none. */
export const justKept = signal<Kept | undefined>(undefined)

const probeMs = 2_500

/** Whether the server can't be reached. The browser may think that there is a network where there is none. */
export async function isCutOff(): Promise<boolean> {
  if (connection.value === 'online') return false
  if (connection.value === 'offline') return true
  const answer = await publicApi.getBrand({ signal: AbortSignal.timeout(probeMs) })
  return !answer.ok && answer.code === 'network'
}

export const mayTakeOffline = (): boolean => queue.value.permit?.enabled === true

type Sale = Pick<TakePayment, 'code' | 'amount' | 'currency' | 'items' | 'tip'>

/** Undefined when it is kept; otherwise what the cashier reads. Two presses of one scanner keep one payment. */
export async function takeOffline(sale: Sale): Promise<Advice | undefined> {
  const { terminal, store, person } = work.value!
  const key = await loadKey(terminal.id)
  if (!key) return cannotKeep
  let refusal: OfflineRefusal | undefined
  try {
    await changeQueue(terminal.id, async before => {
      const atMs = timeOf(before, nowMs())
      refusal = refusalOf(before, { ...sale, atMs })
      if (refusal) return before
      const record = {
        terminalId: terminal.id,
        storeId: store.id,
        staffId: person.id,
        ...nextLink(before, key.keyId),
        takenAt: new Date(atMs).toISOString(),
        code: sale.code,
        amount: sale.amount,
        currency: sale.currency,
        tip: sale.tip ?? 0,
        items: sale.items ?? [],
      }
      return withPayment(before, await signOffline(record, key), await offlineHash(record))
    })
  } catch {
    return cannotKeep
  }
  if (refusal) return refusals[refusal]
  justKept.value = { amount: sale.amount, currency: sale.currency }
  return undefined
}

const cannotKeep: Advice = {
  title: 'This device can’t keep payments.',
  detail: 'Ask for another way to pay until the network is back.',
}
const another = 'Ask for another way to pay, or wait for the network.'
const refusals: Record<OfflineRefusal, Advice> = {
  not_allowed: { title: 'No connection.', detail: 'Charging starts again by itself when the network is back.' },
  code_used: adviceFor('code_used'),
  account_limit: { title: 'Too much for this customer offline.', detail: another },
  terminal_limit: { title: 'This till has taken all it may offline.', detail: another },
  too_many: { title: 'This till has taken all it may offline.', detail: another },
  currency: adviceFor('currency_mismatch'),
}
