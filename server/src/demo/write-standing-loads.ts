/**
 * Loads that nobody presses a button for: a standing rule of Elena's, a bulk load that an employer's people got, and a promotion that
 * waits for a second person to approve it. Keys that are always the same make them once.
 */
import { createHash } from 'node:crypto'
import { assert } from '../kernel/assert.ts'
import {
  autoTopUpLimits,
  customerTeller,
  decideBulkLoad,
  proposeBulkLoad,
  savedCards,
  setAutoTopUp,
  workBulkLoads,
} from '../modules/funding/index.ts'
import type { MasterKey } from '../platform/crypto.ts'
import type { Database } from '../platform/database.ts'
import { demoCustomers } from './customers.ts'
import type { DemoState } from './set-up.ts'
import { demoStaff } from './staff.ts'
import { harborAndRye } from './stores.ts'

const dayMs = 86_400_000

export async function writeStandingLoads(
  db: Database,
  masterKey: MasterKey,
  state: DemoState,
  currency: string,
): Promise<void> {
  await setElenasRule(db, masterKey, state, currency)
  const emails = demoCustomers(state.nowMs)
    .filter(customer => customer.about === undefined)
    .map(customer => customer.email)
  const employer = {
    name: 'Quayside Logistics, lunch money',
    kind: 'employer' as const,
    rows: emails.slice(0, 12).map(customer => ({ customer, amount: 1_500 })),
  }
  const id = await propose(employer, state.nowMs - 3 * dayMs)
  const approved = await decideBulkLoad(db, { id, action: 'approve', by: finance, atMs: state.nowMs - 2 * dayMs })
  assert(approved.ok, 'someone else approves it')
  await workBulkLoads(db, state.nowMs - 2 * dayMs)
  const promotion = {
    name: 'Thank you to the regulars',
    kind: 'promotion' as const,
    expiresAt: new Date(state.nowMs + 60 * dayMs).toISOString(),
    rows: [...emails.slice(20, 60), 'no.longer@example.com'].map(customer => ({ customer, amount: 500 })),
  }
  await propose(promotion, state.nowMs - dayMs)

  async function propose(body: typeof employer | typeof promotion, atMs: number): Promise<string> {
    const fingerprint = createHash('sha256').update(body.name).digest('hex').slice(0, 32)
    const idempotency = { clientId: marketing.id, key: `demo ${body.name}`, fingerprint }
    const outcome = await proposeBulkLoad(db, masterKey, { body, currency, by: marketing, idempotency, atMs })
    assert(outcome.ok, 'the demo proposes good lists')
    return outcome.load.id
  }
}

const marketing = demoStaff.find(person => person.role === 'marketing')!
const finance = demoStaff.find(person => person.role === 'finance')!

async function setElenasRule(db: Database, masterKey: MasterKey, state: DemoState, currency: string): Promise<void> {
  const elena = state.customers.find(customer => customer.name === 'Elena Marsh')!
  const [card] = await savedCards(db, elena.customerId)
  assert(card, 'a customer of the demo has a card')
  const { timeZone, balanceMaximum } = harborAndRye
  const limits = autoTopUpLimits({ sandbox: true, timeZone, balanceMaximum: BigInt(balanceMaximum) })
  const rule = { amount: 5_000n, trigger: { type: 'monthly' as const, day: 1 }, paymentMethodId: card.id }
  const { accountId, customerId } = elena
  const room = { limits, tell: customerTeller(masterKey) }
  await setAutoTopUp(db, room, { accountId, customerId, currency, rule, atMs: state.nowMs })
}
