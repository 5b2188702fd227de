/** What machine clients can be allowed: the scopes of operations that their role may call, and of what events tell, read from the contract. */
import { eventScope, eventTypes, type Operation, operations } from '@ringfence/contract'

const open = (Object.values(operations) as Operation[]).filter(
  ({ callers }) => callers !== 'anyone' && callers.includes('client'),
)

export interface ScopeChoice {
  readonly scope: string
  /** What it lets a client do, by the operations' own words, and which events it is told of. */
  readonly about: string
}

export const scopeChoices: readonly ScopeChoice[] = [
  ...new Set([...open.map(({ scope }) => scope), ...eventTypes.map(eventScope)]),
]
  .sort()
  .map(scope => ({ scope, about: [...summariesOf(scope), ...eventsOf(scope)].join('; ') }))

function summariesOf(scope: string | undefined): string[] {
  return open.filter(operation => operation.scope === scope).map(({ summary }) => summary)
}

function eventsOf(scope: string | undefined): string[] {
  const things = eventTypes.filter(type => eventScope(type) === scope).map(type => type.replace(/\..*/, '.*'))
  return [...new Set(things)].map(thing => `Events ${thing}`)
}
