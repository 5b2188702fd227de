/** What a caller may do, beyond being somebody: by role, by the scopes of the token, and by how fresh the sign-in is. */
import { type Operation, operations } from '@ringfence/contract'
import { assert } from '../kernel/assert.ts'
import type { Caller } from '../platform/http.ts'
import { type RoleRow, roleTable } from './role-table.ts'

/** All that the role may do; our own apps ask for it. */
const wholeRole = 'app'

export function mayCall({ callers, scope }: Operation, { role, scopes }: Caller): boolean {
  if (callers === 'anyone') return true
  return callers.includes(role) && (scopes.has(wholeRole) || scopes.has(scope))
}

/** How old a proof of who someone is may be where it matters (RFC 9470). */
export const stepUpSecondsMax = 300
/** Machines sign each request with the key that they are; people at a till, too, where the operation says so. */
export function isFreshEnough({ stepUp }: Operation, caller: Caller, nowMs: number, sandbox: boolean): boolean {
  if (stepUp === undefined || caller.role === 'client') return true
  if (stepUp === 'awayFromTill' && caller.terminalId !== undefined) return true
  const proved = caller.authentication === 'passkey' || (sandbox && caller.authentication === 'sandbox')
  return proved && nowMs - caller.authenticatedAtMs <= stepUpSecondsMax * 1000
}

/**
 * The contract says who may call what; the table beside this says it again, written out. Where they differ somebody has opened a
 * door without saying so, and nothing starts. `node tools/roles.ts` shows the difference.
 */
export function assertRoleTable(
  table: Readonly<Record<string, Operation>> = operations,
  rows: Readonly<Partial<Record<string, RoleRow>>> = roleTable,
): void {
  for (const [id, operation] of Object.entries(table)) {
    const row = rows[id]
    assert(row !== undefined, `operation ${id} has no row in the table of roles (server/src/gateway/role-table.ts)`)
    assert(sameRow(row, rowOf(operation)), `the table of roles says otherwise of operation ${id}`)
  }
  for (const id of Object.keys(rows)) assert(id in table, `the table of roles has ${id}, which is no operation`)
}

export function rowOf(operation: Operation): RoleRow {
  const { callers, scope, stepUp, fourEyes, concealed } = operation
  assert(typeof scope === 'string', 'an operation has a scope')
  assert(callers === 'anyone' || (Array.isArray(callers) && callers.length > 0), 'an operation says who may call it')
  return {
    scope,
    roles: callers === 'anyone' ? callers : [...new Set(callers)].sort().join(' '),
    ...(stepUp === undefined ? {} : { stepUp }),
    ...(fourEyes === undefined ? {} : { fourEyes }),
    ...(concealed === undefined ? {} : { concealed }),
  }
}

export function sameRow(a: RoleRow, b: RoleRow): boolean {
  return (
    a.scope === b.scope &&
    a.roles.split(' ').sort().join(' ') === b.roles.split(' ').sort().join(' ') &&
    a.stepUp === b.stepUp &&
    a.fourEyes === b.fourEyes &&
    a.concealed === b.concealed
  )
}
