/** Auto top-up for tests: the real worker over the sandbox provider, with a clock that the test sets. */
import { manualClock } from '../src/kernel/clock.ts'
import type { Uuid } from '../src/kernel/ids.ts'
import type { AutoTopUpRoom } from '../src/modules/funding/auto-top-up/run-due.ts'
import { autoTopUpRoom } from '../src/modules/funding/auto-top-up/start.ts'
import type { Limits } from '../src/modules/funding/auto-top-up/state.ts'
import { addCard, setUpCard } from '../src/modules/funding/cards/payment-methods.ts'
import type { Misbehaviour } from '../src/modules/funding/psp/sandbox/misbehaviour.ts'
import { postgresSandboxStore } from '../src/modules/funding/psp/sandbox/postgres-store.ts'
import { type SandboxPsp, sandboxPsp } from '../src/modules/funding/psp/sandbox/sandbox-psp.ts'
import type { Database } from '../src/platform/database.ts'
import { testKey } from './brand.ts'
import { testNow } from './till.ts'

export const minute = 60_000
export const hour = 60 * minute

export const topUpLimits: Limits = {
  timeZone: 'America/New_York',
  noticeMs: minute,
  coolDownMs: 10 * minute,
  chargesPerDay: 3,
  amountPerDay: 10_000n,
  backOffMs: [hour, 24 * hour],
  askAgainMs: minute,
}

export interface TestTopUp {
  readonly clock: ReturnType<typeof manualClock>
  readonly psp: SandboxPsp
  readonly room: AutoTopUpRoom
  /** Errors that the worker has gone on from. */
  readonly errors: unknown[]
  /** Saves a test card for a customer. */
  saveCard(customerId: Uuid, token?: string): Promise<Uuid>
}

export function testTopUp(db: Database, misbehaviour?: Misbehaviour): TestTopUp {
  const clock = manualClock(testNow)
  const fee = { basisPoints: 290n, fixed: 30n }
  const store = postgresSandboxStore(db)
  const psp = sandboxPsp({ store, clock, webhookSecret: 'tests', fee, ...(misbehaviour ? { misbehaviour } : {}) })
  const errors: unknown[] = []
  const onError = (error: unknown) => {
    errors.push(error)
  }
  return {
    clock,
    psp,
    room: autoTopUpRoom({ db, psp, masterKey: testKey, limits: topUpLimits, onError }),
    errors,
    async saveCard(customerId, token = 'sandbox_visa') {
      const atMs = clock.now()
      const setup = await setUpCard(db, psp, customerId, atMs)
      if (!setup.ok) throw new Error(setup.code)
      const added = await addCard(db, psp, { customerId, setupId: setup.setup.setupId, token, atMs })
      if (!added.ok) throw new Error(added.code)
      return added.method.id
    },
  }
}
