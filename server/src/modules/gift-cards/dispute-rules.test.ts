import fc from 'fast-check'
import { expect, test } from 'vitest'
import { planGiftDispute } from './dispute-rules.ts'

const holding = (accountId: string, amount: bigint) => ({ accountId, amount })

test('what is unspent goes back, wherever it is; what was spent is the loss', () => {
  const holdings = [holding('a', 300n), holding('b', 500n), holding('c', 100n)]
  expect(planGiftDispute({ amount: 2500n, disputed: 0n }, 2500n, holdings)).toEqual({
    amount: 2500n,
    parts: holdings,
    taken: 900n,
    loss: 1600n,
  })
})

test('a dispute of a part takes no more than that part', () => {
  const holdings = [holding('a', 300n), holding('b', 500n), holding('c', 100n)]
  expect(planGiftDispute({ amount: 2500n, disputed: 0n }, 400n, holdings)).toEqual({
    amount: 400n,
    parts: [holding('a', 300n), holding('b', 100n)],
    taken: 400n,
    loss: 0n,
  })
})

test('a second dispute takes what the first has left, and nothing when nothing is', () => {
  const gift = { amount: 2500n, disputed: 2000n }
  expect(planGiftDispute(gift, 2500n, [holding('a', 200n)])).toMatchObject({ amount: 500n, taken: 200n, loss: 300n })
  expect(planGiftDispute({ ...gift, disputed: 2500n }, 2500n, [holding('a', 200n)])).toBeUndefined()
  expect(planGiftDispute(gift, 0n, [])).toBeUndefined()
  expect(planGiftDispute(gift, 1n, [])).toMatchObject({ amount: 1n, taken: 0n, loss: 1n })
})

test('taken and lost are the whole, and no account gives more than it holds', () => {
  const amounts = fc.bigInt(0n, 5_000n)
  fc.assert(
    fc.property(amounts, amounts, amounts, fc.array(amounts), (amount, disputed, wanted, held) => {
      const holdings = held.map((part, i) => holding(String(i), part))
      const plan = planGiftDispute({ amount, disputed }, wanted, holdings)
      if (!plan) {
        expect(wanted === 0n || disputed >= amount).toBe(true)
        return
      }
      expect(plan.taken + plan.loss).toBe(plan.amount)
      expect(plan.parts.reduce((sum, part) => sum + part.amount, 0n)).toBe(plan.taken)
      for (const part of plan.parts) {
        expect(part.amount > 0n && part.amount <= held[Number.parseInt(part.accountId, 10)]!).toBe(true)
      }
      const all = held.reduce((sum, part) => sum + part, 0n)
      expect(plan.taken).toBe(all < plan.amount ? all : plan.amount)
    }),
  )
})
