/** What machine clients can be allowed: the scopes of operations that their role may call, read from the contract. */
import { type Operation, operations } from '@ringfence/contract'

const open = (Object.values(operations) as Operation[]).filter(
  ({ callers }) => callers !== 'anyone' && callers.includes('client'),
)

export interface ScopeChoice {
  readonly scope: string
  /** What it lets a client do, by the operations' own words. */
  readonly about: string
}

export const scopeChoices: readonly ScopeChoice[] = [...new Set(open.map(({ scope }) => scope))].sort().map(scope => ({
  scope,
  about: open
    .filter(operation => operation.scope === scope)
    .map(({ summary }) => summary)
    .join('; '),
}))
