/** Which events a machine client may be told of: those of things that its scopes let it read. */
import { type EventType, eventScope, eventTypes } from '@ringfence/contract'
import type { Caller } from '../../platform/http.ts'

/** Of people their role decides, and whose account or store an event is of. */
export function mayBeTold({ role, scopes }: Pick<Caller, 'role' | 'scopes'>, type: EventType): boolean {
  return role !== 'client' || scopes.has('app') || scopes.has(eventScope(type))
}

/** Undefined: all of them. */
export function typesToldTo(caller: Caller): EventType[] | undefined {
  const told = eventTypes.filter(type => mayBeTold(caller, type))
  return told.length === eventTypes.length ? undefined : told
}
