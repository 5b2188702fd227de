import type { Approval, StaffChange, StaffMember } from '@ringfence/contract'
import { beforeEach, describe, expect, test } from 'vitest'
import { proved } from '../../../../test/callers.ts'
import { callOf, shaped } from '../../../../test/calls.ts'
import { testDatabase } from '../../../../test/database.ts'
import { testNow } from '../../../../test/till.ts'
import { fromTypeId, newId, toTypeId, type Uuid } from '../../../kernel/ids.ts'
import { sqlState } from '../../../platform/database.ts'
import type { Caller, Outcome } from '../../../platform/http.ts'
import { approvalsRoutes, requestApproval } from '../../approvals/index.ts'
import { findInvited, inviteStaff, takeInvitation } from '../sign-in/invitations.ts'
import { beginSession, listSessions } from '../sign-in/sessions.ts'
import { findPerson, insertStaff } from '../store.ts'
import { masterKey } from '../testing.ts'
import { breakGlass } from './break-glass.ts'
import { administratorKind } from './change-staff.ts'
import { sealEmail } from './email.ts'
import { staffRoutes } from './routes.ts'
import { setAdministratorsMax, takeSeat } from './seats.ts'
import { lockStanding } from './staff-store.ts'

const db = await testDatabase()
const storeId = newId()
const routes = shaped({
  ...staffRoutes({ db, masterKey, stores: async () => [{ id: storeId, name: 'Pier 4' }] }),
  ...approvalsRoutes({ db, kinds: { administrator: administratorKind({ masterKey }) }, lockStanding }),
})

beforeEach(async () => {
  // Between tests there is nobody, the last administrator included.
  await db.query(`ALTER TABLE identity.staff DISABLE TRIGGER USER`)
  await db.query(`DELETE FROM identity.emergencies; DELETE FROM identity.staff_invitations; DELETE FROM identity.staff`)
  await db.query(`ALTER TABLE identity.staff ENABLE TRIGGER USER`)
  await db.query(`DELETE FROM approvals.approvals; DELETE FROM ringfence.mails; DELETE FROM ringfence.tries`)
})

async function hire(role: StaffMember['role'], store?: Uuid): Promise<Caller> {
  const id = newId()
  const email = sealEmail(masterKey, `${id}@example.test`)
  const where = store === undefined ? {} : { storeId: store }
  await db.transaction(tx => insertStaff(tx, { id, name: `A ${role}`, role, about: '', email, ...where }))
  return { ...proved, role, personId: id, name: `A ${role}`, terminalId: undefined, storeId: store }
}
async function done<T>(outcome: Promise<Outcome<T>>): Promise<T> {
  const settled = await outcome
  if (!settled.ok) throw new Error(settled.code)
  return settled.value
}
const create = (by: Caller, body: object, key = newId()) =>
  routes.createStaff(callOf<'createStaff'>(by, { body, key })) as Promise<Outcome<StaffChange>>
const change = (by: Caller, id: string, body: object) =>
  routes.changeStaff(callOf<'changeStaff'>(by, { params: { id }, body })) as Promise<Outcome<StaffChange>>
const end = (by: Caller, id: string) =>
  routes.deactivateStaff(callOf<'deactivateStaff'>(by, { params: { id } })) as Promise<Outcome<StaffMember>>
const decide = (by: Caller, approval: Approval) =>
  routes.approveApproval(callOf<'approveApproval'>(by, { params: { id: approval.id } })) as Promise<Outcome<Approval>>
const list = async (by: Caller) =>
  (await done(routes.listStaff(callOf<'listStaff'>(by, {})) as Promise<Outcome<{ data: StaffMember[] }>>)).data
const idOf = (caller: Caller) => toTypeId('stf', caller.personId)
const mails = async () =>
  (await db.query<{ template: string }>('SELECT template FROM ringfence.mails')).map(m => m.template)

const ada = { name: 'Ada Park', email: 'ada@example.test', role: 'support' }

describe('somebody new', () => {
  test('is invited by mail, and may sign in once the invitation is used', async () => {
    const admin = await hire('administrator')
    const { staff, approval } = await done(create(admin, ada))
    expect(staff).toMatchObject({ name: 'Ada Park', role: 'support', status: 'invited' })
    expect(approval).toBeNull()
    expect(await mails()).toEqual(['staffInvitation'])
    const id = fromTypeId('stf', staff.id)!
    expect(await findPerson(db, id)).toBeUndefined()
    const token = (await db.transaction(tx => inviteStaff(tx, id, testNow)))!
    expect(await takeInvitation(db, token, testNow)).toBe(true)
    expect(await findPerson(db, id)).toMatchObject({ role: 'support' })
  })
  test('comes once: by key, and by address', async () => {
    const admin = await hire('administrator')
    const first = await done(create(admin, ada, 'one'))
    expect(await create(admin, ada, 'one')).toMatchObject({
      ok: true,
      replayed: true,
      value: { staff: { id: first.staff.id } },
    })
    expect(await create(admin, { ...ada, name: 'Eve' }, 'one')).toEqual({ ok: false, code: 'idempotency_key_reused' })
    const again = await create(admin, { ...ada, email: 'ADA@example.test' })
    expect(again).toEqual({ ok: false, code: 'staff_exists' })
  })
  test('at a till belongs to a store that there is; others to none', async () => {
    const admin = await hire('administrator')
    const wrong = { ok: false, code: 'validation_failed', pointers: ['/storeId'] }
    expect(await create(admin, { ...ada, role: 'cashier' })).toEqual(wrong)
    expect(await create(admin, { ...ada, role: 'cashier', storeId: toTypeId('sto', newId()) })).toEqual(wrong)
    expect(await create(admin, { ...ada, storeId: toTypeId('sto', storeId) })).toEqual(wrong)
    const cashier = { ...ada, role: 'cashier', storeId: toTypeId('sto', storeId) }
    expect(await create(admin, cashier)).toMatchObject({ ok: true })
  })
})

describe('a new administrator', () => {
  test('needs the approval of a second one, and is invited only then [S10]', async () => {
    const [first, second] = [await hire('administrator'), await hire('administrator')]
    const { staff, approval } = await done(create(first, { ...ada, role: 'administrator' }))
    expect(staff).toMatchObject({ status: 'proposed', roleAsked: 'administrator' })
    expect(await mails()).toEqual([])
    expect(await decide(first, approval!)).toEqual({ ok: false, code: 'second_person_required' })
    expect(await decide(await hire('finance'), approval!)).toEqual({ ok: false, code: 'not_found' })
    expect(await done(decide(second, approval!))).toMatchObject({ status: 'approved', result: staff.id })
    expect(await mails()).toEqual(['staffInvitation'])
    const [member] = (await list(first)).filter(({ id }) => id === staff.id)
    expect(member).toMatchObject({ status: 'invited', role: 'administrator', roleAsked: null })
  })
  test('who was there before keeps the old role until then, and signs in anew [S10]', async () => {
    const [first, second, support] = [await hire('administrator'), await hire('administrator'), await hire('support')]
    await beginSession(
      db,
      { personId: support.personId, kind: 'staff', proof: 'passkey', provedMs: testNow },
      { clientId: 'app.console', deviceName: 'Chrome' },
      testNow,
    )
    const { staff, approval } = await done(change(first, idOf(support), { role: 'administrator' }))
    expect(staff).toMatchObject({ role: 'support', roleAsked: 'administrator' })
    expect(await listSessions(db, support.personId, undefined, testNow)).toHaveLength(1)
    await done(decide(second, approval!))
    expect(await findPerson(db, support.personId)).toMatchObject({ role: 'administrator' })
    expect(await listSessions(db, support.personId, undefined, testNow)).toEqual([])
  })
  test('who is declined is not on the staff', async () => {
    const [first, second] = [await hire('administrator'), await hire('administrator')]
    const { staff, approval } = await done(create(first, { ...ada, role: 'administrator' }))
    await done(
      routes.declineApproval(callOf<'declineApproval'>(second, { params: { id: approval!.id } })) as Promise<
        Outcome<Approval>
      >,
    )
    expect((await list(first)).find(({ id }) => id === staff.id)).toMatchObject({ status: 'inactive' })
    expect(await create(first, ada)).toMatchObject({ ok: true }) // the address is free again
  })
})

test('who placed somebody is written down: who invites or moves them, the two who agree on an administrator, never they themselves [S10]', async () => {
  const [first, second] = [await hire('administrator'), await hire('administrator')]
  const placedBy = async (id: Uuid) =>
    (await db.transaction(tx => lockStanding(tx, [id], testNow))).get(id)?.placedBy.toSorted()
  expect(await placedBy(first.personId)).toEqual([])
  const { staff } = await done(create(first, ada))
  const id = fromTypeId('stf', staff.id)!
  await db.query(`UPDATE identity.staff SET status = 'active' WHERE id = $1`, [id])
  expect(await placedBy(id)).toEqual([first.personId])
  await done(change(second, staff.id, { role: 'finance' }))
  expect(await placedBy(id)).toEqual([second.personId])
  const { approval } = await done(change(first, staff.id, { role: 'administrator' }))
  expect(await placedBy(id)).toEqual([second.personId])
  await done(decide(second, approval!))
  const both = [first.personId, second.personId].toSorted()
  expect(await placedBy(id)).toEqual(both)
  const self = { ...first, personId: id }
  await done(change(self, staff.id, { role: 'finance' }))
  expect(await placedBy(id)).toEqual(both)
})

describe('the number of administrators', () => {
  test('twenty promotions at once leave three [S10]', async () => {
    const [first, second] = [await hire('administrator'), await hire('administrator')]
    const people = []
    for (let i = 0; i < 20; i++) people.push(await hire('support'))
    const wishes = await Promise.all(people.map(person => done(change(first, idOf(person), { role: 'administrator' }))))
    const outcomes = await Promise.all(wishes.map(({ approval }) => decide(second, approval!)))
    expect(outcomes.filter(outcome => outcome.ok)).toHaveLength(1)
    for (const outcome of outcomes) if (!outcome.ok) expect(outcome.code).toBe('too_many_administrators')
    const rows = await db.query(`SELECT FROM identity.staff WHERE role = 'administrator'`)
    expect(rows).toHaveLength(3)
  })
  test('is kept by the database, whatever a program does, in parallel or not [S10]', async () => {
    const people = []
    for (let i = 0; i < 20; i++) people.push(await hire('support'))
    const promote = (id: Uuid, i: number) =>
      db.query(`UPDATE identity.staff SET role = 'administrator', administrator_seat = $2 WHERE id = $1`, [
        id,
        1 + (i % 4),
      ])
    const results = await Promise.all(people.map(({ personId }, i) => promote(personId, i).then(() => 'ok', sqlState)))
    expect(results.filter(result => result === 'ok')).toHaveLength(3)
    expect(new Set(results)).toEqual(new Set(['ok', '23505', '23503'])) // a seat that is taken, a seat that there is not
    const seatless = db.query(`UPDATE identity.staff SET role = 'administrator' WHERE id = $1`, [people[19]!.personId])
    expect(await seatless.catch(sqlState)).toBe('23514')
  })
  test('is a setting, never below those that there are', async () => {
    await hire('administrator')
    await hire('administrator')
    await db.transaction(async tx => {
      expect(await setAdministratorsMax(tx, 5)).toEqual({ ok: true })
      expect(await setAdministratorsMax(tx, 2)).toEqual({ ok: true })
      expect(await takeSeat(tx)).toBeUndefined()
      expect(await setAdministratorsMax(tx, 1)).toEqual({ ok: false, administrators: 2 })
      expect(await setAdministratorsMax(tx, 3)).toEqual({ ok: true })
    })
  })
  test('is never none: the last one stays, also when all go at once [S10]', async () => {
    const admins = [await hire('administrator'), await hire('administrator'), await hire('administrator')]
    const outcomes = await Promise.all(admins.map(admin => end(admin, idOf(admin))))
    expect(outcomes.filter(outcome => outcome.ok)).toHaveLength(2)
    expect(outcomes).toContainEqual({ ok: false, code: 'last_administrator' })
    const left = admins[outcomes.findIndex(outcome => !outcome.ok)]!
    expect(await change(left, idOf(left), { role: 'auditor' })).toEqual({ ok: false, code: 'last_administrator' })
    expect(await db.query('DELETE FROM identity.staff WHERE id = $1', [left.personId]).catch(sqlState)).toBe('RF002')
  })
})

describe('who leaves', () => {
  test('is signed out at once, has no passkey or invitation left, and can not be found [S10]', async () => {
    const [admin, lead] = [await hire('administrator'), await hire('shiftLead', storeId)]
    const proof = { personId: lead.personId, kind: 'staff', proof: 'passkey', provedMs: testNow } as const
    await beginSession(db, proof, { clientId: 'app.till', deviceName: 'Till' }, testNow)
    const token = (await db.transaction(tx => inviteStaff(tx, lead.personId, testNow)))!
    expect(await done(end(admin, idOf(lead)))).toMatchObject({ status: 'inactive' })
    expect(await listSessions(db, lead.personId, undefined, testNow)).toEqual([])
    expect(await findInvited(db, token, testNow)).toBeUndefined()
    expect(await findPerson(db, lead.personId)).toBeUndefined()
    expect(await end(admin, idOf(lead))).toMatchObject({ ok: true, replayed: true })
    expect(await change(admin, idOf(lead), { role: 'support' })).toEqual({ ok: false, code: 'not_found' })
  })
})

test('a store manager sees the own store, others all', async () => {
  const [manager, admin] = [await hire('storeManager', storeId), await hire('administrator')]
  await hire('cashier', newId())
  expect((await list(manager)).map(({ id }) => id)).toEqual([idOf(manager)])
  expect(await list(admin)).toHaveLength(3)
})

test('an invitation is sent again at most five times a day; the one before is dead', async () => {
  const admin = await hire('administrator')
  const { staff } = await done(create(admin, ada))
  const again = () => routes.inviteStaff(callOf<'inviteStaff'>(admin, { params: { id: staff.id } }))
  for (let i = 0; i < 4; i++) expect(await again()).toMatchObject({ ok: true })
  expect(await again()).toEqual({ ok: false, code: 'resend_limit_reached' })
})

describe('who leaves', () => {
  test('leaves nothing behind that could still be approved, by themselves under another name least of all [A9] [S10]', async () => {
    const [boss, other] = [await hire('administrator'), await hire('administrator')]
    const finance = await hire('finance')
    const { approval, staff } = await done(create(other, { ...ada, role: 'administrator' }))
    const refund = newId()
    await db.transaction(tx =>
      requestApproval(tx, {
        kind: 'refund',
        subject: toTypeId('pay', refund),
        reason: 'wrong order',
        payload: {},
        by: { id: finance.personId, name: finance.name },
        atMs: testNow,
        idempotency: { clientId: finance.personId, key: 'one', fingerprint: '0'.repeat(32) },
      }),
    )
    await done(end(boss, idOf(finance)))
    await done(end(boss, idOf(other)))
    const rows = await db.query('SELECT status, decided_by FROM approvals.approvals')
    expect(rows).toEqual(Array.from({ length: 2 }, () => ({ status: 'declined', decided_by: boss.personId })))
    expect(await decide(await hire('administrator'), approval!)).toEqual({ ok: false, code: 'approval_closed' })
    expect((await list(boss)).find(({ id }) => id === staff.id)).toMatchObject({ status: 'inactive' })
  })
  test('and ends their own access, withdraws what they asked for', async () => {
    const [, self] = [await hire('administrator'), await hire('administrator')]
    await done(create(self, { ...ada, role: 'administrator' }))
    await done(end(self, idOf(self)))
    expect(await db.query('SELECT status FROM approvals.approvals')).toEqual([{ status: 'withdrawn' }])
  })
})

describe('break-glass', () => {
  const grant = (staffId: Uuid, atMs: number) => {
    const told: unknown[] = []
    const emergency = breakGlass(db, masterKey, {
      staffId,
      reason: 'Nobody else can be reached',
      by: 'root',
      atMs,
      timeZone: 'America/New_York',
      record: async (_, what) => void told.push(what),
    })
    return emergency.then(granted => ({ granted, told }))
  }
  test('makes an administrator for an hour, tells all of them, and ends by itself [S10]', async () => {
    const [admin, lead] = [await hire('administrator'), await hire('shiftLead', storeId)]
    const now = Date.now()
    const { granted, told } = await grant(lead.personId, now)
    expect(granted).toMatchObject({ name: 'A shiftLead', endsMs: now + 3_600_000, told: 2 })
    expect(told).toEqual([{ staff: idOf(lead), endsMs: now + 3_600_000 }])
    expect(await mails()).toEqual(['emergency', 'emergency'])
    expect(await findPerson(db, lead.personId)).toEqual({
      id: lead.personId,
      name: 'A shiftLead',
      role: 'administrator',
      storeId: undefined,
    })
    const shown = await done(routes.listEmergencies({ ...callOf<'listEmergencies'>(admin, {}), nowMs: now }))
    expect(shown.data).toMatchObject([{ name: 'A shiftLead', reason: 'Nobody else can be reached' }])
    await db.query(
      `UPDATE identity.emergencies SET granted_at = now() - interval '56 minutes', ends_at = now() + interval '4 minutes'`,
    )
    expect(await findPerson(db, lead.personId)).toMatchObject({ role: 'shiftLead', storeId })
  })
  test('lasts no longer than an hour, says the database, and the server can not declare one [S10]', async () => {
    const lead = await hire('shiftLead', storeId)
    const longer = db.query(
      `INSERT INTO identity.emergencies VALUES ($1, $2, 'because', 'root', now(), now() + interval '61 minutes')`,
      [newId(), lead.personId],
    )
    expect(await longer.catch(sqlState)).toBe('23514')
    const [may] = await db.query<{ may: boolean }>(
      `SELECT has_table_privilege('ringfence_app', 'identity.emergencies', 'INSERT') AS may`,
    )
    expect(may).toEqual({ may: false })
  })
  test('is for people who work here now', async () => {
    const [admin, lead] = [await hire('administrator'), await hire('shiftLead', storeId)]
    await done(end(admin, idOf(lead)))
    expect((await grant(lead.personId, Date.now())).granted).toBeUndefined()
    expect((await grant(newId(), Date.now())).granted).toBeUndefined()
  })
})
