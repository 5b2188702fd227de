import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, readdir, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadMasterKey, masterKeyOf, open, seal } from './crypto.ts'

const key = masterKeyOf(randomBytes(32), 'test')
const secret = Buffer.from('a device secret')

test('a sealed value opens to what went in and does not show it', () => {
  const sealed = seal(key, 'device', secret)
  expect(open(key, 'device', sealed)).toEqual(secret)
  expect(sealed.includes(secret)).toBe(false)
  expect(seal(key, 'device', secret)).not.toEqual(sealed)
})

test('nothing but the same key and purpose opens it', () => {
  const sealed = seal(key, 'device', secret)
  expect(() => open(key, 'signing', sealed)).toThrow()
  expect(() => open(masterKeyOf(randomBytes(32), 'test'), 'device', sealed)).toThrow('another key')
})

test('a change of any byte is refused', () => {
  const sealed = seal(key, 'device', secret)
  for (let i = 0; i < sealed.length; i++) {
    const changed = Buffer.from(sealed)
    changed[i] = changed[i]! ^ 1
    expect(() => open(key, 'device', changed)).toThrow()
  }
  expect(() => open(key, 'device', sealed.subarray(0, 20))).toThrow()
})

test('the key file is made once, for its owner alone, also when two processes start at once', async () => {
  const directory = join(await mkdtemp(join(tmpdir(), 'ringfence-key-')), 'data')
  const keys = await Promise.all(Array.from({ length: 5 }, () => loadMasterKey(directory, {})))
  expect(new Set(keys.map(each => each.bytes.toString('hex'))).size).toBe(1)
  expect(await readdir(directory)).toEqual(['master.key'])
  expect((await stat(join(directory, 'master.key'))).mode & 0o777).toBe(0o600)
  await chmod(join(directory, 'master.key'), 0o644)
  await expect(loadMasterKey(directory, {})).rejects.toThrow('chmod 600')
})

test('the environment wins, and a key of another length is refused', async () => {
  const bytes = randomBytes(32)
  const given = await loadMasterKey('/nonexistent', { RINGFENCE_MASTER_KEY: bytes.toString('base64') })
  expect(given.bytes).toEqual(bytes)
  await expect(loadMasterKey('/nonexistent', { RINGFENCE_MASTER_KEY: 'c2hvcnQ=' })).rejects.toThrow('32 bytes')
})
