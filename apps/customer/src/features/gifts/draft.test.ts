import { describe, expect, it } from 'vitest'
import { dayAfter } from './delivery.ts'
import { type Draft, troublesOf, wishOf } from './draft.ts'

const now = new Date(2026, 10, 22, 12).getTime()
const limits = { amountMinimum: 500, amountMaximum: 20_000, presets: [1_000] }
const good: Draft = {
  design: 'classic',
  amount: 2_500,
  name: 'Samuel',
  email: 'samuel@example.com',
  fromName: 'Maya',
  message: 'Happy birthday!\nSee you at 5.30 at Pier 4.',
  when: 'now',
  day: dayAfter(now, 1),
  time: '09:00',
}
const troubled = (part: Partial<Draft>) =>
  Object.entries(troublesOf({ ...good, ...part }, limits, 'USD', now)).flatMap(([name, text]) => (text ? [name] : []))

describe('a gift that is being written', () => {
  it('may be sent when nothing is missing', () => {
    expect(troubled({})).toEqual([])
    expect(troubled({ when: 'later' })).toEqual([])
    expect(troubled({ message: '', fromName: '' })).toEqual([])
  })

  it.each([
    [{ amount: 499 }, 'amount'],
    [{ amount: 20_001 }, 'amount'],
    [{ name: '  ' }, 'name'],
    [{ name: 'www.evil.example' }, 'name'],
    [{ email: 'samuel' }, 'email'],
    [{ email: 'samuel@example' }, 'email'],
    [{ message: 'Look: https://evil.example' }, 'message'],
    [{ fromName: 'http://evil.example' }, 'fromName'],
    [{ when: 'later', day: dayAfter(now, 0), time: '11:59' }, 'when'],
    [{ when: 'later', day: dayAfter(now, 367) }, 'when'],
    [{ when: 'later', day: '' }, 'when'],
  ] as const)('%j is told at %s', (part, name) => {
    expect(troubled(part)).toEqual([name])
  })
})

describe('what is sent of it', () => {
  it('leaves out what is empty, and the day when it goes out at once', () => {
    const wish = wishOf({ ...good, name: ' Samuel ', message: ' ', fromName: '' }, 'USD', 'pmt_1')
    expect(wish).toEqual({
      amount: 2_500,
      currency: 'USD',
      design: 'classic',
      recipient: { name: 'Samuel', email: 'samuel@example.com' },
      tender: { type: 'card', paymentMethodId: 'pmt_1' },
    })
  })

  it('names the day when there is one', () => {
    const wish = wishOf({ ...good, when: 'later' }, 'USD', 'pmt_1')
    expect(wish.deliverAt).toBe(new Date(2026, 10, 23, 9).toISOString())
  })
})
