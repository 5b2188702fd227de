import { type Answer, errors, type LiveEvent, type Load } from '@ringfence/contract'
import { describe, expect, it } from 'vitest'
import { outcomeAfter, outcomeOf } from './intent.ts'

const answered = (status: Load['status']): Answer<Load> => ({
  ok: true,
  status: 201,
  replayed: false,
  data: {
    id: 'lod_01jd2m5x9qe8r8y9k2v3w4x5y6',
    status,
    amount: 2500,
    currency: 'USD',
    tender: 'card',
    at: '2026-11-22T08:12:00Z',
    declineReason: status === 'failed' ? 'The card has expired.' : null,
    action: null,
    recovered: 0,
  },
})
const refused = (code: keyof typeof errors | 'network'): Answer<Load> => {
  const status = code === 'network' ? 0 : errors[code].status
  return { ok: false, status, code, problem: { type: 'about:blank', title: '', status, code, instance: '' } }
}

describe('the outcome of a load', () => {
  it.each([
    ['succeeded', 'done'],
    ['pending', 'pending'],
    ['failed', 'declined'],
  ] as const)('%s is %s', (status, state) => {
    expect(outcomeOf(answered(status)).state).toBe(state)
  })

  it('pending with something to confirm asks the customer', () => {
    const answer = answered('pending')
    const action = { provider: 'sandbox' as const, challengeId: 'ch_1' }
    if (answer.ok) answer.data.action = action
    expect(outcomeOf(answer)).toMatchObject({ state: 'challenge', action })
  })

  it.each(['network', 'internal_error', 'psp_unavailable', 'overloaded', 'request_in_flight'] as const)(
    '%s leaves open whether the card was charged: the same intent is sent again',
    code => {
      expect(outcomeOf(refused(code)).state).toBe('unknown')
    },
  )

  it.each(['balance_limit_exceeded', 'account_frozen', 'validation_failed'] as const)(
    '%s charged nothing: the next try is a new intent',
    code => {
      expect(outcomeOf(refused(code)).state).toBe('refused')
    },
  )
})

describe('an event while the outcome is shown', () => {
  const eventOf = (type: LiveEvent['type'], id = 'lod_01jd2m5x9qe8r8y9k2v3w4x5y6'): LiveEvent => ({
    type,
    id,
    accountId: 'acc_01jd2m5x9qe8r8y9k2v3w4x5y6',
    storeId: null,
    terminalId: null,
    amount: 2500,
    currency: 'USD',
    at: '2026-11-22T08:12:05Z',
  })
  const pending = outcomeOf(answered('pending'))

  it('ends a load that was on its way', () => {
    expect(outcomeAfter(pending, eventOf('load.succeeded'))?.state).toBe('done')
    expect(outcomeAfter(pending, eventOf('load.failed'))?.state).toBe('declined')
  })

  it('does not change an outcome that is known', () => {
    const done = outcomeOf(answered('succeeded'))
    expect(outcomeAfter(done, eventOf('load.succeeded'))).toBe(done)
  })

  it('of another load, or with no load shown, is left for a message', () => {
    expect(outcomeAfter(pending, eventOf('load.succeeded', 'lod_01jd2m5x9qe8r8y9k2v3w4x5y7'))).toBeUndefined()
    expect(outcomeAfter(outcomeOf(refused('network')), eventOf('load.failed'))).toBeUndefined()
    expect(outcomeAfter(undefined, eventOf('load.failed'))).toBeUndefined()
  })
})
