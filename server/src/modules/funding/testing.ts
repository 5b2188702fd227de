/** For tests of what loads by card: a sandbox provider, and customers with saved cards. */
import { type Clock, manualClock } from '../../kernel/clock.ts'
import { newId, type Uuid } from '../../kernel/ids.ts'
import type { Database } from '../../platform/database.ts'
import { addCard, setUpCard } from './cards/payment-methods.ts'
import type { Psp } from './psp/psp.ts'
import type { Misbehaviour } from './psp/sandbox/misbehaviour.ts'
import { postgresSandboxStore } from './psp/sandbox/postgres-store.ts'
import type { SandboxRoom } from './psp/sandbox/records.ts'
import { type SandboxPsp, sandboxPsp } from './psp/sandbox/sandbox-psp.ts'
import { advanceSandbox } from './work.ts'

/** As every test process knows it: so that several of them are one provider. */
const webhookSecret = 'known to tests'
const fee = { basisPoints: 290n, fixed: 30n }

export function sandboxRoomOf(db: Database, clock: Clock): SandboxRoom {
  return { store: postgresSandboxStore(db), clock, webhookSecret, fee }
}

export function testSandbox(db: Database, options: { clock?: Clock; misbehaviour?: Misbehaviour } = {}): SandboxPsp {
  const { clock = manualClock(Date.parse('2026-11-22T12:00:00Z')), misbehaviour } = options
  return sandboxPsp({ ...sandboxRoomOf(db, clock), ...(misbehaviour ? { misbehaviour } : {}) })
}

/** Saves a test card for a customer, the way the app does. */
export async function addTestCard(
  db: Database,
  psp: Psp,
  customerId: Uuid,
  token = 'sandbox_visa',
  atMs = Date.parse('2026-11-22T12:00:00Z'),
): Promise<Uuid> {
  const begun = await setUpCard(db, psp, customerId, atMs)
  if (!begun.ok) throw new Error(begun.code)
  const added = await addCard(db, psp, { customerId, setupId: begun.setup.setupId, token, atMs })
  if (!added.ok) throw new Error(added.code)
  return added.method.id
}

/** Lets the provider deliver its webhooks. */
export async function deliverWebhooks(db: Database, psp: SandboxPsp, clock: Clock): Promise<number> {
  return advanceSandbox(db, { psp, controls: psp.controls }, clock)
}

export function testKey(clientId: Uuid, key: string = newId(), fingerprint = '0'.repeat(32)) {
  return { clientId, key, fingerprint }
}
