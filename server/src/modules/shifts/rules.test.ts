import { takingTenders } from '@ringfence/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { newId } from '../../kernel/ids.ts'
import { type CashMoved, expectedCash, netOf, reportOf, type Taking, type TakingKind, totalTakings } from './rules.ts'

const taking = (kind: TakingKind, amount: bigint, part: Partial<Taking> = {}): Taking => ({
  id: newId(),
  kind,
  terminalId: newId(),
  staffId: undefined,
  currency: 'USD',
  atMs: 0,
  amount,
  tip: 0n,
  tenders: [{ tender: 'cash', amount }],
  ...part,
})

test('cash in, cash out and cash moved by hand make what the drawer should hold [2.7]', () => {
  const takings = [
    taking('load', 2_000n),
    taking('payment', 900n, {
      tenders: [
        { tender: 'storedValue', amount: 500n },
        { tender: 'cash', amount: 400n },
      ],
    }),
    taking('giftSale', 5_000n),
    taking('refund', 300n),
    taking('loadUndone', 1_000n),
    taking('giftRefund', 500n),
    taking('tip', 70n),
  ]
  const moved: CashMoved[] = [
    { kind: 'payIn', amount: 250n },
    { kind: 'payOut', amount: 40n },
    { kind: 'bankDrop', amount: 3_000n },
  ]
  expect(expectedCash(10_000n, takings, moved)).toBe(
    10_000n + 2_000n + 400n + 5_000n - 300n - 1_000n - 500n + 70n + 250n - 40n - 3_000n,
  )
  expect(netOf(takings, 'storedValue')).toBe(500n)
  expect(netOf(takings, 'card')).toBe(0n)
  expect(netOf(takings, 'giftCard')).toBe(0n)
})

test('each kind has its own total; a tip given later adds to the payments without being one', () => {
  const takings = [
    taking('payment', 900n, { tip: 100n }),
    taking('payment', 100n),
    taking('tip', 50n, { tip: 50n }),
    taking('refund', 200n),
    taking('load', 2_000n),
    taking('loadUndone', 30n),
    taking('giftSale', 40n),
    taking('giftRefund', 5n),
  ]
  expect(totalTakings(takings)).toEqual({
    payments: { count: 2, amount: 1_050 },
    tips: 150,
    refunds: { count: 1, amount: 200 },
    loads: { count: 1, amount: 2_000 },
    loadsUndone: { count: 1, amount: 30 },
    giftSales: { count: 1, amount: 40 },
    giftRefunds: { count: 1, amount: 5 },
    tenders: { storedValue: 0, giftCard: 0, cash: 1_050 - 200 + 2_000 - 30 + 40 - 5, card: 0 },
  })
})

test('over or short is counted less expected, and absent from the report of an open shift [2.7]', () => {
  const shift = { currency: 'USD', float: 1_000n, takings: [taking('load', 500n)], moved: [], nameOf: () => undefined }
  const cash = (counted: bigint | undefined) => reportOf({ ...shift, counted }).cash
  expect(cash(1_450n)).toMatchObject({ float: 1_000, takings: 500, expected: 1_500, counted: 1_450, overShort: -50 })
  expect(cash(1_510n)).toMatchObject({ counted: 1_510, overShort: 10 })
  expect(cash(0n)).toMatchObject({ counted: 0, overShort: -1_500 })
  expect(cash(undefined)).toMatchObject({ expected: 1_500, counted: null, overShort: null })
})

test('what was moved by hand is told apart', () => {
  const moved: CashMoved[] = [
    { kind: 'payIn', amount: 1n },
    { kind: 'payIn', amount: 2n },
    { kind: 'payOut', amount: 4n },
    { kind: 'bankDrop', amount: 8n },
  ]
  const report = reportOf({ currency: 'USD', float: 20n, takings: [], moved, counted: 11n, nameOf: () => undefined })
  expect(report.cash).toEqual({
    float: 20,
    takings: 0,
    payIns: 3,
    payOuts: 4,
    bankDrops: 8,
    expected: 11,
    counted: 11,
    overShort: 0,
  })
})

test('takings are told apart by cashier, in the order of names, those of nobody last [2.7]', () => {
  const [ana, jo, ghost] = [newId(), newId(), newId()]
  const takings = [
    taking('payment', 1n),
    taking('payment', 2n, { staffId: jo }),
    taking('payment', 4n, { staffId: ana }),
    taking('load', 8n, { staffId: jo }),
    taking('payment', 16n, { staffId: ghost }),
  ]
  const names = new Map([
    [jo, 'Jo'],
    [ana, 'Ana'],
  ])
  const report = reportOf({
    currency: 'USD',
    float: 0n,
    takings,
    moved: [],
    counted: undefined,
    nameOf: id => names.get(id),
  })
  expect(report.byCashier.map(({ cashier, takings: t }) => [cashier, t.payments.amount, t.loads.amount])).toEqual([
    ['Ana', 4, 0],
    ['Jo', 2, 8],
    ['', 1, 0],
    ['', 16, 0],
  ])
})

test('cashiers stand in the order of their names, whoever took money first', () => {
  const staff = ['Ana', 'Bo', 'Jo', 'Mia', undefined].map(name => ({ id: newId(), name }))
  fc.assert(
    fc.property(fc.shuffledSubarray(staff, { minLength: staff.length }), inTurn => {
      const { byCashier } = reportOf({
        currency: 'USD',
        float: 0n,
        takings: inTurn.map(({ id }) => taking('payment', 1n, { staffId: id })),
        moved: [],
        counted: undefined,
        nameOf: id => staff.find(one => one.id === id)?.name,
      })
      expect(byCashier.map(({ cashier }) => cashier)).toEqual(['Ana', 'Bo', 'Jo', 'Mia', ''])
    }),
    { seed: 20261122 },
  )
})

test('whatever was taken: tenders add up to what came in less what went out, and cashiers to the whole', () => {
  const kinds = ['payment', 'tip', 'refund', 'load', 'loadUndone', 'giftSale', 'giftRefund'] as const
  const staff = [newId(), newId(), undefined]
  const some = fc.record({
    kind: fc.constantFrom(...kinds),
    parts: fc.array(fc.tuple(fc.constantFrom(...takingTenders), fc.bigInt(1n, 10_000n)), {
      minLength: 1,
      maxLength: 4,
    }),
    staffId: fc.constantFrom(...staff),
  })
  fc.assert(
    fc.property(fc.array(some, { maxLength: 30 }), list => {
      const takings = list.map(({ kind, parts, staffId }) =>
        taking(
          kind,
          parts.reduce((sum, [, amount]) => sum + amount, 0n),
          { staffId, tenders: parts.map(([tender, amount]) => ({ tender, amount })) },
        ),
      )
      const { takings: all, byCashier } = reportOf({
        currency: 'USD',
        float: 0n,
        takings,
        moved: [],
        counted: undefined,
        nameOf: () => 'x',
      })
      const net = Object.values(all.tenders).reduce((sum, amount) => sum + amount, 0)
      const incoming = all.payments.amount + all.loads.amount + all.giftSales.amount
      const outgoing = all.refunds.amount + all.loadsUndone.amount + all.giftRefunds.amount
      expect(net).toBe(incoming - outgoing)
      const sums = byCashier.reduce((sum, part) => sum + part.takings.payments.amount, 0)
      expect(sums).toBe(all.payments.amount)
    }),
    { seed: 20261122 },
  )
})
