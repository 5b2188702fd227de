import { expect, test } from 'vitest'
import { render } from './render.ts'
import { type MailSlots, templates } from './templates.ts'

const context = { brandName: 'Harbor & Rye', brandColor: '#123c4a', origin: 'https://pay.example' }
const slots: MailSlots['autoTopUp'] = {
  kind: 'charged',
  value: { amount: '2500', currency: 'USD' },
  cardName: 'Visa ·· 4242',
  reason: null,
}
const textOf = (more: Partial<MailSlots['autoTopUp']>) =>
  render(templates.autoTopUp.blocks({ ...slots, ...more }), context).text

test.each([
  ['announced', 'Auto top-up is on'],
  ['charged', 'Your account was topped up'],
  ['declined', 'A top-up was declined'],
  ['needsYou', 'Your bank wants you to confirm'],
  ['switchedOff', 'Auto top-up is off'],
  ['skipped', 'A top-up was left out'],
] as const)('each notice tells amount, card and where to change it: %s', (kind, heading) => {
  const text = textOf({ kind })
  for (const part of [heading, '$25.00', 'Visa ·· 4242', 'https://pay.example/app/']) expect(text).toContain(part)
})

test("the reason is told: the bank's words, or ours for a date that was left out", () => {
  expect(textOf({ kind: 'declined', reason: 'There is not enough money on this card.' })).toContain('not enough money')
  expect(textOf({ kind: 'skipped', reason: 'balanceMaximum' })).toContain('would have passed its limit')
  expect(textOf({ kind: 'skipped', reason: 'accountFrozen' })).toContain('was frozen')
})
