/** Runs auto top-up in a process: looks after each payment, when something is due, and at every balance now and then. */
import type { Clock } from '../../../kernel/clock.ts'
import type { MasterKey } from '../../../platform/crypto.ts'
import type { Database } from '../../../platform/database.ts'
import {
  inTurn,
  type ReadOutbox,
  type RunListener,
  type RunningListener,
  runListener,
} from '../../../platform/outbox.ts'
import type { Psp } from '../psp/psp.ts'
import { beginOffSession, chargeOffSession } from './charge-off-session.ts'
import { type AutoTopUpRoom, runDueTopUps } from './run-due.ts'
import type { Limits } from './state.ts'
import { customerTeller } from './tell-customer.ts'
import { followPayments, type Lowered, sweepThresholds } from './watch-balances.ts'

export interface AutoTopUpOptions {
  readonly db: Database
  readonly psp: Psp
  readonly masterKey: MasterKey
  readonly clock: Clock
  readonly limits: Limits
  readonly lowered: Lowered
  /** Something was charged or told. */
  readonly onDone: () => void
  readonly onError: (error: unknown) => void
  /** Shared with the other listeners of this process. */
  readonly readOutbox?: ReadOutbox | undefined
  /** Where another process does the periodic work: `leaveToOthers`. */
  readonly run?: RunListener | undefined
}

export function autoTopUpRoom(options: Omit<AutoTopUpOptions, 'clock' | 'lowered' | 'onDone'>): AutoTopUpRoom {
  const { db, psp, masterKey, limits, onError } = options
  return {
    db,
    limits,
    begin: (tx, request) => beginOffSession(tx, psp, request),
    charge: request => chargeOffSession(db, psp, request),
    tell: customerTeller(masterKey),
    onError,
  }
}

export function startAutoTopUp(options: AutoTopUpOptions): RunningListener & { readonly room: AutoTopUpRoom } {
  const { db, clock, lowered, onDone, onError, run = runListener } = options
  const room = autoTopUpRoom(options)
  const follow = async () => {
    const more = await inTurn(() => followPayments(db, lowered, clock.now(), options.readOutbox))
    if ((await runDueTopUps(room, clock.now())) > 0) onDone()
    return more
  }
  const sweep = async () => {
    await sweepThresholds(db, clock.now())
    return false
  }
  const following = run({ work: follow, everyMs: 250, onError })
  const sweeping = run({ work: sweep, everyMs: 600_000, onError })
  return {
    room,
    wake: () => following.wake(),
    close: async () => {
      await Promise.all([following.close(), sweeping.close()])
    },
  }
}
