/** What the gateway tells the audit trail, and when. */
import { expect, test } from 'vitest'
import { newId, toTypeId } from '../kernel/ids.ts'
import type { AuditEntry, AuditTrail } from '../platform/audit-trail.ts'
import { send, shoot, testGateway } from './testing.ts'

type Fake = AuditTrail & { entries: AuditEntry[]; later: AuditEntry[]; failWith?: Error }
function fakeTrail(): Fake {
  const entries: AuditEntry[] = []
  const later: AuditEntry[] = []
  const trail: Fake = {
    entries,
    later,
    record: async entry => {
      if (trail.failWith) throw trail.failWith
      entries.push(entry)
    },
    recordLater: entry => void later.push(entry),
    digest: thing => JSON.stringify(thing),
  }
  return trail
}
const paymentId = toTypeId('pay', newId())

test('a write of staff is recorded before its answer goes out: who, what, on what, how it ended [S11]', async () => {
  const trail = fakeTrail()
  const gateway = await testGateway({}, { trail })
  const { finance } = gateway.people
  const answer = await send(gateway.app, await shoot(gateway, 'takeLoadRefund', { as: gateway.people.support }))
  expect(answer.status).toBe(409)
  const [entry] = trail.entries
  expect(trail.entries).toHaveLength(1)
  expect(entry).toMatchObject({
    actor: { kind: 'staff', id: toTypeId('stf', gateway.people.support.caller.personId), role: 'support' },
    operation: 'takeLoadRefund',
    target: { kind: 'load' },
    outcome: 'refused',
    status: 409,
    errorCode: 'code_used',
    requestId: String(answer.json().instance).replace('urn:uuid:', ''),
  })
  expect(entry!.digests).toMatchObject({ of: 'exchange', before: '{"reason":"loaded by mistake"}' })
  await send(gateway.app, await shoot(gateway, 'getTrialBalance', { as: finance }))
  expect(trail.entries).toHaveLength(1)
})

test('the entry of somebody new on the staff names them [S11]', async () => {
  const trail = fakeTrail()
  const id = toTypeId('stf', newId())
  const nobodyYet = { email: null, storeId: null, roleAsked: null, emergencyUntil: null }
  const staff = { ...nobodyYet, id, name: 'Ada Park', role: 'support', status: 'invited' }
  const createStaff = async () => ({ ok: true, value: { staff, approval: null } }) as const
  const gateway = await testGateway({ createStaff }, { trail })
  const answer = await send(gateway.app, await shoot(gateway, 'createStaff', { as: gateway.people.administrator }))
  expect(answer.status).toBe(201)
  expect(trail.entries).toMatchObject([{ operation: 'createStaff', target: { kind: 'staff', id }, outcome: 'done' }])
})

test('a handler that tells what it changed has digests of that thing before and after [S11]', async () => {
  const trail = fakeTrail()
  const settings = { required: true, blind: true }
  const gateway = await testGateway(
    {
      putShiftSettings: async () => ({
        ok: true,
        value: settings,
        changed: { before: { ...settings, required: false }, after: settings },
      }),
    },
    { trail },
  )
  await send(gateway.app, await shoot(gateway, 'putShiftSettings', { as: gateway.people.administrator }))
  expect(trail.entries[0]?.digests).toEqual({
    of: 'thing',
    before: '{"required":false,"blind":true}',
    after: '{"required":true,"blind":true}',
  })
})

test('what staff are refused is recorded, reads are not [S11]', async () => {
  const trail = fakeTrail()
  const gateway = await testGateway({}, { trail })
  const { marketing, auditor } = gateway.people
  const refused = await send(gateway.app, await shoot(gateway, 'putShiftSettings', { as: marketing }))
  expect(refused.status).toBe(403)
  await send(gateway.app, await shoot(gateway, 'listTransfers', { as: auditor }))
  expect(trail.entries).toMatchObject([
    { operation: 'putShiftSettings', outcome: 'refused', status: 403, errorCode: 'forbidden' },
  ])
})

test('a read that gives much away is recorded [S11]', async () => {
  const trail = fakeTrail()
  const gateway = await testGateway(
    { exportAuditEvents: async () => ({ ok: true, value: { data: [], nextCursor: null } }) },
    { trail },
  )
  await send(gateway.app, await shoot(gateway, 'exportAuditEvents', { as: gateway.people.auditor }))
  expect(trail.entries).toMatchObject([{ operation: 'exportAuditEvents', outcome: 'done', status: 200 }])
})

test("a till's payment waits for no record: it follows in a group [S11]", async () => {
  const trail = fakeTrail()
  const gateway = await testGateway({}, { trail })
  await send(gateway.app, await shoot(gateway, 'takePayment', { as: gateway.people.cashier }))
  expect(trail.entries).toEqual([])
  expect(trail.later).toMatchObject([
    {
      operation: 'takePayment',
      actor: { kind: 'staff', role: 'cashier', terminalId: toTypeId('trm', gateway.people.cashier.caller.terminalId!) },
    },
  ])
  expect(trail.later[0]?.digests).toBeUndefined()
})

test('what could not be recorded is not answered as done [S11]', async () => {
  const trail = fakeTrail()
  trail.failWith = new Error('the disk is full')
  const gateway = await testGateway(
    { putShiftSettings: async () => ({ ok: true, value: { required: true, blind: true } }) },
    { trail },
  )
  const answer = await send(gateway.app, await shoot(gateway, 'putShiftSettings', { as: gateway.people.administrator }))
  expect(answer.status).toBe(500)
  expect(answer.json().code).toBe('internal_error')
  expect(answer.body).not.toContain('disk')
})

test("customers' deeds are on their own records, not in the trail of staff [S11]", async () => {
  const trail = fakeTrail()
  const gateway = await testGateway({}, { trail })
  await send(gateway.app, await shoot(gateway, 'takeLoad', { as: gateway.people.customer }))
  await send(gateway.app, await shoot(gateway, 'putShiftSettings', { as: gateway.people.customer }))
  expect([...trail.entries, ...trail.later]).toEqual([])
})

test('a payment that is named in the address is the target [S11]', async () => {
  const trail = fakeTrail()
  const gateway = await testGateway({}, { trail })
  const path = `/v1/payments/${paymentId}/void`
  await send(gateway.app, await shoot(gateway, 'voidPayment', { as: gateway.people.shiftLead, path }))
  expect(trail.entries[0]?.target).toEqual({ kind: 'payment', id: paymentId })
})
