/** Keeps rules and quotas in memory, read again every few seconds: every process follows, no request waits. */
import type { Clock } from '../../kernel/clock.ts'
import type { Database } from '../../platform/database.ts'
import { runListener } from '../../platform/outbox.ts'
import { createDecider } from './rules.ts'
import { ruleOf, selectQuotas, selectRules } from './store.ts'

export interface FirewallWatch {
  /** Whether an address is refused now. */
  refuses(address: string): boolean
  /** Requests a minute of a client or a person, by TypeID; undefined: what is usual. */
  quotaOf(holder: string): number | undefined
  /** Something was changed by this process: don't wait for the next look. */
  wake(): void
  close(): Promise<void>
}

/** Resolves once the rules are known: a restart opens no gap. Without the database, the last rules stand. */
export async function watchFirewall(options: {
  readonly db: Database
  readonly clock: Clock
  readonly onError: (error: unknown) => void
  readonly everyMs?: number
}): Promise<FirewallWatch> {
  const { db, clock, onError, everyMs = 2_000 } = options
  let decide = createDecider([])
  let quotas = new Map<string, number>()
  let seen = ''
  const look = async () => {
    const rules = (await selectRules(db, clock.now())).map(ruleOf)
    const now = JSON.stringify(rules)
    if (now !== seen) decide = createDecider(rules)
    seen = now
    quotas = new Map((await selectQuotas(db)).map(row => [row.holder, row.requests_per_minute]))
    return false
  }
  await look()
  const listener = runListener({ work: look, everyMs, onError })
  return {
    refuses: address => decide(address, clock.now()),
    quotaOf: holder => quotas.get(holder),
    wake: listener.wake,
    close: listener.close,
  }
}
