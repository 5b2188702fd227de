/** Identity's operations. */
import type { SandboxPerson, Terminal } from '@ringfence/contract'
import { fromTypeId, toTypeId } from '../../kernel/ids.ts'
import type { AuditTrail } from '../../platform/audit-trail.ts'
import type { Database } from '../../platform/database.ts'
import type { HandlersOf } from '../../platform/http.ts'
import type { Identity } from './identity.ts'
import { type Person, personPrefix } from './rules.ts'
import { recordSignIn } from './sign-in/record-sign-in.ts'
import { listPeople, listTerminals, type TerminalRow } from './store.ts'

type Operations =
  | 'listSandboxPeople'
  | 'listSandboxTerminals'
  | 'enrolSandboxTerminal'
  | 'signInSandbox'
  | 'listTerminals'

export function identityRoutes(db: Database, identity: Identity, trail?: AuditTrail): HandlersOf<Operations> {
  return {
    listSandboxPeople: async () => ({ ok: true, value: { data: (await listPeople(db)).map(toSandboxPerson) } }),
    listSandboxTerminals: async () => {
      const rows = await listTerminals(db, undefined)
      return { ok: true, value: { data: rows.map(toTerminal), nextCursor: null } }
    },
    enrolSandboxTerminal: async ({ params, body }) => {
      const terminalId = fromTypeId('trm', params.id)
      if (terminalId === undefined) return { ok: false, code: 'not_found' }
      const enrolled = await identity.enrolTerminalKey(terminalId, body)
      return enrolled.ok ? { ok: true, value: { keyId: enrolled.value.keyId } } : enrolled
    },
    signInSandbox: async ({ body, signedBy, provedKeyId }) => {
      const signedIn = await identity.signIn({ ...body, signedBy, provedKeyId })
      if (!signedIn.ok) {
        recordSignIn(trail, { how: 'sandbox', refusal: signedIn.code })
        return signedIn
      }
      const { accessToken, expiresAtMs, person } = signedIn.value
      const kind = person.role === 'customer' ? 'customer' : 'staff'
      recordSignIn(trail, { how: 'sandbox', person: { kind, id: toTypeId(personPrefix(person.role), person.id) } })
      return {
        ok: true,
        value: { accessToken, expiresAt: new Date(expiresAtMs).toISOString(), person: toPersonShape(person) },
      }
    },
    listTerminals: async ({ caller }) => {
      const rows = await listTerminals(db, caller.storeId)
      return { ok: true, value: { data: rows.map(toTerminal), nextCursor: null } }
    },
  }
}

function toPersonShape({ id, name, role, storeId }: Person) {
  return {
    id: toTypeId(personPrefix(role), id),
    name,
    role,
    storeId: storeId === undefined ? null : toTypeId('sto', storeId),
  }
}

function toSandboxPerson(person: Person & { about: string }): SandboxPerson {
  return { ...toPersonShape(person), about: person.about }
}

export function toTerminal(row: TerminalRow): Terminal {
  return {
    id: toTypeId('trm', row.id),
    name: row.name,
    storeId: toTypeId('sto', row.store_id),
    storeName: row.store_name,
    status: row.enrolled ? 'active' : 'unenrolled',
    lastSeenAt: row.last_seen_at?.toISOString() ?? null,
  }
}
