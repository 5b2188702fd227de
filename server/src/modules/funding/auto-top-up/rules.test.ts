import { expect, test } from 'vitest'
import { step } from './rules.ts'
import type { Account, Event, Limits, Outcome, Rule, State } from './state.ts'

const minute = 60_000
const hour = 60 * minute
const noon = Date.parse('2026-11-18T17:00:00Z') // in New York, a Wednesday
const limits: Limits = {
  timeZone: 'America/New_York',
  noticeMs: hour,
  coolDownMs: 10 * minute,
  chargesPerDay: 3,
  amountPerDay: 6_000n,
  backOffMs: [2 * hour, 24 * hour],
  askAgainMs: minute,
}
const rule: Rule = { amount: 2_000n, trigger: { type: 'threshold', threshold: 500n }, paymentMethodId: 'visa' }
const weekly: Rule = { ...rule, trigger: { type: 'weekly', weekday: 4 } } // tomorrow at eight
const thursday = Date.parse('2026-11-19T13:00:00Z')
const low: Account = { balance: 499n, ceiling: 10_000n, frozen: false }
const told = noon + hour

/** Runs events through the machine; what came of the last one. */
function run(...events: Event[]) {
  let last: ReturnType<typeof step>
  for (const event of events) last = step(last?.state, event, limits)
  return last!
}
function after(state: State, event: Event) {
  return step(state, event, limits)!
}
const set = (of: Rule = rule, atMs = noon): Event => ({ type: 'set', rule: of, atMs })
const remove: Event = { type: 'remove', atMs: told }
const look = (atMs: number, account: Partial<Account> = {}): Event => ({
  type: 'look',
  account: { ...low, ...account },
  atMs,
})
const answer = (
  outcome: Outcome,
  atMs: number,
  attempt = 1,
  reason = outcome === 'declined' ? 'No money.' : undefined,
) => ({ type: 'answer', attempt, outcome, reason, atMs }) satisfies Event
const charging = run(set(), look(told)).state
const kindsOf = (found: { effects: readonly { type: string }[] }) =>
  found.effects.map(effect => ('notice' in effect ? (effect.notice as { kind: string }).kind : effect.type))

test('the customer is told when a rule is set, and the first charge comes no sooner than the notice [3.3]', () => {
  const { state, effects } = run(set())
  const notice = { kind: 'announced', attempt: undefined, amount: 2_000n, paymentMethodId: 'visa', reason: undefined }
  expect(effects).toEqual([{ type: 'tell', notice }])
  expect(state).toMatchObject({ status: 'on', version: 1, attempts: 0, declinesInARow: 0, wakeAtMs: told })
  expect(state.day).toEqual({ number: Date.UTC(2026, 10, 18) / (24 * hour), charges: 0, amount: 0n })
  const early = after(state, look(told - 1))
  expect(early).toMatchObject({ state: { blocked: 'notice', wakeAtMs: told, charge: undefined }, effects: [] })
  expect(kindsOf(after(early.state, look(told)))).toEqual(['charge'])
})

test('a balance below the threshold is charged, one at the threshold is not [3.3]', () => {
  const { state } = run(set())
  const charge = { attempt: 1, version: 1, amount: 2_000n, paymentMethodId: 'visa', atMs: told, askAtMs: told + minute }
  const due = after(state, look(told))
  expect(due.effects).toEqual([{ type: 'charge', charge }])
  expect(due.state).toMatchObject({ charge, attempts: 1, wakeAtMs: told + minute, blocked: undefined })
  expect(due.state.day).toMatchObject({ charges: 1, amount: 2_000n })
  const calm = after(state, look(told, { balance: 500n }))
  expect(calm).toMatchObject({ state: { charge: undefined, wakeAtMs: undefined, blocked: undefined }, effects: [] })
})

test('one charge is in flight: a look in the meantime begins none, and asks again only when it is time [3.3]', () => {
  const early = after(charging, look(told + minute - 1))
  expect(early).toMatchObject({
    state: { charge: charging.charge!, wakeAtMs: told + minute, attempts: 1 },
    effects: [],
  })
  const again = after(charging, look(told + minute, { frozen: true, balance: 9_999n }))
  const charge = { ...charging.charge!, askAtMs: told + 2 * minute }
  expect(again.effects).toEqual([{ type: 'charge', charge }])
  expect(again.state).toMatchObject({ charge, wakeAtMs: told + 2 * minute, attempts: 1, day: { charges: 1 } })
})

test('a charge that succeeds is told, and the next waits for the cool-down [3.3]', () => {
  const done = after(charging, answer('succeeded', told + 5))
  const notice = { kind: 'charged', attempt: 1, amount: 2_000n, paymentMethodId: 'visa', reason: undefined }
  expect(done.effects).toEqual([{ type: 'tell', notice }])
  const rest = told + 5 + 10 * minute
  expect(done.state).toMatchObject({ charge: undefined, wakeAtMs: rest, last: { outcome: 'succeeded' } })
  expect(after(done.state, look(rest - 1))).toMatchObject({
    state: { blocked: 'coolDown', wakeAtMs: rest },
    effects: [],
  })
  const next = after(done.state, look(rest))
  expect(next.effects).toMatchObject([{ type: 'charge', charge: { attempt: 2 } }])
  expect(next.state.day).toMatchObject({ charges: 2, amount: 4_000n })
})

test('an answer that comes twice, late or for another charge changes nothing [3.3]', () => {
  const done = after(charging, answer('succeeded', told + 5)).state
  expect(after(done, answer('succeeded', told + 6))).toEqual({ state: done, effects: [] })
  expect(after(charging, answer('declined', told + 6, 2))).toEqual({ state: charging, effects: [] })
  const second = after(done, look(told + hour)).state
  expect(after(second, answer('declined', told + hour, 1))).toEqual({ state: second, effects: [] })
})

test('declines are told, back off longer each time, and switch the rule off with the reason [3.3]', () => {
  const first = after(charging, answer('declined', told))
  const notice = { attempt: 1, amount: 2_000n, paymentMethodId: 'visa', reason: 'No money.' }
  expect(first.effects).toEqual([{ type: 'tell', notice: { kind: 'declined', ...notice } }])
  expect(first.state).toMatchObject({ status: 'on', declinesInARow: 1, blocked: 'declined', wakeAtMs: told + 2 * hour })
  expect(first.state.day).toMatchObject({ charges: 1, amount: 0n })
  expect(first.state.last).toMatchObject({ outcome: 'declined', reason: 'No money.' })
  expect(kindsOf(after(first.state, look(told + 2 * hour - 1)))).toEqual([])
  const second = after(after(first.state, look(told + 2 * hour)).state, answer('declined', told + 2 * hour, 2)).state
  expect(second).toMatchObject({ declinesInARow: 2, wakeAtMs: told + 26 * hour })
  const third = after(after(second, look(told + 26 * hour)).state, answer('declined', told + 26 * hour, 3))
  expect(third.effects).toEqual([{ type: 'tell', notice: { ...notice, kind: 'switchedOff', attempt: 3 } }])
  expect(third.state).toMatchObject({ status: 'off', declinesInARow: 3, wakeAtMs: undefined, charge: undefined })
  expect(after(third.state, look(told + 100 * hour))).toMatchObject({ state: { status: 'off' }, effects: [] })
})

test('a card that will never work again switches the rule off at once [3.3]', () => {
  const off = after(charging, answer('declinedForGood', told))
  expect(kindsOf(off)).toEqual(['switchedOff'])
  expect(off.state).toMatchObject({ status: 'off', declinesInARow: 1, wakeAtMs: undefined, day: { amount: 0n } })
})

test('a success between declines starts the count again [3.3]', () => {
  const declined = after(charging, answer('declined', told)).state
  const charged = after(after(declined, look(told + 2 * hour)).state, answer('succeeded', told + 2 * hour, 2)).state
  expect(charged).toMatchObject({ declinesInARow: 0, notBefore: { reason: 'coolDown' } })
})

test('a bank that wants the customer switches the rule to "needs you" and tells [3.3]', () => {
  const asked = after(charging, answer('authenticationRequired', told))
  expect(kindsOf(asked)).toEqual(['needsYou'])
  expect(asked.state).toMatchObject({ status: 'needsYou', declinesInARow: 0, wakeAtMs: undefined, day: { amount: 0n } })
  expect(after(asked.state, look(told + hour))).toMatchObject({ state: { wakeAtMs: undefined }, effects: [] })
  const again = after(asked.state, set(rule, told + hour))
  expect(kindsOf(again)).toEqual(['announced'])
  expect(again.state).toMatchObject({ status: 'on', version: 2, wakeAtMs: told + 2 * hour })
})

test('no charge would pass the maximum balance: a threshold waits for the balance to fall [3.3]', () => {
  const { state } = run(set())
  const full = after(state, look(told, { ceiling: 2_498n }))
  expect(full).toMatchObject({ state: { blocked: 'balanceMaximum', wakeAtMs: undefined }, effects: [] })
  expect(kindsOf(after(state, look(told, { ceiling: 2_499n })))).toEqual(['charge'])
  expect(kindsOf(after(state, look(told, { ceiling: null })))).toEqual(['charge'])
  const empty = after(full.state, look(told, { balance: 600n }))
  expect(empty.state.blocked).toBeUndefined()
})

test('a frozen account is not charged [3.3]', () => {
  const { state } = run(set())
  const frozen = after(state, look(told, { frozen: true }))
  expect(frozen).toMatchObject({ state: { blocked: 'accountFrozen', wakeAtMs: undefined }, effects: [] })
})

test('the day has a number of charges, declined ones too, and begins again at local midnight [3.3]', () => {
  let { state } = charging && { state: charging }
  for (let attempt = 1; attempt <= 3; attempt++) {
    state = after(state, answer('succeeded', told + attempt * hour, attempt)).state
    const small = { ...state, rule: { ...rule, amount: 1n } }
    const looked = after(small, look(told + attempt * hour + 30 * minute))
    if (attempt < 3) state = looked.state
    else {
      expect(looked).toMatchObject({ state: { blocked: 'dailyLimit', attempts: 3 }, effects: [] })
      const midnight = Date.parse('2026-11-19T05:00:00Z')
      expect(looked.state.wakeAtMs).toBe(midnight)
      expect(kindsOf(after(looked.state, look(midnight - 1)))).toEqual([])
      const morning = after(looked.state, look(midnight))
      expect(kindsOf(morning)).toEqual(['charge'])
      expect(morning.state.day).toMatchObject({ charges: 1, amount: 1n })
    }
  }
})

test("the day's sum is never passed; what was declined does not count to it [3.3]", () => {
  const big = { ...rule, amount: 3_001n }
  const first = run(set(big), look(told), answer('succeeded', told)).state
  const second = after(first, look(told + hour))
  expect(second).toMatchObject({ state: { blocked: 'dailyLimit', attempts: 1, day: { amount: 3_001n } }, effects: [] })
  const exact = { ...first, rule: { ...rule, amount: 2_999n } }
  expect(kindsOf(after(exact, look(told + hour)))).toEqual(['charge'])
  const declined = run(set(big), look(told), answer('declined', told)).state
  expect(kindsOf(after(declined, look(told + 2 * hour)))).toEqual(['charge'])
})

test('a date rule is charged on its date, whatever the balance, and then waits for the next [3.3]', () => {
  const { state } = run(set(weekly))
  expect(state).toMatchObject({ nextDateMs: thursday, wakeAtMs: thursday })
  const early = after(state, look(thursday - 1, { balance: 0n }))
  expect(early).toMatchObject({ state: { wakeAtMs: thursday, blocked: undefined }, effects: [] })
  const due = after(state, look(thursday, { balance: 7_000n }))
  expect(kindsOf(due)).toEqual(['charge'])
  expect(due.state.nextDateMs).toBe(thursday)
  for (const answeredMs of [thursday, thursday + 5]) {
    const done = after(due.state, answer('succeeded', answeredMs)).state
    expect(done).toMatchObject({ nextDateMs: thursday + 168 * hour, wakeAtMs: thursday + 168 * hour })
  }
})

test('a declined date is tried again after the back-off, not a week later [3.3]', () => {
  const declined = run(set(weekly), look(thursday), answer('declined', thursday)).state
  expect(declined).toMatchObject({ nextDateMs: thursday, wakeAtMs: thursday + 2 * hour })
  expect(kindsOf(after(declined, look(thursday + 2 * hour)))).toEqual(['charge'])
})

test('a date that an account can not take is let go by, and told [3.3]', () => {
  const { state } = run(set(weekly))
  for (const [reason, account] of [
    ['balanceMaximum', { balance: 9_000n }],
    ['accountFrozen', { frozen: true }],
  ] as const) {
    const skipped = after(state, look(thursday, account))
    const notice = { kind: 'skipped', attempt: undefined, amount: 2_000n, paymentMethodId: 'visa', reason }
    expect(skipped.effects).toEqual([{ type: 'tell', notice }])
    const next = thursday + 168 * hour
    expect(skipped.state).toMatchObject({ nextDateMs: next, wakeAtMs: next, blocked: undefined, charge: undefined })
  }
})

test('dates that passed while nobody looked are charged once [3.3]', () => {
  const late = thursday + 5 * 168 * hour + hour
  const done = run(set(weekly), look(late), answer('succeeded', late)).state
  expect(done).toMatchObject({ attempts: 1, nextDateMs: thursday + 6 * 168 * hour })
})

test('an account that refuses a charge is not a decline: nothing was charged, and nothing is told but a date let go by', () => {
  const refused = after(charging, answer('refused', told))
  expect(refused.effects).toEqual([])
  expect(refused.state).toMatchObject({ charge: undefined, blocked: 'balanceMaximum', declinesInARow: 0, status: 'on' })
  expect(refused.state).toMatchObject({ wakeAtMs: undefined, day: { charges: 1, amount: 0n } })
  expect(kindsOf(run(set(weekly), look(thursday), answer('refused', thursday)))).toEqual(['skipped'])
})

test('the same rule again changes nothing while it is on', () => {
  for (const same of [rule, weekly, { ...rule, trigger: { type: 'monthly', day: 3 } } as const]) {
    const { state } = run(set(same))
    expect(after(state, set({ ...same, trigger: { ...same.trigger } }, noon + 5))).toEqual({ state, effects: [] })
  }
})

test.each<[string, Rule, Rule]>([
  ['amount', rule, { ...rule, amount: 2_001n }],
  ['card', rule, { ...rule, paymentMethodId: 'amex' }],
  ['threshold', rule, { ...rule, trigger: { type: 'threshold', threshold: 501n } }],
  ['kind of trigger', rule, weekly],
  ['weekday', weekly, { ...weekly, trigger: { type: 'weekly', weekday: 5 } }],
  ['day', { ...rule, trigger: { type: 'monthly', day: 4 } }, { ...rule, trigger: { type: 'monthly', day: 5 } }],
  [
    'week to month',
    { ...rule, trigger: { type: 'weekly', weekday: 4 } },
    { ...rule, trigger: { type: 'monthly', day: 4 } },
  ],
])('another %s is a change, and told before it is charged [3.3]', (_what, before, changed) => {
  const { state, effects } = after(run(set(before)).state, set(changed, noon + 5))
  expect(effects).toMatchObject([{ type: 'tell', notice: { kind: 'announced', amount: changed.amount } }])
  expect(state).toMatchObject({ version: 2, rule: changed, notBefore: { atMs: noon + 5 + hour, reason: 'notice' } })
})

test('a change while a charge is in flight: the charge ends as it began, and the next is the new rule [3.3]', () => {
  const bigger = { ...rule, amount: 2_500n, paymentMethodId: 'amex' }
  const changed = after(charging, set(bigger, told + 1)).state
  expect(changed).toMatchObject({ charge: { amount: 2_000n }, attempts: 1, wakeAtMs: told + minute })
  expect(kindsOf(after(changed, look(told + minute)))).toEqual(['charge'])
  const done = after(changed, answer('succeeded', told + 2))
  expect(done.effects).toMatchObject([{ notice: { kind: 'charged', amount: 2_000n, paymentMethodId: 'visa' } }])
  expect(done.state).toMatchObject({ charge: undefined, notBefore: { atMs: told + 1 + hour, reason: 'notice' } })
  const declined = after(changed, answer('declined', told + 2))
  expect(kindsOf(declined)).toEqual(['declined'])
  expect(declined.state).toMatchObject({ declinesInARow: 0, blocked: undefined, wakeAtMs: told + 1 + hour })
  const asked = after(changed, answer('authenticationRequired', told + 2))
  expect(kindsOf(asked)).toEqual(['declined'])
  expect(asked.state.status).toBe('on')
  expect(after(changed, answer('refused', told + 2))).toMatchObject({ state: { blocked: undefined }, effects: [] })
})

test('a change to a date while a charge is in flight does not lose the date', () => {
  const changed = after(charging, set(weekly, told + 1)).state
  expect(after(changed, answer('succeeded', told + 2)).state.nextDateMs).toBe(thursday)
})

test('a change does not shorten a cool-down, nor the back-off of the same card', () => {
  const fast = { ...limits, noticeMs: 0 }
  const charged = after(charging, answer('succeeded', told)).state
  const coolDown = { atMs: told + 10 * minute, reason: 'coolDown' }
  expect(step(charged, set({ ...rule, amount: 3_000n }, told), fast)!.state.notBefore).toEqual(coolDown)
  expect(after(charged, set({ ...rule, amount: 3_000n }, told)).state.notBefore).toEqual({
    atMs: told + hour,
    reason: 'notice',
  })
  const declined = after(charging, answer('declined', told)).state
  const sameCard = after(declined, set({ ...rule, amount: 3_000n }, told)).state
  expect(sameCard).toMatchObject({ declinesInARow: 1, notBefore: { atMs: told + 2 * hour, reason: 'declined' } })
  const otherCard = after(declined, set({ ...rule, paymentMethodId: 'amex' }, told)).state
  expect(otherCard).toMatchObject({ declinesInARow: 0, notBefore: { atMs: told + hour, reason: 'notice' } })
})

test('an earlier notice does not outlive a new one, and a success does not shorten a notice', () => {
  const again = run(set(), set({ ...rule, amount: 3_000n }, noon + 5)).state
  expect(again.notBefore).toEqual({ atMs: noon + 5 + hour, reason: 'notice' })
  const shorter = step(again, set(rule, noon + 10), { ...limits, noticeMs: minute })!.state
  expect(shorter.notBefore).toEqual({ atMs: noon + 10 + minute, reason: 'notice' })
})

test('a rule that is off starts again with a clean count, but with the attempts of the day', () => {
  const off = { ...charging, charge: undefined, status: 'off' as const, declinesInARow: 3 }
  const again = after(off, set(rule, told))
  expect(again.state).toMatchObject({ status: 'on', declinesInARow: 0, attempts: 1, day: { charges: 1 }, version: 2 })
  expect(kindsOf(again)).toEqual(['announced'])
})

test('a removed rule charges no more; its charge in flight ends and is told [3.3]', () => {
  const removed = after(charging, remove)
  expect(removed).toMatchObject({ state: { status: 'removed', version: 2, wakeAtMs: told + minute }, effects: [] })
  expect(kindsOf(after(removed.state, look(told + minute)))).toEqual(['charge'])
  const done = after(removed.state, answer('succeeded', told))
  expect(kindsOf(done)).toEqual(['charged'])
  expect(done.state).toMatchObject({ status: 'removed', wakeAtMs: undefined })
  const declined = after(removed.state, answer('declined', told))
  expect(kindsOf(declined)).toEqual(['declined'])
  expect(declined.state).toMatchObject({ status: 'removed', wakeAtMs: undefined, declinesInARow: 0 })
  expect(after(done.state, look(told + hour))).toMatchObject({ state: { wakeAtMs: undefined }, effects: [] })
  expect(after(removed.state, remove)).toEqual({ state: removed.state, effects: [] })
  expect(run(set(), remove).state).toMatchObject({ wakeAtMs: undefined, blocked: undefined })
  const blocked = run(set(), look(told - 1)).state
  expect(after(blocked, remove).state.blocked).toBeUndefined()
})

test('a removed rule set again keeps its numbers, so that no key of a charge comes twice', () => {
  const done = run(set(), look(told), answer('succeeded', told), remove).state
  const again = after(done, set(rule, told + minute))
  expect(kindsOf(again)).toEqual(['announced'])
  expect(again.state).toMatchObject({ status: 'on', attempts: 1, version: 3, last: { outcome: 'succeeded' } })
  expect(after(again.state, look(told + 2 * hour)).effects).toMatchObject([{ charge: { attempt: 2, version: 3 } }])
})

test('there is nothing to look at, answer or remove without a rule', () => {
  for (const event of [look(told), answer('succeeded', told), remove]) {
    expect(step(undefined, event, limits)).toBeUndefined()
  }
})
