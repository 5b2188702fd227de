import { expect, test } from 'vitest'
import { decide, type Guarded, isBlocked } from './card-protection-rules.ts'

const active: Guarded = { state: 'active', frozenBy: null, isLost: false }
const frozenBy = (frozenBy: 'holder' | 'staff', isLost = false): Guarded => ({ state: 'frozen', frozenBy, isLost })
const becomes = (becomes: Guarded) => ({ ok: true, becomes })
const blocked = { ok: false, code: 'card_blocked' }

test('holder and staff freeze a card, twice does no harm, and a freeze by staff outranks the holder’s', () => {
  expect(decide(active, 'freeze', 'holder')).toEqual(becomes(frozenBy('holder')))
  expect(decide(active, 'freeze', 'staff')).toEqual(becomes(frozenBy('staff')))
  expect(decide(frozenBy('holder'), 'freeze', 'holder')).toEqual(becomes(frozenBy('holder')))
  expect(decide(frozenBy('holder'), 'freeze', 'staff')).toEqual(becomes(frozenBy('staff')))
  expect(decide(frozenBy('staff'), 'freeze', 'holder')).toEqual(becomes(frozenBy('staff')))
})

test('a frozen card that was reported lost stays lost', () => {
  expect(decide(frozenBy('holder', true), 'freeze', 'holder')).toEqual(becomes(frozenBy('holder', true)))
})

test('the holder releases an own freeze, staff any', () => {
  expect(decide(frozenBy('holder'), 'unfreeze', 'holder')).toEqual(becomes(active))
  expect(decide(frozenBy('staff'), 'unfreeze', 'holder')).toEqual(blocked)
  expect(decide(frozenBy('holder'), 'unfreeze', 'staff')).toEqual(becomes(active))
  expect(decide(frozenBy('staff'), 'unfreeze', 'staff')).toEqual(becomes(active))
  expect(decide(active, 'unfreeze', 'holder')).toEqual(becomes(active))
})

test('a lost card is frozen, and only staff release it: a thief may hold the phone', () => {
  expect(decide(active, 'reportLost', 'holder')).toEqual(becomes(frozenBy('holder', true)))
  expect(decide(active, 'reportLost', 'staff')).toEqual(becomes(frozenBy('staff', true)))
  expect(decide(frozenBy('staff'), 'reportLost', 'holder')).toEqual(becomes(frozenBy('staff', true)))
  expect(decide(frozenBy('holder', true), 'unfreeze', 'holder')).toEqual(blocked)
  expect(decide(frozenBy('holder', true), 'unfreeze', 'staff')).toEqual(becomes(active))
})

test('the holder replaces a card, lost or not, but not one that staff froze', () => {
  const replaced = (isLost: boolean) => becomes({ state: 'replaced', frozenBy: null, isLost })
  expect(decide(active, 'replace', 'holder')).toEqual(replaced(false))
  expect(decide(frozenBy('holder', true), 'replace', 'holder')).toEqual(replaced(true))
  expect(decide(frozenBy('staff'), 'replace', 'holder')).toEqual(blocked)
  expect(decide(frozenBy('staff'), 'replace', 'staff')).toEqual(replaced(false))
})

test.each(['pending', 'replaced', 'closed'] as const)('nothing is done to a %s card', state => {
  for (const protection of ['freeze', 'unfreeze', 'reportLost', 'replace'] as const)
    for (const by of ['holder', 'staff'] as const)
      expect(decide({ state, frozenBy: null, isLost: false }, protection, by)).toEqual({
        ok: false,
        code: 'card_closed',
      })
})

test('a card is shown as blocked when its holder can’t release it', () => {
  expect(isBlocked(active)).toBe(false)
  expect(isBlocked(frozenBy('holder'))).toBe(false)
  expect(isBlocked(frozenBy('holder', true))).toBe(true)
  expect(isBlocked(frozenBy('staff'))).toBe(true)
  expect(isBlocked({ state: 'replaced', frozenBy: null, isLost: true })).toBe(false)
})
