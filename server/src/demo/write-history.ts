/** Writes planned histories by the same commits as live payments and loads; what was written before is found by its key. */
import { createHash } from 'node:crypto'
import { namedId, newId, type Uuid } from '../kernel/ids.ts'
import { fromJson } from '../kernel/money.ts'
import { loadRecorder } from '../modules/funding/index.ts'
import { laneOf, ownAccountId } from '../modules/ledger/index.ts'
import {
  paymentCommitter,
  recordPayment,
  refundPayment,
  selectByKeys,
  selectFingerprints,
} from '../modules/payments/index.ts'
import type { Database } from '../platform/database.ts'
import type { Idempotency } from '../platform/http.ts'
import type { PlannedEvent, PlannedLoad, PlannedPayment } from './plan-history.ts'
import { cashiersOf, shiftLeadOf } from './staff.ts'

export interface History {
  readonly accountId: Uuid
  readonly firstName: string
  /** Tells this customer's keys from the others'. */
  readonly seed: number
  readonly events: readonly PlannedEvent[]
}

const clientId = namedId('demo history')

export async function writeHistories(
  db: Database,
  histories: readonly History[],
  currency: string,
  onProgress: (done: number, all: number) => void,
): Promise<void> {
  const payments = paymentCommitter(db)
  const loads = loadRecorder(db)
  const known = await knownPayments(db, histories)
  const all = histories.reduce((sum, history) => sum + history.events.length, 0)
  let done = 0
  const progress = (count: number) => {
    done += count
    onProgress(done, all)
  }

  async function pay(history: History, payment: PlannedPayment): Promise<void> {
    const outcome = await recordPayment(payments, {
      accountId: history.accountId,
      customerName: history.firstName,
      storeId: payment.store.id,
      terminalId: tillOf(payment),
      staffId: cashierOf(payment),
      amount: fromJson(payment.total),
      tax: payment.tax,
      tip: payment.tip,
      currency,
      items: payment.items,
      idempotency: keyOf(history, payment),
      atMs: payment.atMs,
    })
    if (!outcome.ok) throw new Error(`a payment of the demo was refused: ${outcome.code}`)
  }

  async function load(history: History, planned: PlannedLoad): Promise<void> {
    const { at } = planned
    const outcome = await loads.submit({
      lane: laneOf(history.accountId),
      id: newId(planned.atMs),
      accountId: history.accountId,
      sourceId: at ? ownAccountId('cash_in_tills', currency, at.store.id) : ownAccountId('psp_clearing', currency),
      amount: fromJson(planned.amount),
      currency,
      tender: at ? 'cash' : 'card',
      storeId: at?.store.id,
      terminalId: at ? tillOf(at) : undefined,
      staffId: at ? cashierOf(at) : undefined,
      idempotency: keyOf(history, planned),
      atMs: planned.atMs,
    })
    if (!outcome.ok) throw new Error(`a load of the demo was refused: ${outcome.code}`)
  }

  /** Payments between two loads may go together: the load before them covers them all, and was written if they were. */
  async function write(history: History): Promise<void> {
    for (const run of runsOf(history.events)) {
      const missing = run.payments.filter(payment => !known.has(keyOf(history, payment).key))
      const isWritten = run.payments.length > 0 && missing.length === 0
      if (run.load && !isWritten) await load(history, run.load)
      await Promise.all(missing.map(payment => pay(history, payment)))
      progress(run.payments.length + (run.load ? 1 : 0))
    }
  }

  try {
    await Promise.all(histories.map(write))
    for (const history of histories) await refundSome(db, history)
  } finally {
    await Promise.all([payments.close(), loads.close()])
  }
}

/** Keys that an interrupted seed has written. */
async function knownPayments(db: Database, histories: readonly History[]): Promise<ReadonlySet<string>> {
  const keys = histories.flatMap(history =>
    history.events.filter(event => event.kind === 'payment').map(event => keyOf(history, event).key),
  )
  return new Set((await selectFingerprints(db, clientId, keys)).keys())
}

interface Run {
  readonly load: PlannedLoad | undefined
  readonly payments: PlannedPayment[]
}

function runsOf(events: readonly PlannedEvent[]): Run[] {
  const runs: Run[] = []
  for (const event of events) {
    if (event.kind === 'load') runs.push({ load: event, payments: [] })
    else runs.at(-1)!.payments.push(event)
  }
  return runs
}

async function refundSome(db: Database, history: History): Promise<void> {
  for (const payment of history.events) {
    if (payment.kind !== 'payment' || !payment.refund) continue
    const idempotency = keyOf(history, payment)
    const [paid] = await selectByKeys(db, [idempotency])
    const outcome = await refundPayment(db, {
      paymentId: paid!.id,
      storeId: payment.store.id,
      terminalId: tillOf(payment),
      staffId: shiftLeadOf(payment.store.name),
      role: 'shiftLead',
      reason: payment.refund.reason,
      ...(payment.refund.wholly ? {} : { lines: [{ index: 0, quantity: 1 }] }),
      idempotency,
      atMs: payment.refund.atMs,
    })
    if (!outcome.ok) throw new Error(`a refund of the demo was refused: ${outcome.code}`)
  }
}

function tillOf(at: Pick<PlannedPayment, 'store' | 'till'>): Uuid {
  return at.store.terminals[at.till]!.id
}

function cashierOf(at: Pick<PlannedPayment, 'store' | 'afternoon'>): Uuid {
  return cashiersOf(at.store.name)[at.afternoon ? 1 : 0]
}

function keyOf(history: History, event: PlannedEvent): Idempotency {
  const key = `${history.seed} ${event.kind} ${event.atMs}`
  return { clientId, key, fingerprint: createHash('sha256').update(key).digest('hex').slice(0, 32) }
}
