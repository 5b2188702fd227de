import { expect, test } from 'vitest'
import { type Action, type Deciding, decideMove, type Holder, judgeLines } from './rules.ts'

const line = (number: number, given: string, amount: bigint | undefined = 500n, problem?: string) => ({
  line: number,
  given,
  amount,
  problem,
})
const holder = (name: string, room?: bigint): [string, Holder] => [
  name,
  { customerId: `customer ${name}`, accountId: `account ${name}`, room },
]

test('a line is ready when its customer is found, has an account and room for the amount [3.2]', () => {
  const holders = new Map([holder('maya', 500n), holder('noah'), holder('full', 499n)])
  holders.set('other', { customerId: 'customer other', accountId: undefined, room: undefined })
  const lines = [line(2, 'maya'), line(3, 'noah'), line(4, 'full'), line(5, 'other'), line(6, 'nobody')]
  expect(judgeLines(lines, holders)).toEqual([
    {
      line: 2,
      given: 'maya',
      amount: 500n,
      customerId: 'customer maya',
      accountId: 'account maya',
      problem: undefined,
    },
    {
      line: 3,
      given: 'noah',
      amount: 500n,
      customerId: 'customer noah',
      accountId: 'account noah',
      problem: undefined,
    },
    expect.objectContaining({ accountId: 'account full', problem: 'The balance would pass its maximum.' }),
    expect.objectContaining({ accountId: undefined, problem: 'The customer has no account in this currency.' }),
    expect.objectContaining({ customerId: undefined, problem: 'There is no such customer.' }),
  ])
})

test('a customer who is on the list twice is loaded by the first line only, however named [3.2]', () => {
  const holders = new Map([holder('maya'), ['MAYA', holder('maya')[1]] as const, holder('full', 0n)])
  const lines = [line(1, 'maya'), line(4, 'MAYA'), line(5, 'maya'), line(6, 'full'), line(7, 'full')]
  expect(judgeLines(lines, holders).map(judged => judged.problem)).toEqual([
    undefined,
    'The same customer is on line 1.',
    'The same customer is on line 1.',
    'The balance would pass its maximum.',
    'The same customer is on line 6.',
  ])
})

test('a line that could not be read keeps its own problem, and does not stand in the way of another', () => {
  const holders = new Map([holder('maya')])
  const lines = [line(1, 'maya', undefined, 'The amount is zero.'), line(2, 'maya')]
  expect(judgeLines(lines, holders).map(judged => judged.problem)).toEqual(['The amount is zero.', undefined])
})

const statuses = ['preview', 'posting', 'done', 'cancelled', 'undoing', 'undone'] as const

test.each<[Action, string, Record<(typeof statuses)[number], string>]>([
  [
    'approve',
    'checker',
    { preview: 'posting', posting: 'closed', done: 'closed', cancelled: 'closed', undoing: 'closed', undone: 'closed' },
  ],
  [
    'approve',
    'decider',
    { preview: 'posting', posting: 'same', done: 'same', cancelled: 'closed', undoing: 'closed', undone: 'closed' },
  ],
  [
    'approve',
    'maker',
    { preview: 'second', posting: 'second', done: 'second', cancelled: 'second', undoing: 'second', undone: 'second' },
  ],
  [
    'cancel',
    'maker',
    {
      preview: 'cancelled',
      posting: 'closed',
      done: 'closed',
      cancelled: 'closed',
      undoing: 'closed',
      undone: 'closed',
    },
  ],
  [
    'cancel',
    'decider',
    { preview: 'cancelled', posting: 'closed', done: 'closed', cancelled: 'same', undoing: 'closed', undone: 'closed' },
  ],
  [
    'undo',
    'checker',
    { preview: 'closed', posting: 'closed', done: 'undoing', cancelled: 'closed', undoing: 'same', undone: 'same' },
  ],
  [
    'undo',
    'maker',
    { preview: 'closed', posting: 'closed', done: 'undoing', cancelled: 'closed', undoing: 'same', undone: 'same' },
  ],
])('%s by the %s, in each state [3.2]', (action, by, expected) => {
  for (const status of statuses) {
    const deciding: Deciding = {
      status,
      createdBy: 'maker',
      decidedBy: status === 'preview' ? null : 'decider',
      ready: 1,
    }
    const move = decideMove(deciding, action, by)
    const word = !move.ok ? (move.code === 'second_person_required' ? 'second' : 'closed') : (move.to ?? 'same')
    expect(word, status).toBe(expected[status])
  }
})

test('a list without a line that can be loaded is not approved, but can be cancelled', () => {
  const empty: Deciding = { status: 'preview', createdBy: 'maker', decidedBy: null, ready: 0 }
  expect(decideMove(empty, 'approve', 'checker')).toEqual({ ok: false, code: 'bulk_load_closed' })
  expect(decideMove(empty, 'cancel', 'checker')).toEqual({ ok: true, to: 'cancelled' })
})
