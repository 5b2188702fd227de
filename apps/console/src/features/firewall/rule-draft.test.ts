import { expect, test } from 'vitest'
import { emptyRule, ruleBody, ruleTroubles } from './rule-draft.ts'

const draft = { ...emptyRule, range: ' 203.0.113.0/24 ', reason: 'guesses codes ' }

test('a rule is sent without what surrounds it, with the moment at which it ends', () => {
  expect(ruleBody(draft, 0)).toEqual({
    effect: 'deny',
    range: '203.0.113.0/24',
    reason: 'guesses codes',
    expiresAt: '1970-01-02T00:00:00.000Z',
  })
  expect(ruleBody({ ...draft, duration: 'always' }, 0).expiresAt).toBeNull()
})

test('a slip of the hand is told before anything is sent', () => {
  expect(ruleTroubles(draft)).toEqual({})
  for (const range of ['', '203.0.113', '203.0.113.256', '203.0.113.0/x', 'office']) {
    expect(ruleTroubles({ ...draft, range }), range).toHaveProperty('range')
  }
  expect(ruleTroubles({ ...draft, range: '2001:db8::/32' })).toEqual({})
  expect(ruleTroubles({ ...draft, reason: ' ' })).toHaveProperty('reason')
})
