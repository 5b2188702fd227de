import { offlineGenesis } from '@ringfence/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type Chain,
  decideLink,
  lateDecline,
  limitsSpan,
  newChain,
  type OfflineFacts,
  reasonOf,
} from './offline-rules.ts'

const hour = 3_600_000
const now = 1_800_000_000_000
const chain: Chain = { sequence: 3, head: 'h3', lastTakenMs: now - hour, gapAccepted: false }
const link = { sequence: 4, previous: 'h3', hash: 'h4' }
const permission = { enabled: true, perAccount: 1_000n, terminalSum: 3_000n, terminalCount: 5, windowHours: 12 }
const facts: OfflineFacts = {
  amount: 400n,
  takenMs: now - hour,
  receivedMs: now,
  lastTakenMs: now - hour,
  permission,
  nearby: { count: 4, sum: 2_600n, fromDevice: 600n },
}
const declined = (changed: Partial<OfflineFacts>) => lateDecline({ ...facts, ...changed })
const limited = (changed: Partial<OfflineFacts['nearby']>) => declined({ nearby: { ...facts.nearby, ...changed } })

test('the next payment of a chain is the one that carries the next number and names the last hash [2.6]', () => {
  expect(decideLink(chain, link, undefined)).toEqual({ kind: 'next' })
  expect(decideLink(newChain, { sequence: 1, previous: offlineGenesis, hash: 'h1' }, undefined)).toEqual({
    kind: 'next',
  })
})

test('the same payment again is known; another under its number is refused [2.6]', () => {
  expect(decideLink(chain, { sequence: 3, previous: 'h2', hash: 'h3' }, 'h3')).toEqual({ kind: 'again' })
  expect(decideLink(chain, { sequence: 3, previous: 'h2', hash: 'other' }, 'h3')).toEqual({
    kind: 'refused',
    flag: 'altered',
  })
})

test('a payment that leaves numbers out, comes before its turn or names another hash is refused [2.6]', () => {
  const refused = (flag: string) => ({ kind: 'refused', flag })
  expect(decideLink(chain, { ...link, sequence: 5 }, undefined)).toEqual(refused('missing_before'))
  expect(decideLink(chain, { ...link, previous: 'h2' }, undefined)).toEqual(refused('out_of_order'))
  expect(decideLink(chain, { ...link, sequence: 3 }, undefined)).toEqual(refused('out_of_order'))
  expect(decideLink(chain, { ...link, sequence: 2 }, undefined)).toEqual(refused('out_of_order'))
})

test('a gap that the manager has accepted lets numbers be left out, but never goes back', () => {
  const given = { ...chain, gapAccepted: true }
  expect(decideLink(given, { ...link, sequence: 9, previous: 'lost' }, undefined)).toEqual({ kind: 'next' })
  expect(decideLink(given, { ...link, sequence: 3 }, undefined)).toEqual({ kind: 'refused', flag: 'out_of_order' })
})

test('a till takes nothing offline that nobody has allowed at the time [2.6]', () => {
  expect(lateDecline(facts)).toBeUndefined()
  expect(declined({ permission: undefined })).toBe('not_allowed')
  expect(declined({ permission: { ...permission, enabled: false } })).toBe('not_allowed')
})

test('the recorded time lies within the offline window, not ahead of us, and not before the payment before [2.6]', () => {
  const at = (takenMs: number) => declined({ takenMs, lastTakenMs: undefined })
  expect(at(now - 12 * hour)).toBeUndefined()
  expect(at(now - 12 * hour - 1)).toBe('out_of_window')
  expect(at(now + 60_000)).toBeUndefined()
  expect(at(now + 60_001)).toBe('out_of_window')
  expect(declined({ lastTakenMs: facts.takenMs + 1 })).toBe('out_of_window')
})

test('floor limits hold to the unit: for the device, in all, and by number [2.6]', () => {
  expect(limited({ fromDevice: 601n })).toBe('limit_exceeded')
  expect(limited({ sum: 2_601n })).toBe('limit_exceeded')
  expect(limited({ count: 5 })).toBe('limit_exceeded')
  expect(declined({ amount: 401n })).toBe('limit_exceeded')
})

test('limits hold over a day, to both sides', () => {
  expect(limitsSpan(now)).toEqual({ fromMs: now - 24 * hour, toMs: now + 24 * hour })
})

test('whatever comes, what is accepted in turn never passes a limit', () => {
  const offers = fc.array(fc.record({ amount: fc.bigInt(1n, 900n), device: fc.constantFrom('a', 'b', 'c') }), {
    maxLength: 30,
  })
  fc.assert(
    fc.property(offers, list => {
      const accepted: { amount: bigint; device: string }[] = []
      const sumOf = (some: { amount: bigint }[]) => some.reduce((sum, { amount }) => sum + amount, 0n)
      for (const { amount, device } of list) {
        const fromDevice = sumOf(accepted.filter(one => one.device === device))
        const nearby = { count: accepted.length, sum: sumOf(accepted), fromDevice }
        if (lateDecline({ ...facts, amount, nearby }) === undefined) accepted.push({ amount, device })
      }
      expect(accepted.length).toBeLessThanOrEqual(5)
      expect(sumOf(accepted)).toBeLessThanOrEqual(3_000n)
      for (const device of ['a', 'b', 'c']) {
        expect(sumOf(accepted.filter(one => one.device === device))).toBeLessThanOrEqual(1_000n)
      }
    }),
    { seed: 20261122 },
  )
})

test('a refusal of the commit is told as it is; one that no manager knows means that the code leads nowhere', () => {
  expect(reasonOf('insufficient_funds')).toBe('insufficient_funds')
  expect(reasonOf('code_used')).toBe('code_used')
  expect(reasonOf('not_found')).toBe('code_invalid')
})
