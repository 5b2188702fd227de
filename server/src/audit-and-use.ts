/** What looks over everybody's shoulder: the audit trail and the counts of API use, with their work in the background. */
import { type OperationId, operations } from '@ringfence/contract'
import { lifeOf, stageOf, versionRegistry } from './gateway/index.ts'
import type { Clock } from './kernel/clock.ts'
import { auditRoutes, startTrail, trailFigures, verifyDaily } from './modules/audit/index.ts'
import { apiUseRoutes, countUse, forgetOldUse, type LifecycleOf } from './modules/monitoring/index.ts'
import type { MasterKey } from './platform/crypto.ts'
import type { Database } from './platform/database.ts'
import type { Log } from './platform/log.ts'
import { watchFigure } from './platform/metrics/index.ts'
import { outboxLag, type RunListener } from './platform/outbox.ts'

interface Options {
  readonly db: Database
  readonly masterKey: MasterKey
  readonly clock: Clock
  readonly log: Log
  /** Runs the work that one process of a deployment does for all. */
  readonly run: RunListener
}

/** Figures that are looked up when somebody scrapes. */
function watch(db: Database, waiting: () => number): void {
  watchFigure('ringfence_pool_connections', 'Connections to the database.', 'state', () => ({ ...db.poolUse() }))
  watchFigure('ringfence_outbox_lag_entries', 'Entries a listener has not worked through yet.', 'listener', () =>
    outboxLag(db),
  )
  watchFigure(
    'ringfence_audit_trail',
    'Events not yet written, written but not sealed; 1 if the last verification failed.',
    'figure',
    async () => {
      const { unsealed, broken } = await trailFigures(db)
      return { waiting: waiting(), unsealed, broken }
    },
  )
}

export function startAuditAndUse({ db, masterKey, clock, log, run }: Options) {
  const lifecycleOf: LifecycleOf = id => {
    const operation = operations[id as OperationId]
    const life = operation && lifeOf(versionRegistry, id as OperationId, operation.path)
    return life === undefined ? 'active' : stageOf(life, clock.now())
  }
  const onError = (error: unknown) =>
    log.error({ err: error }, 'the audit trail or a count could not be written; it is tried again')
  watch(db, () => trail.waiting())
  const trail = startTrail({ db, masterKey, clock, onError, run })
  const use = countUse({ db, onError })
  const verify = async () => {
    const found = await verifyDaily(db, masterKey, clock.now())
    // The head in the log is a witness outside the database.
    if (found?.ok === true) log.info({ auditHead: found.head, events: found.events }, 'the audit trail is whole')
    if (found?.ok === false) log.error({ faults: found.faults }, 'THE AUDIT TRAIL WAS CHANGED')
    return false
  }
  const verifying = run({ work: verify, everyMs: 600_000, onError })
  const forgetting = run({
    work: async () => (await forgetOldUse(db, clock.now())) < 0,
    everyMs: 3_600_000,
    onError,
  })
  return {
    trail,
    count: use.count,
    handlers: { ...auditRoutes(db, masterKey), ...apiUseRoutes(db, lifecycleOf) },
    /** After the last answer: nothing that was told is lost. */
    async close(): Promise<void> {
      await Promise.all([verifying.close(), forgetting.close()])
      await Promise.all([trail.close(), use.close()])
    },
  }
}
