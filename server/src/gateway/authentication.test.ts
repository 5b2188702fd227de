import { expect, test } from 'vitest'
import { proved } from '../../test/callers.ts'
import { manualClock } from '../kernel/clock.ts'
import { newId } from '../kernel/ids.ts'
import { createAuthentication } from './authentication.ts'

const clock = manualClock(1_800_000_000_000)
const nowhere = { terminalId: undefined, storeId: undefined }
const caller = { ...proved, ...nowhere, role: 'customer', personId: newId(), name: 'Maya' } as const

test('a token that was remembered is refused from the moment that its session has ended [S3]', async () => {
  const ended = new Set<string>()
  let asked = 0
  const authenticate = createAuthentication(
    {
      verifyAccessToken: async () => {
        asked++
        return { caller, boundKeyId: 'k', expiresAtMs: clock.now() + 300_000 }
      },
      ended,
      keyGeneration: () => 1,
    },
    clock,
  )
  for (let i = 0; i < 3; i++) expect((await authenticate('token'))?.caller).toEqual(caller)
  expect(asked).toBe(1)
  ended.add(caller.sessionId)
  expect(await authenticate('token')).toBeUndefined()
})

test('a token that was remembered is verified again once the keys that verify tokens have changed [S19]', async () => {
  let [generation, isGood, asked] = [1, true, 0]
  const authenticate = createAuthentication(
    {
      verifyAccessToken: async () => {
        asked++
        return isGood ? { caller, boundKeyId: 'k', expiresAtMs: clock.now() + 300_000 } : undefined
      },
      keyGeneration: () => generation,
    },
    clock,
  )
  expect((await authenticate('token'))?.caller).toEqual(caller)
  const underWay = authenticate('another') // verified by the keys of before, answered after
  generation++
  expect((await underWay)?.caller).toEqual(caller)
  isGood = false
  expect(await authenticate('token')).toBeUndefined()
  expect(await authenticate('another')).toBeUndefined()
  expect(asked).toBe(4)
})
