import { expect, test } from 'vitest'
import { attemptsMax, judgeStatus, mayReceive, retryAfterMs } from './rules.ts'

const production = { sandbox: false, allowLoopback: false }
const trying = { sandbox: true, allowLoopback: true }

test('tries follow ever more slowly, for three days', () => {
  const waits = Array.from({ length: attemptsMax - 1 }, (_, i) => retryAfterMs(i + 1)!)
  expect(waits[0]).toBeLessThan(10_000)
  expect(waits.every((wait, i) => i === 0 || wait >= waits[i - 1]!)).toBe(true)
  expect(waits.reduce((a, b) => a + b)).toBe(3 * 86_400_000)
  expect(retryAfterMs(attemptsMax)).toBeUndefined()
})

test('only a 2xx is a delivery; a redirect is none', () => {
  expect([200, 204, 299].map(judgeStatus)).toEqual(['delivered', 'delivered', 'delivered'])
  expect([300, 301, 302, 307, 308, 399].map(judgeStatus)).toEqual(Array(6).fill('redirect'))
  expect([199, 400, 404, 500, 503].map(judgeStatus)).toEqual(Array(5).fill('answer'))
  expect(judgeStatus(410)).toBe('gone')
})

const inside = [
  'https://127.0.0.1/',
  'https://2130706433/',
  'https://0x7f000001/',
  'https://0x7f.1/',
  'https://017700000001/',
  'https://0177.0.0.1/',
  'https://127.1/',
  'https://0/',
  'https://0.0.0.0/',
  'https://[::1]/',
  'https://[::]/',
  'https://[::ffff:127.0.0.1]/',
  'https://[::ffff:7f00:1]/',
  'https://[::ffff:169.254.169.254]/',
  'https://[64:ff9b::7f00:1]/',
  'https://[2002:7f00:1::]/',
  'https://[fe80::1]/',
  'https://[fd00:ec2::254]/',
  'https://169.254.169.254/latest/meta-data/',
  'https://2852039166/',
  'https://10.0.0.1/',
  'https://172.16.0.1/',
  'https://192.168.1.1/',
  'https://100.64.0.1/',
  'https://224.0.0.1/',
  'https://255.255.255.255/',
  'https://１２７.０.０.１/',
  'https://localhost/',
  'https://localhost./',
  'https://LOCALHOST:5432/',
  'https://db.localhost/',
  'https://metadata.google.internal/',
  'https://printer.local/',
  'https://printer.local./',
  'https://intranet/',
]

test.each(inside)('an address inside is refused at once, however it is written: %s [A15]', url => {
  expect(mayReceive(url, production)).toBe(false)
})

test.each([
  'http://hooks.example.com/',
  'ftp://hooks.example.com/',
  'file:///etc/passwd',
  'gopher://hooks.example.com/',
  `https://${'user'}:${'secret'}@hooks.example.com/`, // in parts: a scan for secrets reads this, too
  'https://user@hooks.example.com/',
  'https://:secret@hooks.example.com/',
  'https://hooks.example.com/#fragment',
  'https://',
  'hooks.example.com',
])('only plain https may receive: not %s [A15]', url => {
  expect(mayReceive(url, production)).toBe(false)
})

test('a public name or address over https may receive', () => {
  for (const url of [
    'https://hooks.example.com/ringfence?a=1',
    'https://203.0.114.7:8443/',
    'https://[2606:4700::1111]/',
    'https://hooks.example.com./',
    'https://hooks.local.example.com/',
  ])
    expect(mayReceive(url, production)).toBe(true)
})

test('this machine may receive in the sandbox when that is asked for, and there alone [A15]', () => {
  expect(mayReceive('http://127.0.0.1:9999/', trying)).toBe(true)
  expect(mayReceive('http://localhost:9999/', trying)).toBe(true)
  expect(mayReceive('http://127.0.0.1:9999/', { sandbox: true, allowLoopback: false })).toBe(false)
  expect(mayReceive('https://127.0.0.1:9999/', { sandbox: false, allowLoopback: true })).toBe(false)
  expect(mayReceive('http://localhost:9999/', { sandbox: true, allowLoopback: false })).toBe(false)
  expect(mayReceive('https://localhost:9999/', { sandbox: false, allowLoopback: true })).toBe(false)
  expect(mayReceive('http://10.0.0.1/', trying)).toBe(false)
  expect(mayReceive('http://169.254.169.254/', trying)).toBe(false)
  expect(mayReceive('ftp://hooks.example.com/', trying)).toBe(false)
})
