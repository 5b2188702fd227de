import { expect, test } from 'vitest'
import { masterKeyOf } from '../../platform/crypto.ts'
import { drawPin, hashPin, isPin, pinDigits } from './pin.ts'

const key = masterKeyOf(Buffer.alloc(32, 7), 'tests')

test('a PIN is known again, another one is not [4.2]', async () => {
  const stored = await hashPin(key, '123456')
  expect(await isPin(key, '123456', stored)).toBe(true)
  for (const wrong of ['123457', '12345', '1234567', '', '123456 ']) expect(await isPin(key, wrong, stored)).toBe(false)
})

test('the same PIN is stored differently each time, and not in clear', async () => {
  const [one, two] = [await hashPin(key, '123456'), await hashPin(key, '123456')]
  expect(one.equals(two)).toBe(false)
  expect(one).toHaveLength(49)
  expect(one.includes('123456')).toBe(false)
})

test('without the master key a stored PIN tells nothing', async () => {
  const stored = await hashPin(key, '123456')
  expect(await isPin(masterKeyOf(Buffer.alloc(32, 8), 'other'), '123456', stored)).toBe(false)
})

test('nothing stored, or a hash of another version, fits no PIN', async () => {
  expect(await isPin(key, '123456', undefined)).toBe(false)
  const stored = await hashPin(key, '123456')
  stored[0] = 2
  expect(await isPin(key, '123456', stored)).toBe(false)
})

test('drawn PINs have all their digits and differ', () => {
  const pins = Array.from({ length: 500 }, drawPin)
  expect(pins.every(pin => new RegExp(`^[0-9]{${pinDigits}}$`).test(pin))).toBe(true)
  expect(new Set(pins).size).toBeGreaterThan(490)
})
