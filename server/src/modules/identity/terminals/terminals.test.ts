import { generateSigningKey } from '@ringfence/contract'
import { expect, test } from 'vitest'
import { proved } from '../../../../test/callers.ts'
import { callOf } from '../../../../test/calls.ts'
import { testDatabase } from '../../../../test/database.ts'
import { testNow } from '../../../../test/till.ts'
import { newId, toTypeId, type Uuid } from '../../../kernel/ids.ts'
import { type AuditEntry, noTrail } from '../../../platform/audit-trail.ts'
import type { Caller } from '../../../platform/http.ts'
import { findLiveKey } from '../store.ts'
import { masterKey } from '../testing.ts'
import { readCode } from './enrolment.ts'
import { terminalsRoutes } from './routes.ts'

const db = await testDatabase()
const storeId = newId()
const forgotten: string[] = []
const recorded: AuditEntry[] = []
const routes = terminalsRoutes({
  db,
  masterKey,
  stores: async () => [{ id: storeId, name: 'Pier 4' }],
  forgetKey: keyId => forgotten.push(keyId),
  trail: { ...noTrail, record: async entry => void recorded.push(entry) },
})
const someone = (role: Caller['role'], store?: Uuid): Caller => ({
  ...proved,
  role,
  personId: newId(),
  name: role,
  terminalId: undefined,
  storeId: store,
})
const admin = someone('administrator')

async function addTerminal(): Promise<string> {
  const body = { name: 'Till 2', storeId: toTypeId('sto', storeId) }
  const outcome = await routes.createTerminal(callOf<'createTerminal'>(admin, { body }))
  if (!outcome.ok) throw new Error(outcome.code)
  return outcome.value.id
}
async function codeFor(id: string, by = admin, nowMs = testNow): Promise<string> {
  const outcome = await routes.createEnrolmentCode({ ...callOf<'createEnrolmentCode'>(by, { params: { id } }), nowMs })
  if (!outcome.ok) throw new Error(outcome.code)
  return outcome.value.code
}
async function enrol(code: string, { nowMs = testNow, from = newId() as string } = {}) {
  const key = await generateSigningKey()
  const body = { code, publicKey: key.publicKey }
  const call = { ...callOf<'enrolTerminal'>(admin, { body }), nowMs, addressHash: from }
  return { key, outcome: await routes.enrolTerminal(call) }
}

test('a till is added, gets a code, and its key signs from then on', async () => {
  const id = await addTerminal()
  const code = await codeFor(id)
  expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/)
  const { key, outcome } = await enrol(code.toLowerCase().replace('-', ' '))
  expect(outcome).toMatchObject({
    ok: true,
    value: { keyId: key.keyId, terminal: { id, status: 'active', storeName: 'Pier 4' } },
  })
  expect(await findLiveKey(db, key.keyId)).toBeDefined()
})

test('a code is good once, also for two tills at once', async () => {
  const code = await codeFor(await addTerminal())
  const outcomes = await Promise.all(Array.from({ length: 10 }, () => enrol(code)))
  expect(outcomes.filter(({ outcome }) => outcome.ok)).toHaveLength(1)
  expect((await enrol(code)).outcome).toEqual({ ok: false, code: 'code_invalid' })
})

test('a code is good for a quarter of an hour, and until the next one', async () => {
  const id = await addTerminal()
  const first = await codeFor(id)
  const second = await codeFor(id)
  expect((await enrol(first)).outcome).toEqual({ ok: false, code: 'code_invalid' })
  expect((await enrol(second, { nowMs: testNow + 15 * 60_000 })).outcome).toEqual({ ok: false, code: 'code_invalid' })
  expect((await enrol(second, { nowMs: testNow + 15 * 60_000 - 1 })).outcome).toMatchObject({ ok: true })
})

test('twenty guesses an hour from one address, and no more, whatever is guessed', async () => {
  const code = await codeFor(await addTerminal())
  const from = 'one address'
  for (let i = 0; i < 20; i++) {
    expect((await enrol('00000-00000', { from })).outcome).toEqual({ ok: false, code: 'code_invalid' })
  }
  expect((await enrol(code, { from })).outcome).toEqual({ ok: false, code: 'limit_exceeded' })
  expect((await enrol(code)).outcome).toMatchObject({ ok: true })
})

test('the code is nowhere in the database', async () => {
  const code = await codeFor(await addTerminal())
  const rows = await db.query<{ text: string }>('SELECT c::text AS text FROM identity.enrolment_codes c')
  expect(rows.map(row => row.text).join('\n')).not.toContain(readCode(code))
})

test('a lost till loses its keys at once, and a code that waits for it', async () => {
  const id = await addTerminal()
  const { key } = await enrol(await codeFor(id))
  const waiting = await codeFor(id)
  const revoked = await routes.revokeTerminalKeys(callOf<'revokeTerminalKeys'>(admin, { params: { id } }))
  expect(revoked).toMatchObject({ ok: true, value: { status: 'unenrolled' } })
  expect(forgotten).toContain(key.keyId)
  expect(await findLiveKey(db, key.keyId)).toBeUndefined()
  expect((await enrol(waiting)).outcome).toEqual({ ok: false, code: 'code_invalid' })
})

test("a store manager handles the own store's tills, and no other's [A10]", async () => {
  const id = await addTerminal()
  const own = someone('storeManager', storeId)
  const foreign = someone('storeManager', newId())
  expect(await codeFor(id, own)).toMatch(/-/)
  const absent = { ok: false, code: 'not_found' }
  const params = { params: { id } }
  expect(await routes.revokeTerminalKeys(callOf<'revokeTerminalKeys'>(foreign, params))).toEqual(absent)
  expect(await routes.listTerminalKeys(callOf<'listTerminalKeys'>(foreign, params))).toEqual(absent)
  expect(await routes.createEnrolmentCode(callOf<'createEnrolmentCode'>(foreign, params))).toEqual(absent)
})

test('letters that look like digits are read as such', () => {
  expect(readCode('o1il0-abcde')).toBe('01110ABCDE')
})

test('a till is added once a key, to a store that there is', async () => {
  const body = { name: 'Till 9', storeId: toTypeId('sto', storeId) }
  const call = callOf<'createTerminal'>(admin, { body, key: 'one' })
  const first = await routes.createTerminal(call)
  expect(await routes.createTerminal(call)).toEqual({ ...first, replayed: true })
  const other = callOf<'createTerminal'>(admin, { body: { ...body, name: 'Till 8' }, key: 'one' })
  expect(await routes.createTerminal(other)).toEqual({ ok: false, code: 'idempotency_key_reused' })
  const nowhere = callOf<'createTerminal'>(admin, { body: { ...body, storeId: toTypeId('sto', newId()) } })
  expect(await routes.createTerminal(nowhere)).toEqual({ ok: false, code: 'not_found' })
})

test('a key that a till brings in is in the audit trail, though nobody is signed in [S11]', async () => {
  recorded.length = 0
  const id = await addTerminal()
  await enrol('00000-00000')
  expect((await enrol(await codeFor(id))).outcome.ok).toBe(true)
  expect(recorded).toEqual([
    { actor: { kind: 'system' }, operation: 'enrolTerminal', target: { kind: 'terminal', id }, outcome: 'done' },
  ])
})
