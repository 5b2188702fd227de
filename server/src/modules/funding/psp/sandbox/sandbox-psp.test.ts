import { describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import { manualClock } from '../../../../kernel/clock.ts'
import { newId } from '../../../../kernel/ids.ts'
import { conformance, type Subject } from '../conformance.ts'
import { PspUnavailable, type Webhook } from '../psp.ts'
import { testCards } from './cards.ts'
import { drawDeliveries, type Misbehaviour } from './misbehaviour.ts'
import { postgresSandboxStore } from './postgres-store.ts'
import { type SandboxPsp, sandboxPsp } from './sandbox-psp.ts'
import { memorySandboxStore, type SandboxStore } from './store.ts'

const db = await testDatabase()
const fee = { basisPoints: 290n, fixed: 30n }
const nowMs = Date.parse('2026-11-22T12:00:00Z')

function sandbox(store: SandboxStore, misbehaviour?: Misbehaviour) {
  const clock = manualClock(nowMs)
  const psp = sandboxPsp({ store, clock, webhookSecret: 'secret', fee, ...(misbehaviour ? { misbehaviour } : {}) })
  return { psp, clock }
}

async function webhooksOf(psp: SandboxPsp): Promise<Webhook[]> {
  const webhooks: Webhook[] = []
  await psp.controls.advance(async webhook => void webhooks.push(webhook))
  return webhooks
}

function subjectOf(store: SandboxStore): Subject {
  const { psp, clock } = sandbox(store)
  const { controls } = psp
  return {
    psp,
    nowMs,
    fillForm: async (_setup, conduct) => testCards.find(card => card.conduct === conduct)!.token,
    answerChallenge: async charge => void (await controls.answerChallenge(charge.reference!, true)),
    finishProcessing: async () => {
      clock.advance(10_000)
      await webhooksOf(psp)
    },
    openDispute: async key => void (await controls.openDispute(key)),
    closeDispute: async (key, won) => void (await controls.closeDispute(key, won)),
    payOut: () => controls.payOut(),
    webhooks: () => webhooksOf(psp),
    chargesFor: async key => (await store.list('charge')).filter(record => record.id === `ch_${key}`).length,
  }
}

function withAnswer(subject: Subject, store: SandboxStore): Subject {
  const { controls } = sandbox(store).psp
  return {
    ...subject,
    answerChallenge: async (charge, approve) => void (await controls.answerChallenge(charge.reference!, approve)),
  }
}

describe('in memory', () => {
  conformance(async () => {
    const store = memorySandboxStore()
    return withAnswer(subjectOf(store), store)
  })
})

describe('in PostgreSQL', () => {
  conformance(async () => {
    await db.query('DELETE FROM sandbox_psp.records')
    const store = postgresSandboxStore(db)
    return withAnswer(subjectOf(store), store)
  })
})

async function charged(psp: SandboxPsp, amount: bigint, key: string) {
  const customerReference = await psp.openCustomer(newId())
  const { setupId } = await psp.setUpCard(customerReference)
  const setup = await psp.readSetup({ setupId, customerReference, token: 'sandbox_visa' })
  const cardReference = setup.status === 'saved' ? setup.card.reference : ''
  const identity = { key, customerReference, atMs: nowMs, reference: null }
  return psp
    .charge({ ...identity, cardReference, amount, currency: 'USD', offSession: false })
    .catch((error: Error) => error)
}

test.each([
  [6661n, { status: 'declined', reason: 'The bank declined this card.' }],
  [6662n, { status: 'declined', reason: 'There is not enough money on this card.' }],
  [6663n, { status: 'actionRequired' }],
  [6664n, expect.any(PspUnavailable)],
  [6665n, { status: 'processing' }],
  [6666n, { status: 'succeeded' }],
])('a good card and the amount %d misbehave as documented', async (amount, expected) => {
  const { psp } = sandbox(memorySandboxStore())
  const result = await charged(psp, amount, newId())
  if (expected instanceof Object && 'status' in expected) expect(result).toMatchObject(expected)
  else expect(result).toEqual(expected)
})

test('misbehaviour follows from the seed and the charge, in whatever order charges come', async () => {
  const how = { seed: 'a', declined: 200, noFunds: 100, challenge: 100, answerLost: 100, requestLost: 100 }
  const keys = Array.from({ length: 100 }, () => newId())
  const run = async (order: string[], seed = 'a') => {
    const { psp } = sandbox(memorySandboxStore(), { ...how, seed })
    const results = new Map<string, string>()
    for (const key of order) {
      const result = await charged(psp, 1_000n, key)
      results.set(key, result instanceof Error ? result.message : result.status)
    }
    return keys.map(key => results.get(key))
  }
  const first = await run(keys)
  expect(await run([...keys].reverse())).toEqual(first)
  expect(await run(keys, 'b')).not.toEqual(first)
  expect(new Set(first)).toEqual(
    new Set(['succeeded', 'declined', 'actionRequired', 'the answer was lost', 'the request was lost']),
  )
})

test('webhooks come late, doubled and in another order, as the seed says', async () => {
  const how = { seed: 'a', duplicateWebhook: 300, lateWebhook: 500, lateMs: 100_000 }
  const { psp, clock } = sandbox(memorySandboxStore(), how)
  for (let i = 0; i < 30; i++) await charged(psp, 1_000n, newId())
  const idsOf = (webhooks: Webhook[]) =>
    webhooks.map(({ bytes }) => (JSON.parse(bytes.toString()) as { id: string }).id)
  const soon = idsOf(await webhooksOf(psp))
  clock.advance(100_000)
  const late = idsOf(await webhooksOf(psp))
  const all = [...soon, ...late]
  expect(new Set(all).size).toBe(30)
  expect(all.length).toBeGreaterThan(30)
  expect(late.length).toBeGreaterThan(5)
  expect(drawDeliveries(how, 'x')).toEqual(drawDeliveries(how, 'x'))
  expect(await webhooksOf(psp)).toEqual([])
})

test('a webhook that is not taken is delivered again, and keeps no other waiting', async () => {
  const { psp } = sandbox(memorySandboxStore())
  for (let i = 0; i < 3; i++) await charged(psp, 1_000n, newId())
  let count = 0
  const choosy = async () => {
    if (++count === 1) throw new Error('not now')
  }
  await expect(psp.controls.advance(choosy)).rejects.toThrow('not now')
  expect(count).toBe(3)
  expect(await webhooksOf(psp)).toHaveLength(1)
})
