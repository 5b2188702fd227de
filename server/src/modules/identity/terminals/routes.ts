/** Tills over HTTP, as the console manages them and as they enrol. */

import type { Terminal } from '@ringfence/contract'
import { fromTypeId, newId, toTypeId } from '../../../kernel/ids.ts'
import type { AuditTrail } from '../../../platform/audit-trail.ts'
import type { Call, HandlersOf, Outcome } from '../../../platform/http.ts'
import { toTerminal } from '../routes.ts'
import type { StaffRoom } from '../staff/room.ts'
import { enrolWithCode, makeCode } from './enrolment.ts'
import {
  insertManagedTerminal,
  revokeKeys,
  selectLiveKeys,
  selectTerminal,
  selectTerminalByKey,
} from './terminal-store.ts'

type TerminalOperation =
  | 'createTerminal'
  | 'createEnrolmentCode'
  | 'enrolTerminal'
  | 'listTerminalKeys'
  | 'revokeTerminalKeys'

export interface TerminalsRoom extends StaffRoom {
  /** Keys that this process must not believe any longer. */
  readonly forgetKey: (keyId: string) => void
  readonly trail?: AuditTrail | undefined
}

const absent = { ok: false, code: 'not_found' } as const

export function terminalsRoutes(room: TerminalsRoom): HandlersOf<TerminalOperation> {
  const { db, masterKey } = room
  return {
    createTerminal: call => create(room, call),
    createEnrolmentCode: async ({ params, caller, nowMs: atMs }) => {
      const id = fromTypeId('trm', params.id)
      if (!id || !(await selectTerminal(db, id, caller.storeId))) return absent
      const made = await db.transaction(tx => makeCode(tx, masterKey, { terminalId: id, by: caller.personId, atMs }))
      return { ok: true, value: { code: made.code, expiresAt: new Date(made.expiresMs).toISOString() } }
    },
    enrolTerminal: async ({ body, addressHash, nowMs: atMs }) => {
      const outcome = await enrolWithCode(db, masterKey, { ...body, asker: addressHash ?? 'nobody', atMs })
      if (!outcome.ok) return outcome
      for (const keyId of outcome.revokedKeyIds) room.forgetKey(keyId)
      const target = { kind: 'terminal', id: toTypeId('trm', outcome.terminalId) }
      // The gateway records who is signed in; here nobody is.
      await room.trail?.record({ actor: { kind: 'system' }, operation: 'enrolTerminal', target, outcome: 'done' })
      const terminal = (await selectTerminal(db, outcome.terminalId, undefined))!
      return { ok: true, value: { terminal: toTerminal(terminal), keyId: outcome.keyId } }
    },
    listTerminalKeys: async ({ params, caller }) => {
      const id = fromTypeId('trm', params.id)
      if (!id || !(await selectTerminal(db, id, caller.storeId))) return absent
      const rows = await selectLiveKeys(db, id)
      const data = rows.map(row => ({ keyId: row.key_id, enrolledAt: row.enrolled_at.toISOString() }))
      return { ok: true, value: { data } }
    },
    revokeTerminalKeys: async ({ params, caller, nowMs }) => {
      const id = fromTypeId('trm', params.id)
      if (!id || !(await selectTerminal(db, id, caller.storeId))) return absent
      for (const keyId of await db.transaction(tx => revokeKeys(tx, id, nowMs))) room.forgetKey(keyId)
      return { ok: true, value: toTerminal((await selectTerminal(db, id, caller.storeId))!) }
    },
  }
}

async function create(room: TerminalsRoom, call: Call<'createTerminal'>): Promise<Outcome<Terminal>> {
  const { db } = room
  const { body, nowMs } = call
  const idempotency = call.idempotency!
  const store = (await room.stores()).find(({ id }) => toTypeId('sto', id) === body.storeId)
  if (!store) return absent
  const terminal = { id: newId(nowMs), name: body.name, storeId: store.id, storeName: store.name, idempotency }
  const isNew = await db.transaction(tx => insertManagedTerminal(tx, terminal))
  const found = (await selectTerminalByKey(db, idempotency))!
  if (found.fingerprint !== idempotency.fingerprint) return { ok: false, code: 'idempotency_key_reused' }
  return { ok: true, value: toTerminal(found), replayed: !isNew }
}
