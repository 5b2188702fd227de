/**
 * Auto top-up as a state machine: state × event → state and effects. Pure. One charge is in flight at most, none passes the limits,
 * each is told, and an answer that comes late, twice or for another charge changes nothing.
 */
import { dayOf, nextDate, nextDayMs } from './dates.ts'
import type { Account, Block, Charge, Effect, Event, Limits, Notice, Rule, State, Step } from './state.ts'

/** Undefined: there is no rule that the event could be about. */
export function step(state: State | undefined, event: Event, limits: Limits): Step | undefined {
  if (event.type === 'set') return setRule(state, event.rule, event.atMs, limits)
  if (!state) return undefined
  if (event.type === 'remove') return removeRule(state)
  return event.type === 'look' ? look(state, event.account, event.atMs, limits) : answer(state, event, limits)
}

/** A new rule, a changed one, or the same again, which starts one that has stopped. */
function setRule(state: State | undefined, rule: Rule, atMs: number, limits: Limits): Step {
  if (state?.status === 'on' && isSame(state.rule, rule)) return { state, effects: [] }
  const sameCard = state?.status === 'on' && state.rule.paymentMethodId === rule.paymentMethodId
  const notice = { atMs: atMs + limits.noticeMs, reason: 'notice' as const }
  const lasts = state && (state.notBefore.reason === 'coolDown' || (sameCard && state.notBefore.reason === 'declined'))
  const next = {
    rule,
    status: 'on' as const,
    version: (state?.version ?? 0) + 1,
    notBefore: lasts && state.notBefore.atMs > notice.atMs ? state.notBefore : notice,
    nextDateMs: nextDateOf(rule, atMs, limits),
    blocked: undefined,
    declinesInARow: sameCard ? state.declinesInARow : 0,
    attempts: state?.attempts ?? 0,
    day: state?.day ?? { number: dayOf(atMs, limits.timeZone), charges: 0, amount: 0n },
    charge: state?.charge,
    last: state?.last,
  }
  return told({ ...next, wakeAtMs: wakeOf(next) }, { kind: 'announced', ...termsOf(rule) })
}

/** A charge in flight goes on to its end; nothing new begins. */
function removeRule(state: State): Step {
  if (state.status === 'removed') return { state, effects: [] }
  const removed = { ...state, status: 'removed' as const, version: state.version + 1, blocked: undefined }
  return { state: { ...removed, wakeAtMs: wakeOf(removed) }, effects: [] }
}

function look(state: State, account: Account, atMs: number, limits: Limits): Step {
  if (state.charge) return askAgain(state, state.charge, atMs, limits)
  if (state.status !== 'on') return { state: { ...state, wakeAtMs: undefined }, effects: [] }
  const { rule, notBefore, nextDateMs } = state
  if (!isDue(state, account, atMs))
    return { state: { ...state, blocked: undefined, wakeAtMs: nextDateMs }, effects: [] }
  if (atMs < notBefore.atMs) return wait(state, notBefore.reason, notBefore.atMs)
  if (account.frozen) return forgo(state, 'accountFrozen', atMs, limits)
  if (account.ceiling !== null && account.balance + rule.amount > account.ceiling) {
    return forgo(state, 'balanceMaximum', atMs, limits)
  }
  const day = dayAt(state, atMs, limits)
  if (day.charges >= limits.chargesPerDay || day.amount + rule.amount > limits.amountPerDay) {
    return wait(state, 'dailyLimit', nextDayMs(atMs, limits.timeZone))
  }
  return beginCharge(state, day, atMs, limits)
}

function askAgain(state: State, charge: Charge, atMs: number, limits: Limits): Step {
  if (atMs < charge.askAtMs) return { state: { ...state, wakeAtMs: charge.askAtMs }, effects: [] }
  const asked = { ...charge, askAtMs: atMs + limits.askAgainMs }
  return {
    state: { ...state, charge: asked, wakeAtMs: asked.askAtMs },
    effects: [{ type: 'charge', charge: asked }],
  }
}

function isDue({ rule, nextDateMs }: State, { balance }: Account, atMs: number): boolean {
  if (rule.trigger.type === 'threshold') return balance < rule.trigger.threshold
  return nextDateMs !== undefined && nextDateMs <= atMs
}

function wait(state: State, blocked: Block, untilMs: number): Step {
  return { state: { ...state, blocked, wakeAtMs: untilMs }, effects: [] }
}

/** A threshold waits until the account has changed. A date is let go by, for a charge on another day would surprise. */
function forgo(state: State, blocked: 'accountFrozen' | 'balanceMaximum', atMs: number, limits: Limits): Step {
  const { trigger } = state.rule
  if (trigger.type === 'threshold') return { state: { ...state, blocked, wakeAtMs: undefined }, effects: [] }
  const nextDateMs = nextDate(trigger, atMs, limits.timeZone)
  const skipped: Notice = { kind: 'skipped', ...termsOf(state.rule), reason: blocked }
  return told({ ...state, blocked: undefined, nextDateMs, wakeAtMs: nextDateMs }, skipped)
}

function beginCharge(state: State, day: State['day'], atMs: number, limits: Limits): Step {
  const { amount, paymentMethodId } = state.rule
  const askAtMs = atMs + limits.askAgainMs
  const attempt = state.attempts + 1
  const charge = { attempt, version: state.version, amount, paymentMethodId, atMs, askAtMs }
  return {
    state: {
      ...state,
      blocked: undefined,
      attempts: attempt,
      day: { ...day, charges: day.charges + 1, amount: day.amount + amount },
      charge,
      wakeAtMs: askAtMs,
    },
    effects: [{ type: 'charge', charge }],
  }
}

function answer(state: State, event: Extract<Event, { type: 'answer' }>, limits: Limits): Step {
  const { charge } = state
  if (charge?.attempt !== event.attempt) return { state, effects: [] }
  const { outcome, reason, atMs } = event
  const ended: State = { ...state, charge: undefined, last: { charge, outcome, reason } }
  if (outcome === 'succeeded') return succeed(ended, charge, atMs, limits)
  // The attempt still counts for the day, so that no card is tried all day long; its amount does not.
  const freed = { ...ended, day: { ...ended.day, amount: ended.day.amount - charge.amount } }
  // What the customer has changed or removed meanwhile is not judged by the charge of before.
  const isPresent = state.status === 'on' && charge.version === state.version
  if (outcome === 'refused') return isPresent ? forgo(freed, 'balanceMaximum', atMs, limits) : awaken(freed, [])
  const notice = { ...noticeOf(charge), reason }
  if (!isPresent) return awaken(freed, [{ kind: 'declined', ...notice }])
  if (outcome === 'authenticationRequired') {
    return awaken({ ...freed, status: 'needsYou' }, [{ kind: 'needsYou', ...notice }])
  }
  return decline(freed, notice, outcome === 'declinedForGood', atMs, limits)
}

function succeed(state: State, charge: Charge, atMs: number, limits: Limits): Step {
  const coolDown = { atMs: atMs + limits.coolDownMs, reason: 'coolDown' as const }
  const next: State = {
    ...state,
    declinesInARow: 0,
    notBefore: state.notBefore.atMs > coolDown.atMs ? state.notBefore : coolDown,
    nextDateMs: nextDateOf(state.rule, atMs, limits),
  }
  return awaken(next, [{ kind: 'charged', ...noticeOf(charge), reason: undefined }])
}

function decline(state: State, notice: Omit<Notice, 'kind'>, forGood: boolean, atMs: number, limits: Limits): Step {
  const declinesInARow = state.declinesInARow + 1
  const backOffMs = forGood ? undefined : limits.backOffMs[declinesInARow - 1]
  if (backOffMs === undefined) {
    return awaken({ ...state, declinesInARow, status: 'off' }, [{ kind: 'switchedOff', ...notice }])
  }
  const notBefore = { atMs: atMs + backOffMs, reason: 'declined' as const }
  return awaken({ ...state, declinesInARow, notBefore, blocked: 'declined' }, [{ kind: 'declined', ...notice }])
}

function awaken(state: State, notices: readonly Notice[]): Step {
  return {
    state: { ...state, wakeAtMs: wakeOf(state) },
    effects: notices.map(notice => ({ type: 'tell', notice })),
  }
}

function told(state: State, notice: Notice): Step {
  const effects: Effect[] = [{ type: 'tell', notice }]
  return { state, effects }
}

function wakeOf(state: Pick<State, 'charge' | 'status' | 'nextDateMs' | 'notBefore'>): number | undefined {
  if (state.charge) return state.charge.askAtMs
  if (state.status !== 'on') return undefined
  return Math.max(state.nextDateMs ?? 0, state.notBefore.atMs)
}

/** Undefined: a threshold has no dates. */
function nextDateOf({ trigger }: Rule, afterMs: number, { timeZone }: Limits): number | undefined {
  return trigger.type === 'threshold' ? undefined : nextDate(trigger, afterMs, timeZone)
}

function dayAt({ day }: State, atMs: number, { timeZone }: Limits): State['day'] {
  const number = dayOf(atMs, timeZone)
  return day.number === number ? day : { number, charges: 0, amount: 0n }
}

function termsOf({ amount, paymentMethodId }: Rule): Omit<Notice, 'kind'> {
  return { attempt: undefined, amount, paymentMethodId, reason: undefined }
}

function noticeOf({ attempt, amount, paymentMethodId }: Charge): Omit<Notice, 'kind' | 'reason'> {
  return { attempt, amount, paymentMethodId }
}

function isSame(one: Rule, other: Rule): boolean {
  const sameTrigger = JSON.stringify(wordsOf(one)) === JSON.stringify(wordsOf(other))
  return one.amount === other.amount && one.paymentMethodId === other.paymentMethodId && sameTrigger
}

function wordsOf({ trigger }: Rule): (string | number)[] {
  if (trigger.type === 'threshold') return [trigger.type, String(trigger.threshold)]
  return trigger.type === 'monthly' ? [trigger.type, trigger.day] : [trigger.type, trigger.weekday]
}
