import { expect, test } from 'vitest'
import { faultsOf, type GiftProgress, hasLink, mayResend, plainLines, resendsMax, shownStatus } from './gift-rules.ts'

const now = Date.parse('2026-11-22T12:00:00Z')
const day = 86_400_000
const limits = { amountMinimum: 500n, amountMaximum: 20_000n }
const fine = { amount: 2500n, message: 'For you', names: ['Noah', 'Maya'], deliverMs: undefined, nowMs: now }
const faults = (changed: Partial<typeof fine> | { deliverMs: number }) => faultsOf({ ...fine, ...changed }, limits)

test('a gift has a least and a most amount, both allowed', () => {
  expect(faults({})).toEqual([])
  expect(faults({ amount: 500n })).toEqual([])
  expect(faults({ amount: 20_000n })).toEqual([])
  expect(faults({ amount: 499n })).toEqual(['/amount'])
  expect(faults({ amount: 20_001n })).toEqual(['/amount'])
})

test('it may be delivered up to a year ahead', () => {
  expect(faults({ deliverMs: now + 366 * day })).toEqual([])
  expect(faults({ deliverMs: now + 366 * day + 1 })).toEqual(['/deliverAt'])
  expect(faults({ deliverMs: now - day })).toEqual([])
})

test('message and names have no link in them, however it is written', () => {
  for (const link of ['https://evil.example', 'HTTP://x', 'go to : / / x', 'www.evil.example', 'WWW .evil.example']) {
    expect(hasLink(link)).toBe(true)
    expect(faults({ message: link })).toEqual(['/message'])
    expect(faults({ names: ['Noah', link] })).toEqual(['/recipient/name'])
  }
  for (const plain of ['Dr. Who', 'at 10:30', 'and/or', 'wwwhat?', 'a // b']) expect(hasLink(plain)).toBe(false)
})

test('a message has lines, and no other control characters', () => {
  expect(faults({ message: 'a\n\nb' })).toEqual([])
  for (const message of ['a\u0000', 'a\u001b[31m', 'a\u2028b', 'a\rb', 'a\u0085']) {
    expect(faults({ message })).toEqual(['/message'])
  }
  expect(plainLines('a\r\nb\rc\nd')).toBe('a\nb\nc\nd')
})

test('everything that is wrong is told at once', () => {
  expect(
    faultsOf({ amount: 1n, message: 'www.x', names: ['www.y'], deliverMs: now + 400 * day, nowMs: now }, limits),
  ).toEqual(['/amount', '/message', '/recipient/name', '/deliverAt'])
})

const mail = (state: 'queued' | 'sent' | 'failed' | 'withdrawn', attempts = 1, dueMs = now) => ({
  state,
  attempts,
  dueAt: new Date(dueMs),
})
const open: GiftProgress = { status: 'open', isClaimed: false, isMailed: true, mails: [], nowMs: now }
const shown = (changed: Partial<GiftProgress>) => shownStatus({ ...open, ...changed })

test('the buyer sees scheduled, sending, delivered, undelivered and claimed', () => {
  expect(shown({ mails: [mail('queued', 0, now + 1)] })).toBe('scheduled')
  expect(shown({ mails: [mail('queued', 0, now)] })).toBe('sending')
  expect(shown({ mails: [mail('queued', 1, now + 60_000)] })).toBe('sending')
  expect(shown({ mails: [mail('sent')] })).toBe('delivered')
  expect(shown({ mails: [mail('failed')] })).toBe('undelivered')
  expect(shown({ mails: [mail('failed'), mail('queued', 0)] })).toBe('sending')
  expect(shown({ mails: [mail('sent'), mail('queued', 0)] })).toBe('delivered')
  expect(shown({ mails: [mail('sent'), mail('failed')] })).toBe('delivered')
  expect(shown({ isClaimed: true, mails: [mail('queued', 0, now + 1)] })).toBe('claimed')
  expect(shown({ isMailed: false })).toBe('delivered')
})

test('a gift that is not open says so, whatever its mail does', () => {
  for (const status of ['pending', 'failed', 'cancelled', 'refunded'] as const) {
    expect(shown({ status, isClaimed: true, mails: [mail('sent')] })).toBe(status)
  }
})

test('an open, unclaimed gift is mailed again three times at most, and never while a mail is on its way', () => {
  const sent = { ...open, mails: [mail('sent')] }
  expect(mayResend(sent, 0)).toBe('yes')
  expect(mayResend(sent, resendsMax - 1)).toBe('yes')
  expect(mayResend(sent, resendsMax)).toBe('resend_limit_reached')
  expect(mayResend({ ...open, mails: [mail('failed')] }, 0)).toBe('yes')
  expect(mayResend({ ...open, mails: [mail('sent'), mail('queued')] }, 0)).toBe('waiting')
  expect(mayResend({ ...sent, isClaimed: true }, 0)).toBe('gift_claimed')
  expect(mayResend({ ...sent, isMailed: false }, 0)).toBe('gift_closed')
  expect(mayResend({ ...sent, status: 'cancelled' }, 0)).toBe('gift_closed')
})
