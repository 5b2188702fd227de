import { approvalStatuses, fourEyesKinds, staffRoles } from '@ringfence/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Uuid } from '../../kernel/ids.ts'
import { type ApprovalKinds, type Decider, mayDecide, maySee, statusAt } from './rules.ts'
import type { ApprovalRow } from './store.ts'

const now = 1_800_000_000_000
const execute = async () => ({ ok: true }) as const
const kinds: ApprovalKinds = {
  refund: { approvers: ['shiftLead', 'storeManager', 'support'], execute },
  administrator: { approvers: ['administrator'], execute },
}
const approval = (part: Partial<ApprovalRow> = {}): ApprovalRow => ({
  id: 'a1',
  kind: 'refund',
  status: 'waiting',
  subject: 'pay_1',
  store_id: 's1',
  amount: null,
  currency: null,
  reason: 'spilled',
  payload: {},
  requested_by: 'p1',
  requested_by_name: 'Sam Ortiz',
  requested_at: new Date(now),
  expires_at: new Date(now + 1),
  decided_by: null,
  decided_by_name: null,
  decided_at: null,
  decline_reason: null,
  result: null,
  fingerprint: '0'.repeat(32),
  ...part,
})
const person = (role: Decider['role'], storeId?: Uuid, id = 'p2'): Decider => ({ id, role, storeId })

test('what waits expires at its instant, and what was decided never does', () => {
  expect(statusAt(approval(), now)).toBe('waiting')
  expect(statusAt(approval(), now + 1)).toBe('expired')
  expect(statusAt(approval(), now + 2)).toBe('expired')
  for (const status of approvalStatuses) {
    if (status === 'waiting' || status === 'expired') continue
    expect(statusAt(approval({ status }), now)).toBe(status)
    expect(statusAt(approval({ status }), now + 2)).toBe(status)
  }
})

test('only the roles of its kind decide, and nobody where a kind has none', () => {
  const deciders = (part: Partial<ApprovalRow>) =>
    staffRoles.filter(role => mayDecide(kinds, approval(part), person(role)))
  expect(deciders({})).toEqual(['shiftLead', 'storeManager', 'support'])
  expect(deciders({ kind: 'administrator' })).toEqual(['administrator'])
  expect(deciders({ kind: 'keyExport' })).toEqual([])
})

test('people of a store decide what happened there, and nothing of another store or of none', () => {
  expect(mayDecide(kinds, approval(), person('shiftLead', 's1'))).toBe(true)
  expect(mayDecide(kinds, approval(), person('shiftLead', 's2'))).toBe(false)
  expect(mayDecide(kinds, approval({ store_id: null }), person('shiftLead', 's1'))).toBe(false)
  expect(mayDecide(kinds, approval({ store_id: null }), person('support'))).toBe(true)
})

test('who asked sees it, whatever their role and store; an auditor sees all and decides nothing', () => {
  expect(maySee(kinds, approval(), person('cashier', 's2', 'p1'))).toBe(true)
  expect(maySee(kinds, approval(), person('cashier', 's1'))).toBe(false)
  expect(maySee(kinds, approval(), person('storeManager', 's2'))).toBe(false)
  expect(maySee(kinds, approval(), person('storeManager', 's1'))).toBe(true)
  expect(maySee(kinds, approval({ kind: 'keyExport' }), person('auditor'))).toBe(true)
  expect(mayDecide(kinds, approval({ kind: 'keyExport' }), person('auditor'))).toBe(false)
})

test('whoever may decide sees what they decide', () => {
  const somebody = fc.record({
    id: fc.constantFrom('p1', 'p2'),
    role: fc.constantFrom(...staffRoles),
    storeId: fc.constantFrom(undefined, 's1', 's2'),
  })
  const row = fc.record({ kind: fc.constantFrom(...fourEyesKinds), store_id: fc.constantFrom(null, 's1', 's2') })
  fc.assert(
    fc.property(row, somebody, (part, who) => {
      fc.pre(mayDecide(kinds, approval(part), who))
      expect(maySee(kinds, approval(part), who)).toBe(true)
    }),
  )
})
