import { beforeEach, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/database.ts'
import { newId } from '../../../kernel/ids.ts'
import { testClock } from '../testing.ts'
import { insertPasskey, passkeysOf } from './passkey-store.ts'
import {
  beginAuthentication,
  beginRegistration,
  finishAuthentication,
  finishRegistration,
  type KeyHolder,
  type PasskeyRoom,
} from './passkeys.ts'
import { challengeLifeMs } from './rules.ts'
import { type Manner, type SoftPasskey, softPasskey } from './testing.ts'

const db = await testDatabase()
const clock = testClock()
const room: PasskeyRoom = { db, brandName: 'Harbor & Rye', origins: ['https://pay.example'] }
const subject = 'a sign-in'
let holder: KeyHolder

beforeEach(() => {
  holder = { personId: newId(), kind: 'customer', label: 'maya@example.test' }
})

async function register(key: SoftPasskey, manner: Manner = {}, within = subject): Promise<boolean> {
  const { challenge } = await beginRegistration(room, holder, within, clock.now())
  const answer = { response: key.register(challenge, manner), subject, deviceName: 'Chrome on Android' }
  const made = await finishRegistration(room, holder, answer, clock.now())
  return made !== undefined && insertPasskey(db, made)
}

async function signIn(key: SoftPasskey, manner: Manner = {}, within = subject) {
  const { challenge } = await beginAuthentication(room, within, undefined, clock.now())
  return finishAuthentication(room, { response: key.use(challenge, manner), subject }, clock.now())
}

test('a passkey that was made signs its owner in [S4]', async () => {
  const key = softPasskey()
  expect(await register(key)).toBe(true)
  const proved = { personId: holder.personId, kind: 'customer', proof: 'passkey', provedMs: clock.now() }
  expect(await signIn(key)).toEqual(proved)
  expect(await passkeysOf(db, holder.personId)).toMatchObject([
    { name: 'Chrome on Android', synced: false, lastUsedAt: new Date(clock.now()) },
  ])
})

test('options name our host, and want the person verified and the key kept by the authenticator [S4]', async () => {
  const options = await beginRegistration(room, holder, subject, clock.now())
  expect(options).toMatchObject({
    rp: { id: 'pay.example', name: 'Harbor & Rye' },
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    attestation: 'none',
  })
  const asked = await beginAuthentication(room, subject, undefined, clock.now())
  expect(asked).toMatchObject({ rpId: 'pay.example', userVerification: 'required', allowCredentials: [] })
})

test.each([
  ['a person who is there but not verified', { verified: false }],
  ['another origin', { origin: 'https://pay.example.evil.test' }],
  ['another host', { rpId: 'evil.test' }],
])('%s neither makes a passkey nor uses one [S4]', async (_, manner) => {
  expect(await register(softPasskey(), manner)).toBe(false)
  const key = softPasskey()
  await register(key)
  expect(await signIn(key, manner)).toBeUndefined()
})

test('a challenge is good for one answer, in the sign-in that it was drawn for, for five minutes [S4]', async () => {
  const key = softPasskey()
  expect(await register(key, {}, 'another sign-in')).toBe(false)
  expect(await register(key)).toBe(true)
  expect(await signIn(key, {}, 'another sign-in')).toBeUndefined()
  const { challenge } = await beginAuthentication(room, subject, undefined, clock.now())
  const response = key.use(challenge)
  expect(await finishAuthentication(room, { response, subject }, clock.now())).toBeDefined()
  expect(await finishAuthentication(room, { response, subject }, clock.now())).toBeUndefined()
  const late = await beginAuthentication(room, subject, undefined, clock.now())
  const answer = { response: key.use(late.challenge), subject }
  expect(await finishAuthentication(room, answer, clock.now() + challengeLifeMs)).toBeUndefined()
  expect(await finishAuthentication(room, { response: key.use('made-up'), subject }, clock.now())).toBeUndefined()
})

test('of twenty who answer one challenge at once, one is signed in [S4]', async () => {
  const key = softPasskey()
  await register(key)
  const { challenge } = await beginAuthentication(room, subject, undefined, clock.now())
  const all = await Promise.all(
    Array.from({ length: 20 }, () =>
      finishAuthentication(room, { response: key.use(challenge), subject }, clock.now()),
    ),
  )
  expect(all.filter(Boolean)).toHaveLength(1)
})

test('a counter that does not go up tells of a copy: it signs nobody in [S4]', async () => {
  const key = softPasskey()
  await register(key, { counter: 1 })
  expect(await signIn(key, { counter: 5 })).toBeDefined()
  expect(await signIn(key, { counter: 5 })).toBeUndefined()
  expect(await signIn(key, { counter: 4 })).toBeUndefined()
  expect(await signIn(key, { counter: 0 })).toBeUndefined()
  expect(await signIn(key, { counter: 6 })).toBeDefined()
})

test('a passkey that is unknown, or signed by another key, is nobody', async () => {
  const [key, other] = [softPasskey(), softPasskey()]
  await register(key)
  expect(await signIn(other)).toBeUndefined()
  const { challenge } = await beginAuthentication(room, subject, undefined, clock.now())
  const forged = { ...other.use(challenge), id: key.id, rawId: key.id }
  expect(await finishAuthentication(room, { response: forged, subject }, clock.now())).toBeUndefined()
})

test('one credential belongs to one person', async () => {
  const key = softPasskey()
  expect(await register(key)).toBe(true)
  const first = holder.personId
  holder = { personId: newId(), kind: 'staff', label: 'Ana' }
  expect(await register(key)).toBe(false)
  expect(await signIn(key)).toMatchObject({ personId: first, kind: 'customer' })
})

test('for a person who is signed in already, only their own passkeys are asked for', async () => {
  const key = softPasskey()
  await register(key)
  const { allowCredentials } = await beginAuthentication(room, subject, holder.personId, clock.now())
  expect(allowCredentials).toMatchObject([{ id: key.id }])
})
