import { approvalStatuses, type FourEyesKind, fourEyesKinds, staffRoles } from '@ringfence/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Uuid } from '../../kernel/ids.ts'
import {
  type ApprovalKinds,
  areIndependent,
  type Decider,
  mayDecide,
  maySee,
  refuseTwo,
  type Standing,
  statusAt,
} from './rules.ts'
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

const stands = (id: Uuid, placedBy: Uuid[] = [], placedMs?: number): Standing => ({
  id,
  role: 'finance',
  storeId: undefined,
  placedBy,
  placedMs: placedBy.length === 0 ? undefined : (placedMs ?? 0),
})

test('two people check each other unless one placed the other, or one hand placed both within a day', () => {
  const dayMs = 86_400_000
  expect(areIndependent(stands('a'), stands('b'), now)).toBe(true)
  expect(areIndependent(stands('a', ['b']), stands('b'), now)).toBe(false)
  expect(areIndependent(stands('a'), stands('b', ['c', 'a']), now)).toBe(false)
  const together = (one: number, other: number, hand = 'c') =>
    areIndependent(stands('a', ['c'], now - one), stands('b', [hand], now - other), now)
  expect(together(0, dayMs - 1)).toBe(false)
  expect(together(0, dayMs)).toBe(true)
  expect(together(0, 0, 'd')).toBe(true)
})

test('a new administrator is approved by whoever is one: it took two people to become one', () => {
  const [one, other] = [stands('a'), stands('b', ['a', 'c'])].map(each => ({ ...each, role: 'administrator' as const }))
  const wish = (kind: FourEyesKind) => refuseTwo({ kind, storeId: null }, one, other, now)
  expect(wish('administrator')).toBeUndefined()
  expect(wish('bulkLoad')).toBe('second_person_required')
})

test('who has left neither asks nor approves', () => {
  const gone = { ...stands('a'), role: undefined }
  const wish = { kind: 'bulkLoad', storeId: null } as const
  expect(refuseTwo(wish, gone, stands('b'), now)).toBe('approval_closed')
  expect(refuseTwo(wish, undefined, stands('b'), now)).toBe('approval_closed')
  expect(refuseTwo(wish, stands('b'), gone, now)).toBe('not_found')
  expect(refuseTwo(wish, stands('b'), undefined, now)).toBe('not_found')
  expect(refuseTwo(wish, stands('a'), stands('b'), now)).toBeUndefined()
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
