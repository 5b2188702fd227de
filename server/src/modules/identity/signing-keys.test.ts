import { expect, test } from 'vitest'
import { appDatabase } from '../../../test/database.ts'
import { createAuthentication } from '../../gateway/authentication.ts'
import { toTypeId } from '../../kernel/ids.ts'
import { openDatabase } from '../../platform/database.ts'
import { keysReloadEveryMs, loadSigningKeys, rotateSigningKey } from './signing-keys.ts'
import { addPeople, masterKey, testClock, testIdentity } from './testing.ts'

const db = await appDatabase()
const people = await addPeople(db)

/** Two processes, as it were: each with its own connections and its own memory of the keys. */
async function twoProcesses() {
  await db.owner.query('DELETE FROM identity.signing_keys')
  const elsewhere = openDatabase(db.url)
  const clock = testClock()
  const here = { keys: await loadSigningKeys(db, clock, masterKey), identity: await testIdentity(db, clock) }
  const there = {
    keys: await loadSigningKeys(elsewhere, clock, masterKey),
    identity: await testIdentity(elsewhere, clock),
  }
  const signIn = async (identity: typeof here.identity) => {
    const personId = toTypeId('cus', people.customer)
    const signedIn = await identity.signIn({ personId, provedKeyId: 'x'.repeat(43) })
    if (!signedIn.ok) throw new Error(signedIn.code)
    return signedIn.value.accessToken
  }
  const all = [here.keys, there.keys, here.identity, there.identity]
  /** Time goes by as in life: each process looks for new keys whenever it is due. */
  const live = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += keysReloadEveryMs) {
      clock.advance(Math.min(keysReloadEveryMs, ms - passed))
      for (const each of all) await ('reload' in each ? each.reload() : each.reloadKeys())
    }
  }
  return { clock, here, there, signIn, live, end: () => elsewhere.end() }
}

test('a rotation drill: the new key takes over in all processes, no token is refused on the way, the old key goes [S19]', async () => {
  const { clock, here, there, signIn, live, end } = await twoProcesses()
  const old = here.keys.active.kid
  const rotation = await rotateSigningKey(db, masterKey, clock.now())
  expect(rotation.kid).not.toBe(old)
  expect(here.keys.active.kid).toBe(old)
  const kids: string[] = []
  for (let step = 0; step < 45; step++) {
    const tokens = [await signIn(here.identity), await signIn(there.identity)]
    for (const token of tokens) {
      expect(await here.identity.verifyAccessToken(token)).toBeDefined()
      expect(await there.identity.verifyAccessToken(token)).toBeDefined()
    }
    kids.push(here.keys.active.kid)
    expect(there.keys.active.kid).toBe(here.keys.active.kid)
    await live(10_000)
  }
  expect(kids.slice(0, 3)).toEqual([old, old, old])
  expect(new Set(kids.slice(3))).toEqual(new Set([rotation.kid]))
  expect(there.keys.jwks().keys.map(key => key.kid)).toEqual([rotation.kid])
  expect(await there.keys.publicKey(old)).toBeUndefined()
  await end()
})

test('a token of the old key is good to its end, and the key stays in the JWK set as long [S19]', async () => {
  const { clock, here, there, signIn, live, end } = await twoProcesses()
  const { signsFromMs } = await rotateSigningKey(db, masterKey, clock.now())
  await live(signsFromMs - clock.now() - 1)
  const last = await signIn(here.identity)
  await live(299_000)
  expect(await there.identity.verifyAccessToken(last)).toBeDefined()
  expect(there.keys.jwks().keys).toHaveLength(2)
  await end()
})

test('a compromised key stops to verify as soon as the processes have heard of it [S19]', async () => {
  const { clock, here, there, signIn, live, end } = await twoProcesses()
  const stolen = await signIn(here.identity)
  const rotation = await rotateSigningKey(db, masterKey, clock.now(), { compromised: true })
  await live(10_000)
  expect(await here.identity.verifyAccessToken(stolen)).toBeUndefined()
  expect(await there.identity.verifyAccessToken(stolen)).toBeUndefined()
  expect(there.keys.active.kid).toBe(rotation.kid)
  expect(await there.identity.verifyAccessToken(await signIn(here.identity))).toBeDefined()
  await end()
})

test('a forged token that a process has just believed is refused once it has heard that the key is compromised [S19]', async () => {
  const { clock, here, signIn, live, end } = await twoProcesses()
  const authenticate = createAuthentication(here.identity, clock)
  const forged = await signIn(here.identity)
  await live(10_000)
  expect(await authenticate(forged)).toBeDefined()
  expect(here.identity.keyGeneration()).toBe(0) // looking alone makes nothing be verified again
  await rotateSigningKey(db, masterKey, clock.now(), { compromised: true })
  expect(await authenticate(forged)).toBeDefined()
  await live(10_000)
  expect(await authenticate(forged)).toBeUndefined()
  expect(await authenticate(await signIn(here.identity))).toBeDefined()
  await end()
})

test('rotations at the same time come one after the other, and leave one newest key [S19]', async () => {
  const { clock, here, live, end } = await twoProcesses()
  const rotations = await Promise.all(Array.from({ length: 5 }, () => rotateSigningKey(db, masterKey, clock.now())))
  await live(60_000)
  expect(rotations.map(rotation => rotation.kid)).toContain(here.keys.active.kid)
  const [count] = await db.query<{ active: bigint }>(
    'SELECT count(*) AS active FROM identity.signing_keys WHERE active',
  )
  expect(count!.active).toBe(1n)
  await end()
})
