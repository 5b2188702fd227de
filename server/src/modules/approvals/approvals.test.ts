import type { Approval, OperationId } from '@ringfence/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  addTestCustomer,
  addTestStore,
  currency,
  type TestCustomer,
  type TestStore,
  testKey,
} from '../../../test/brand.ts'
import { proved } from '../../../test/callers.ts'
import { callOf, cashierOf, shaped } from '../../../test/calls.ts'
import { testDatabase } from '../../../test/database.ts'
import { holdRows, untilWaiting } from '../../../test/locks.ts'
import { employ } from '../../../test/staff.ts'
import { type TestTill, testNow, testRoom, testTill } from '../../../test/till.ts'
import { approvalKinds } from '../../control.ts'
import { fromTypeId, newId, toTypeId } from '../../kernel/ids.ts'
import { sqlState } from '../../platform/database.ts'
import type { Call, Caller, Outcome } from '../../platform/http.ts'
import { lockStanding } from '../identity/index.ts'
import { accountStates, proveLedger } from '../ledger/index.ts'
import { paymentsRoutes } from '../payments/index.ts'
import { walletRoutes } from '../wallet/index.ts'
import { approve } from './decide-approval.ts'
import { approvalsRoutes } from './routes.ts'
import { insertApproval } from './store.ts'

const db = await testDatabase()
const kinds = approvalKinds(testKey)
const routes = shaped({
  ...approvalsRoutes({ db, kinds, lockStanding }),
  ...paymentsRoutes(testRoom(db)),
  ...walletRoutes(db, testKey),
})
let store: TestStore
let till: TestTill
let customer: TestCustomer

beforeAll(async () => {
  store = await addTestStore(db)
  till = testTill(db, store)
  customer = await addTestCustomer(db, { balance: 2_000_000n, store })
})
afterAll(() => till.close())

const someone = (role: Caller['role'], storeId?: string): Caller => ({
  ...proved,
  role,
  personId: newId(),
  name: `A ${role}`,
  terminalId: undefined,
  storeId,
})
const cashier = () => ({ ...cashierOf(store), name: 'Jonas' })
const manager = () => someone('storeManager', store.id)

async function call<Id extends OperationId & keyof typeof routes>(id: Id, caller: Caller, parts: object) {
  if (id.startsWith('request') || id === 'approveApproval') await employ(db, caller)
  const handler = routes[id] as unknown as (call: Call<Id>) => Promise<Outcome<unknown>>
  return handler(callOf<Id>(caller, parts as never))
}
async function done<T>(outcome: Promise<Outcome<unknown>>): Promise<T> {
  const settled = await outcome
  if (!settled.ok) throw new Error(settled.code)
  return settled.value as T
}
async function paid(amount: number): Promise<string> {
  moment += 30_000 // a code of its own
  const taken = await till.pay(customer, { amount, atMs: moment })
  if (!taken.ok) throw new Error(taken.code)
  return taken.value.id!
}
let moment = testNow
const balance = async (id = customer.accountId) => (await accountStates(db, [id])).get(id)!.balance

const askRefund = (payment: string, by: Caller, body: object = { reason: 'wrong order' }) =>
  call('requestRefund', by, { params: { id: payment }, body })
const decide = (approval: Approval, by: Caller) => call('approveApproval', by, { params: { id: approval.id } })

describe('a refund above the limit', () => {
  test('is refused to one person alone, whatever their role [S10]', async () => {
    const payment = await paid(30_000)
    for (const by of [cashier(), someone('shiftLead', store.id), manager(), someone('support')]) {
      const outcome = await call('takeRefund', by, { params: { id: payment }, body: { reason: 'wrong order' } })
      expect(outcome).toEqual({ ok: false, code: 'approval_required' })
    }
  })
  test('is given once a second person approves, for what was asked [S10]', async () => {
    const payment = await paid(30_000)
    const before = await balance()
    const asked = await done<Approval>(askRefund(payment, cashier()))
    expect(asked).toMatchObject({ kind: 'refund', status: 'waiting', subject: payment, amount: 30_000, mine: true })
    expect(await balance()).toBe(before)
    const approved = await done<Approval>(decide(asked, manager()))
    expect(approved).toMatchObject({ status: 'approved', decidedBy: { name: 'A storeManager' } })
    expect(approved.result).toMatch(/^ref_/)
    expect(await balance()).toBe(before + 30_000n)
  })
  test('a cashier does not approve their own, at the till or as who they become [A9] [S10]', async () => {
    const asked = await done<Approval>(askRefund(await paid(30_000), cashier()))
    expect(await decide(asked, cashier())).toEqual({ ok: false, code: 'second_person_required' })
    const promoted = { ...cashier(), role: 'shiftLead' as const }
    expect(await decide(asked, promoted)).toEqual({ ok: false, code: 'second_person_required' })
    const emergency = { ...cashier(), role: 'administrator' as const, storeId: undefined }
    expect(await decide(asked, emergency)).toEqual({ ok: false, code: 'second_person_required' })
    const own = db.query(
      `UPDATE approvals.approvals SET status = 'approved', decided_by = requested_by, decided_by_name = '', decided_at = requested_at
        WHERE id = $1`,
      [fromTypeId('apr', asked.id)],
    )
    expect(await own.catch(sqlState)).toBe('23514')
  })
  test('another cashier, and people of another store, do not approve it', async () => {
    const elsewhere = await addTestStore(db)
    const asked = await done<Approval>(askRefund(await paid(30_000), cashier()))
    for (const by of [someone('cashier', store.id), someone('storeManager', elsewhere.id), someone('support')]) {
      expect(await decide(asked, by)).toEqual({ ok: false, code: 'not_found' })
    }
  })
  test('fifty approvals at once give one refund [S10] [A1]', async () => {
    const payment = await paid(30_000)
    const before = await balance()
    const asked = await done<Approval>(askRefund(payment, cashier()))
    const boss = manager()
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, i) => decide(asked, i % 2 === 0 ? boss : someone('finance'))),
    )
    expect(await balance()).toBe(before + 30_000n)
    const first = outcomes.filter(outcome => outcome.ok && outcome.replayed !== true)
    expect(first).toHaveLength(1)
    for (const outcome of outcomes) if (!outcome.ok) expect(outcome.code).toBe('approval_closed')
    const refunds = await db.query('SELECT FROM payments.refunds WHERE payment_id = $1', [fromTypeId('pay', payment)])
    expect(refunds).toHaveLength(1)
  })
  test('what can no longer be given stays waiting, and can be declined [A7]', async () => {
    const payment = await paid(30_000)
    const asked = await done<Approval>(askRefund(payment, cashier()))
    const lead = someone('shiftLead', store.id)
    await done(call('takeRefund', lead, { params: { id: payment }, body: { amount: 100, reason: 'one item' } }))
    expect(await decide(asked, manager())).toEqual({ ok: false, code: 'already_refunded' })
    const declined = call('declineApproval', manager(), {
      params: { id: asked.id },
      body: { reason: 'part is refunded' },
    })
    expect(await done(declined)).toMatchObject({ status: 'declined' })
    expect(await decide(asked, manager())).toEqual({ ok: false, code: 'approval_closed' })
  })
})

describe('who asked for a refund', () => {
  const asked = async () => {
    const asker = { ...cashier(), personId: newId() }
    return { asker, refund: await done<Approval>(askRefund(await paid(30_000), asker)) }
  }
  const closed = { ok: false, code: 'approval_closed' }
  test('must still work here, in a role that may ask, at that store, or nobody approves it [S10]', async () => {
    const elsewhere = await addTestStore(db)
    for (const [role, storeId, status] of [
      ['cashier', store.id, 'inactive'],
      ['marketing', null, 'active'],
      ['cashier', elsewhere.id, 'active'],
    ] as const) {
      const { asker, refund } = await asked()
      await db.query('UPDATE identity.staff SET role = $2, store_id = $3, status = $4 WHERE id = $1', [
        asker.personId,
        role,
        storeId,
        status,
      ])
      const before = await balance()
      expect(await decide(refund, manager())).toEqual(closed)
      expect(await balance()).toBe(before)
    }
  })
  test('and leaves while it is being approved, is found to have left [S10]', async () => {
    const { asker, refund } = await asked()
    const before = await balance()
    const leaving = await holdRows(db, `UPDATE identity.staff SET status = 'inactive' WHERE id = $1`, [asker.personId])
    const approving = decide(refund, manager())
    await untilWaiting(db, 1)
    await leaving.letGo()
    expect(await approving).toEqual(closed)
    expect(await balance()).toBe(before)
  })
})

describe('two people', () => {
  const placed = (person: Caller, by: Caller, atMs: number) =>
    db.query('UPDATE identity.staff SET placed_by = $2, placed_at = $3 WHERE id = $1', [
      person.personId,
      [by.personId],
      new Date(atMs),
    ])
  const longAgo = testNow - 400 * 86_400_000
  const ask = async () => {
    const asker = { ...cashier(), personId: newId() }
    const refund = await done<Approval>(askRefund(await paid(30_000), asker))
    const approver = someone('finance')
    await employ(db, approver)
    return { asker, refund, approver }
  }
  const refused = { ok: false, code: 'second_person_required' }
  test('are not an administrator and whom they have hired, whoever of both asks and however long ago [A9] [S10]', async () => {
    const [down, up] = [await ask(), await ask()]
    const before = await balance()
    await placed(down.asker, down.approver, longAgo)
    expect(await decide(down.refund, down.approver)).toEqual(refused)
    await placed(up.approver, up.asker, longAgo)
    expect(await decide(up.refund, up.approver)).toEqual(refused)
    expect(await balance()).toBe(before)
    const third = someone('storeManager', store.id)
    expect(await decide(down.refund, third)).toMatchObject({ ok: true })
  })
  test('are not two whom the same person has just hired; from the next day on they are [A9] [S10]', async () => {
    const boss = someone('administrator')
    const { asker, refund, approver } = await ask()
    await placed(asker, boss, testNow - 1)
    await placed(approver, boss, testNow - 86_399_999)
    expect(await decide(refund, approver)).toEqual(refused)
    await placed(approver, boss, testNow - 86_400_000)
    expect(await decide(refund, approver)).toMatchObject({ ok: true })
  })
})

describe('an adjustment of a balance', () => {
  const adjust = (amount: number, account = customer.accountId, key = newId()) =>
    call('requestAdjustment', someone('support'), {
      params: { id: toTypeId('acc', account) },
      body: { amount, currency, reason: 'loaded twice' },
      key,
    })
  test('gives and takes value once approved, with nothing lost on the books [S10]', async () => {
    const other = await addTestCustomer(db)
    const up = await done<Approval>(adjust(2_500, other.accountId))
    expect(await balance(other.accountId)).toBe(0n)
    await done(decide(up, someone('finance')))
    expect(await balance(other.accountId)).toBe(2_500n)
    const down = await done<Approval>(adjust(-1_000, other.accountId))
    expect(await done<Approval>(decide(down, someone('administrator')))).toMatchObject({
      result: expect.stringMatching(/^trf_/),
    })
    expect(await balance(other.accountId)).toBe(1_500n)
    expect((await proveLedger(db)).ok).toBe(true)
  })
  test('never takes more than there is', async () => {
    const poor = await addTestCustomer(db, { balance: 500n, store })
    const asked = await done<Approval>(adjust(-501, poor.accountId))
    expect(await decide(asked, someone('finance'))).toEqual({ ok: false, code: 'insufficient_funds' })
    expect(await balance(poor.accountId)).toBe(500n)
  })
  test('fifty approvals at once post it once [S10] [A1]', async () => {
    const other = await addTestCustomer(db)
    const asked = await done<Approval>(adjust(700, other.accountId))
    await Promise.all(Array.from({ length: 50 }, () => decide(asked, someone('finance'))))
    expect(await balance(other.accountId)).toBe(700n)
  })
  test('support asks but does not approve; a store manager neither', async () => {
    const asked = await done<Approval>(adjust(100))
    expect(await decide(asked, someone('support'))).toEqual({ ok: false, code: 'not_found' })
    expect(await decide(asked, manager())).toEqual({ ok: false, code: 'not_found' })
  })
  test('the same key is the same wish; with other content it is an error [A18]', async () => {
    const person = someone('support')
    const ask = (amount: number) =>
      call('requestAdjustment', person, {
        params: { id: toTypeId('acc', customer.accountId) },
        body: { amount, currency, reason: 'loaded twice' },
        key: 'one',
      })
    const first = await done<Approval>(ask(100))
    expect(await ask(100)).toMatchObject({ ok: true, replayed: true, value: { id: first.id } })
    expect(await ask(200)).toEqual({ ok: false, code: 'idempotency_key_reused' })
  })
  test("another currency, and an account that is not a customer's, are refused", async () => {
    const at = (id: string, of: string) =>
      call('requestAdjustment', someone('support'), {
        params: { id },
        body: { amount: 1, currency: of, reason: 'loaded twice' },
      })
    expect(await at(toTypeId('acc', customer.accountId), 'EUR')).toEqual({ ok: false, code: 'currency_mismatch' })
    expect(await at(toTypeId('acc', newId()), currency)).toEqual({ ok: false, code: 'not_found' })
  })
})

describe('approvals', () => {
  test('are seen by who asked, who may decide, and the auditor', async () => {
    const asker = cashier()
    const asked = await done<Approval>(askRefund(await paid(30_000), asker))
    const seenBy = async (by: Caller) => {
      const list = await done<{ data: Approval[] }>(
        call('listApprovals', by, { query: { status: 'waiting', limit: 200 } }),
      )
      return list.data.find(({ id }) => id === asked.id)
    }
    expect(await seenBy(asker)).toMatchObject({ mine: true, approvable: false })
    expect(await seenBy(manager())).toMatchObject({ mine: false, approvable: true })
    expect(await seenBy(someone('auditor'))).toMatchObject({ approvable: false })
    expect(await seenBy(someone('cashier', store.id))).toBeUndefined()
    expect(await seenBy(someone('storeManager', newId()))).toBeUndefined()
    expect(await call('getApproval', someone('support'), { params: { id: asked.id } })).toEqual({
      ok: false,
      code: 'not_found',
    })
  })
  test('are withdrawn by who asked', async () => {
    const asker = cashier()
    const asked = await done<Approval>(askRefund(await paid(30_000), asker))
    expect(await done(call('declineApproval', asker, { params: { id: asked.id } }))).toMatchObject({
      status: 'withdrawn',
    })
    expect(await decide(asked, manager())).toEqual({ ok: false, code: 'approval_closed' })
  })
  test('end after a week [S10]', async () => {
    const asked = await done<Approval>(askRefund(await paid(30_000), cashier()))
    const week = 7 * 86_400_000
    const { personId: id, role, storeId, name } = manager()
    const order = { id: fromTypeId('apr', asked.id)!, by: { id, role, storeId, name }, atMs: testNow + week }
    expect(await approve({ db, kinds, lockStanding }, order)).toEqual({ ok: false, code: 'approval_closed' })
  })
  test('of a kind that there is not yet can not be decided [S10]', async () => {
    const id = newId()
    await db.transaction(tx =>
      insertApproval(tx, {
        id,
        kind: 'rulePack',
        subject: toTypeId('stf', newId()),
        reason: 'new rules',
        payload: {},
        by: { id: newId(), name: 'Amara' },
        atMs: testNow,
        expiresMs: testNow + 1000,
        idempotency: { clientId: newId(), key: 'x', fingerprint: '0'.repeat(32) },
      }),
    )
    const outcome = await call('approveApproval', someone('administrator'), { params: { id: toTypeId('apr', id) } })
    expect(outcome).toEqual({ ok: false, code: 'not_found' })
  })
})
