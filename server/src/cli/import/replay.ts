/**
 * Writes purchases of a history through the same commits as live payments, a portion at a time: first the loads that the portion
 * needs, then its payments, each customer's in order. The next portion's loads go while the last one's payments are under way.
 *
 * Why an interrupted import ends with the same books: a customer's loads are committed in the order of the lines, and before the
 * payments that need them. So when the lines are gone through again, the balance covers every line whose load is there.
 */
import type { PaymentItem } from '@ringfence/contract'
import { newId, type Uuid } from '../../kernel/ids.ts'
import { toJson } from '../../kernel/money.ts'
import type { RecordLoad } from '../../modules/funding/index.ts'
import { accountStates, laneOf, ownAccountId } from '../../modules/ledger/index.ts'
import { type CommitPayment, insertVisits, recordPayment } from '../../modules/payments/index.ts'
import type { Database } from '../../platform/database.ts'
import type { ImportedCustomer } from './customers.ts'
import type { Purchase } from './read-purchase.ts'
import type { Tally } from './report.ts'

export interface ReplayRoom {
  readonly db: Database
  readonly payments: CommitPayment
  readonly loads: RecordLoad
  readonly storeId: Uuid
  readonly currency: string
  /** The import as a client: its keys are line numbers. */
  readonly clientId: Uuid
  /** Minor units; a load is a multiple of it. */
  readonly loadAmount: bigint
  readonly tally: Tally
}

export interface Charge {
  readonly purchase: Purchase
  readonly customer: ImportedCustomer
}

type Refused = { readonly ok: false; readonly code: string }

/** Resolves when all of the portion is committed or refused; `submitted` resolves when the next portion's payments may follow. */
export function replayPortion(
  room: ReplayRoom,
  charges: readonly Charge[],
  after: Promise<void>,
): { submitted: Promise<void>; done: Promise<void> } {
  const { promise: submitted, resolve: tellSubmitted } = Promise.withResolvers<void>()
  const done = (async () => {
    try {
      await Promise.all([loadFor(room, charges), after])
      const paid = charges.map(charge => pay(room, charge))
      tellSubmitted()
      const outcomes = await Promise.all(paid)
      for (const [i, outcome] of outcomes.entries()) {
        const charge = charges[i]!
        const isShort = !outcome.ok && outcome.code === 'insufficient_funds'
        tell(room.tally, charge, isShort ? await payAfterAll(room, charge) : outcome)
      }
    } finally {
      tellSubmitted()
    }
  })()
  return { submitted, done }
}

function tell(tally: Tally, { purchase }: Charge, outcome: { ok: true } | Refused): void {
  if (!outcome.ok) {
    tally.broken.push({ line: purchase.line, reason: `refused: ${outcome.code.replaceAll('_', ' ')}` })
    return
  }
  tally.payments++
  tally.paid += purchase.amount
}

/** The smallest multiple of the load amount that covers, wherever the balance is short. */
async function loadFor(room: ReplayRoom, charges: readonly Charge[]): Promise<void> {
  const loads: Promise<boolean>[] = []
  for (const charge of charges) {
    const { customer, purchase } = charge
    const short = purchase.amount - customer.balance
    const amount = short > 0n ? coveringAmount(short, room.loadAmount) : 0n
    if (amount > 0n) loads.push(load(room, charge, amount, String(purchase.line)))
    customer.balance += amount - purchase.amount
  }
  await Promise.all(loads)
}

function coveringAmount(short: bigint, loadAmount: bigint): bigint {
  return ((short + loadAmount - 1n) / loadAmount) * loadAmount
}

/** False when nothing was loaded: the key is known, or the account refuses. The payment then says what is wrong. */
async function load(room: ReplayRoom, { customer, purchase }: Charge, amount: bigint, key: string): Promise<boolean> {
  const { accountId } = customer
  const atMs = purchase.atMs - 1 // before the payment, in every list
  const outcome = await room.loads.submit({
    lane: laneOf(accountId),
    id: newId(atMs),
    accountId,
    sourceId: ownAccountId('import_clearing', room.currency),
    amount,
    currency: room.currency,
    tender: 'import',
    storeId: undefined,
    terminalId: undefined,
    staffId: undefined,
    idempotency: { clientId: room.clientId, key, fingerprint: purchase.fingerprint },
    atMs,
  })
  if (!outcome.ok || outcome.replayed) return false
  room.tally.loads++
  room.tally.loaded += amount
  return true
}

function pay({ payments, storeId, currency, clientId }: ReplayRoom, { customer, purchase }: Charge) {
  return recordPayment(payments, {
    accountId: customer.accountId,
    customerName: customer.name,
    storeId,
    amount: purchase.amount,
    tax: 0,
    tip: 0,
    currency,
    items: itemsOf(purchase),
    idempotency: { clientId, key: String(purchase.line), fingerprint: purchase.fingerprint },
    atMs: purchase.atMs,
  })
}

/** The customer has spent in the meantime what was there for this payment: looks at the true balance, and tries again. */
async function payAfterAll(room: ReplayRoom, charge: Charge): Promise<{ ok: true } | Refused> {
  const { customer, purchase } = charge
  for (let attempt = 1; attempt <= 5; attempt++) {
    const { balance } = (await accountStates(room.db, [customer.accountId])).get(customer.accountId)!
    const short = purchase.amount - balance
    if (short > 0n) await load(room, charge, coveringAmount(short, room.loadAmount), `${purchase.line}/${attempt}`)
    const outcome = await pay(room, charge)
    if (outcome.ok || outcome.code !== 'insufficient_funds') return outcome
  }
  return { ok: false, code: 'insufficient_funds' }
}

/** Purchases of nothing, in one statement. */
export async function writeVisits(room: ReplayRoom, charges: readonly Charge[]): Promise<void> {
  if (charges.length === 0) return
  const { clientId, storeId } = room
  const visits = charges.map(({ customer, purchase }) => ({
    lane: laneOf(customer.accountId),
    accountId: customer.accountId,
    storeId,
    items: itemsOf(purchase),
    idempotency: { clientId, key: String(purchase.line), fingerprint: purchase.fingerprint },
    atMs: purchase.atMs,
  }))
  const fresh = await room.db.transaction(tx => insertVisits(tx, visits))
  room.tally.visits += fresh.size
  room.tally.alreadyImported += visits.length - fresh.size
}

/** One line for the receipt. Where the amount can't be shared out evenly, the quantity goes into the note. */
export function itemsOf({ item, quantity, amount }: Purchase): PaymentItem[] {
  if (item === undefined && quantity === undefined) return []
  const name = item ?? 'Item'
  const pieces = BigInt(quantity ?? 1)
  if (amount % pieces === 0n) return [{ name, quantity: quantity ?? 1, unitAmount: toJson(amount / pieces), tax: 0 }]
  return [{ name, note: `${pieces} pieces`, quantity: 1, unitAmount: toJson(amount), tax: 0 }]
}
