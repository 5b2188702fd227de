import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { proved } from '../../../test/callers.ts'
import { callOf, shaped } from '../../../test/calls.ts'
import { appDatabase } from '../../../test/database.ts'
import { manualClock } from '../../kernel/clock.ts'
import { newId, toTypeId } from '../../kernel/ids.ts'
import type { AuditEntry } from '../../platform/audit-trail.ts'
import { masterKeyOf } from '../../platform/crypto.ts'
import type { Caller } from '../../platform/http.ts'
import { auditRoutes, startTrail, verifyDaily } from './index.ts'

const db = await appDatabase()
const masterKey = masterKeyOf(randomBytes(32), 'test')
const clock = manualClock(Date.parse('2026-11-22T12:00:00Z'))
const routes = shaped(auditRoutes(db, masterKey))
const auditor: Caller = {
  ...proved,
  role: 'auditor',
  personId: newId(),
  name: '',
  terminalId: undefined,
  storeId: undefined,
}
const staffId = toTypeId('stf', newId())
const paymentId = toTypeId('pay', newId())
const requestId = newId()

const trail = startTrail({ db, masterKey, clock, onError: () => {}, sealEveryMs: 3_600_000 })
const entry = (changes: Partial<AuditEntry>): AuditEntry => ({
  actor: { kind: 'system' },
  operation: 'holds.expire',
  outcome: 'done',
  ...changes,
})
for (let i = 0; i < 5; i += 1) trail.recordLater(entry({ figures: { holds: i } }))
clock.advance(3_600_000)
await trail.record(
  entry({
    actor: {
      kind: 'staff',
      id: staffId,
      role: 'cashier',
      terminalId: toTypeId('trm', newId()),
      clientId: 'app.till',
      sessionId: 's1',
    },
    operation: 'voidPayment',
    target: { kind: 'payment', id: paymentId },
    outcome: 'refused',
    status: 409,
    errorCode: 'too_late',
    requestId,
    digests: { of: 'exchange', before: trail.digest({ reason: 'x' }), after: trail.digest(undefined) },
  }),
)
await trail.close()

const list = async (query: object) => {
  const outcome = await routes.listAuditEvents(callOf(auditor, { query }))
  if (!outcome.ok) throw new Error(outcome.code)
  return outcome.value
}

test('events are found by actor, kind of actor, deed, target, request, result and time, newest first [S11]', async () => {
  const all = await list({})
  expect(all.data.map(event => event.number)).toEqual([6, 5, 4, 3, 2, 1])
  expect(all.data[0]).toMatchObject({
    actor: { kind: 'staff', id: staffId },
    target: { kind: 'payment' },
    sealed: true,
  })
  for (const query of [
    { actor: staffId },
    { actor: 'staff' },
    { operation: 'voidPayment' },
    { target: paymentId },
    { requestId },
    { outcome: 'refused' },
    { from: '2026-11-22T12:30:00Z' },
  ]) {
    expect((await list(query)).data.map(event => event.number)).toEqual([6])
  }
  expect((await list({ actor: 'system', to: '2026-11-22T12:30:00Z' })).data).toHaveLength(5)
  expect((await list({ actor: staffId, operation: 'holds.expire' })).data).toEqual([])
})

test('pages follow each other without a gap, and a cursor that is none is refused [S11]', async () => {
  const first = await list({ limit: 4 })
  const second = await list({ limit: 4, cursor: first.nextCursor! })
  expect([...first.data, ...second.data].map(event => event.number)).toEqual([6, 5, 4, 3, 2, 1])
  expect(second.nextCursor).toBeNull()
  expect(await routes.listAuditEvents(callOf(auditor, { query: { cursor: '1; DROP' } }))).toMatchObject({ ok: false })
})

test('an export is oldest first [S11]', async () => {
  const exported = await routes.exportAuditEvents(callOf(auditor, { query: {} }))
  expect(exported.ok && exported.value.data.map(event => event.number)).toEqual([1, 2, 3, 4, 5, 6])
})

test('the state tells the head, and what the last verification found; one a day runs by itself [S11]', async () => {
  const state = async () => {
    const outcome = await routes.getAuditState(callOf(auditor, {}))
    if (!outcome.ok) throw new Error(outcome.code)
    return outcome.value
  }
  expect(await state()).toMatchObject({ events: 6, unsealed: 0, head: { number: 6 }, last: null })
  expect(await verifyDaily(db, masterKey, clock.now())).toMatchObject({ ok: true, events: 6 })
  expect(await verifyDaily(db, masterKey, clock.now() + 60_000)).toBeUndefined()
  await db.owner.query(`UPDATE audit.events SET operation = 'harmless' WHERE seq = 6`)
  const verified = await routes.verifyAuditTrail(callOf(auditor, {}))
  expect(verified).toMatchObject({ ok: true, value: { ok: false, faults: [{ problem: 'changed', number: 6 }] } })
})

test('a digest tells a change, and nothing to who does not have the key [S11]', () => {
  expect(trail.digest({ a: 1, b: [2, { d: 3, c: 4 }] })).toBe(trail.digest({ b: [2, { c: 4, d: 3 }], a: 1 }))
  expect(trail.digest({ a: 1 })).not.toBe(trail.digest({ a: 2 }))
  const other = startTrail({ db, masterKey: masterKeyOf(randomBytes(32), 'other'), clock, onError: () => {} })
  expect(other.digest({ a: 1 })).not.toBe(trail.digest({ a: 1 }))
  return other.close()
})
