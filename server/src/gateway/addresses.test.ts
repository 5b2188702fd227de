import { expect, test } from 'vitest'
import { addressGroup, processAddressHash } from './addresses.ts'

test('an IPv4 address counts for itself, also when written as IPv6', () => {
  expect(addressGroup('192.0.2.7')).toBe('192.0.2.7')
  expect(addressGroup('::ffff:192.0.2.7')).toBe('192.0.2.7')
})

test('all IPv6 addresses of a subscriber count as one, however they are written', () => {
  const group = addressGroup('2001:db8:0:1::7')
  for (const same of [
    '2001:db8::1:0:0:0:7',
    '2001:DB8:0:1:ffff:ffff:ffff:ffff',
    '2001:0db8:0000:0001::',
    '2001:db8:0:1::7%eth0',
  ])
    expect(addressGroup(same)).toBe(group)
  expect(addressGroup('2001:db8:0:2::7')).not.toBe(group)
  expect(addressGroup('::1')).toBe('0:0:0:0::/64')
})

test('a hash tells addresses apart and does not hold them', () => {
  const hash = processAddressHash()
  expect(hash('192.0.2.7')).toBe(hash('192.0.2.7'))
  expect(hash('192.0.2.7')).not.toBe(hash('192.0.2.8'))
  expect(hash('192.0.2.7')).not.toBe(processAddressHash()('192.0.2.7'))
  expect(hash('192.0.2.7')).not.toContain('192')
})
