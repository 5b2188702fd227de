import { expect, test } from 'vitest'
import { deviceNameOf } from './device-name.ts'
import {
  canonicalAddress,
  challengeLimits,
  codeDigits,
  codeLimits,
  drawCode,
  guessLimits,
  kindOfApp,
  mayProveBy,
  readCode,
} from './rules.ts'

test('a code is eight digits, also when it begins with noughts', () => {
  for (let i = 0; i < 1000; i++) expect(drawCode()).toMatch(/^\d{8}$/)
  expect(codeDigits).toBe(8)
})

test('a code is read as people type and paste it, and nothing else is', () => {
  expect(readCode('0123 4567')).toBe('01234567')
  expect(readCode(' 0123-4567\n')).toBe('01234567')
  for (const text of ['', '1234567', '123456789', '1234567a', '١٢٣٤٥٦٧٨', '1e7']) expect(readCode(text)).toBeUndefined()
})

test('an address is the same in any case', () => {
  expect(canonicalAddress(' Maya.Chen@Example.TEST ')).toBe('maya.chen@example.test')
})

test('an e-mail code proves a customer and never a member of staff [A26]', () => {
  expect(mayProveBy('customer', 'code')).toBe(true)
  expect(mayProveBy('customer', 'passkey')).toBe(true)
  expect(mayProveBy('staff', 'passkey')).toBe(true)
  expect(mayProveBy('staff', 'code')).toBe(false)
})

test('an app that nobody has heard of is for staff, who need a passkey', () => {
  expect(['app.customer', 'app.console', 'app.till', 'app.other'].map(kindOfApp)).toEqual([
    'customer',
    'staff',
    'staff',
    'staff',
  ])
})

test.each([
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) Version/18.4 Mobile/15E148 Safari/604.1',
    'Safari on iPhone',
  ],
  ['Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36', 'Chrome on Android'],
  ['Mozilla/5.0 (Windows NT 10.0) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0', 'Edge on Windows'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0', 'Firefox on Linux'],
  ['<script>alert(1)</script>', 'A browser'],
  [undefined, 'A browser'],
])('%s is shown as %s', (userAgent, name) => {
  expect(deviceNameOf(userAgent)).toBe(name)
})

const hourMs = 3_600_000
const dayMs = 86_400_000

test('few codes go to one address, more to one network, and a bounded number in all, which is asked last', () => {
  expect(codeLimits('address', 'network')).toEqual([
    { name: 'sign-in code, hour', asker: 'address', windowMs: hourMs, triesMax: 5 },
    { name: 'sign-in code, day', asker: 'address', windowMs: dayMs, triesMax: 15 },
    { name: 'sign-in code, network', asker: 'network', windowMs: hourMs, triesMax: 30 },
    { name: 'sign-in code, all', asker: 'all', windowMs: hourMs, triesMax: 2_000 },
  ])
})

test('a year of guessing at one account finds a code with a chance below 1 in 5,000', () => {
  const limits = guessLimits('address')
  expect(limits).toEqual([{ name: 'sign-in guess', asker: 'address', windowMs: dayMs, triesMax: 50 }])
  const guessesAYear = (limits[0]!.triesMax * 365 * dayMs) / limits[0]!.windowMs
  expect(guessesAYear / 10 ** codeDigits).toBeLessThan(1 / 5_000)
})

test('passkeys are begun from one network so often an hour', () => {
  expect(challengeLimits('network')).toEqual([
    { name: 'sign-in challenge', asker: 'network', windowMs: hourMs, triesMax: 600 },
  ])
})

test('limits are counted apart: no two have the same name', () => {
  const names = [...codeLimits('a', 'n'), ...guessLimits('a'), ...challengeLimits('n')].map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
})
