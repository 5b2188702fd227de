import { type Answer, errors, type Load } from '@ringfence/contract'
import { describe, expect, it } from 'vitest'
import { outcomeOf } from './intent.ts'

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

  it.each(['network', 'internal_error', 'psp_unavailable', 'overloaded', 'request_in_flight'] as const)(
    '%s leaves open whether the card was charged: the same intent is sent again',
    code => {
      expect(outcomeOf(refused(code)).state).toBe('unknown')
    },
  )

  it.each(['balance_limit_exceeded', 'load_declined', 'account_frozen', 'validation_failed'] as const)(
    '%s charged nothing: the next try is a new intent',
    code => {
      expect(outcomeOf(refused(code)).state).toBe('refused')
    },
  )
})
