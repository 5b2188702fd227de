/** A superuser edits the trail behind our back, in every way; the verification says where, to the row. */
import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { testDatabase } from '../../../test/database.ts'
import { manualClock } from '../../kernel/clock.ts'
import { masterKeyOf } from '../../platform/crypto.ts'
import { exportTrail, startTrail, verifyTrail, verifyTrailFile } from './index.ts'
import { addAuditKey } from './keys.ts'
import { sealEvents } from './seal-events.ts'

const db = await testDatabase()
const masterKey = masterKeyOf(randomBytes(32), 'test')
const clock = manualClock(1_800_000_000_000)
const unexpected = (error: unknown) => {
  throw error
}
let directory: string

/** 20 events in seals of what came together. */
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'audit-'))
  await db.query('TRUNCATE audit.events, audit.batches, audit.keys')
  await db.query('UPDATE audit.head SET last_seq = 0')
  for (const portion of [0, 1]) {
    const trail = startTrail({ db, masterKey, clock, onError: unexpected, sealEveryMs: 3_600_000 })
    for (let i = 1; i <= 10; i += 1) {
      trail.recordLater({
        actor: { kind: 'system' },
        operation: 'expiry.run',
        outcome: 'done',
        figures: { holds: portion * 10 + i },
      })
    }
    await trail.close()
  }
})
afterEach(() => rm(directory, { recursive: true }))

const faultsNow = async () => (await verifyTrail(db, masterKey)).faults
const idOf = async (seq: number) =>
  (await db.query<{ id: string }>('SELECT id FROM audit.events WHERE seq = $1', [seq]))[0]!.id

test('a trail that nobody touched is whole, sealed and signed [S11]', async () => {
  const verified = await verifyTrail(db, masterKey)
  expect(verified).toMatchObject({ ok: true, events: 20, faults: [], head: { number: 20 } })
  expect(verified.batches).toBeGreaterThanOrEqual(2)
})

test.each([
  ['what was done', `operation = 'expiry.other'`],
  ['who did it', `actor_kind = 'staff', actor_id = 'stf_other'`],
  ['when', `at = at - interval '1 hour'`],
  ['how it ended', `outcome = 'refused', status = 403, error_code = 'forbidden'`],
  ['the figures', `figures = '{"holds": 0}'`],
])('an edit of %s is located to its row [S11]', async (_, change) => {
  await db.query(`UPDATE audit.events SET ${change} WHERE seq = 13`)
  expect(await faultsNow()).toMatchObject([{ problem: 'changed', number: 13 }])
})

test('a removed row is named by its number [S11]', async () => {
  await db.query('DELETE FROM audit.events WHERE seq = 7')
  expect(await faultsNow()).toMatchObject([{ problem: 'removed', number: 7 }])
})

test('a row put in the place of a removed one is named [S11]', async () => {
  const id = await idOf(5)
  await db.query('DELETE FROM audit.events WHERE seq = 5')
  await db.query(`INSERT INTO audit.events (seq, id, at, actor_kind, operation, outcome)
                  VALUES (5, gen_random_uuid(), now(), 'system', 'forged', 'done')`)
  expect(await faultsNow()).toMatchObject([{ problem: 'changed', number: 5 }])
  expect((await faultsNow())[0]?.detail).not.toContain(id)
})

test('a row put between others is told from those that it pushed aside [S11]', async () => {
  await db.query('UPDATE audit.events SET seq = -seq WHERE seq BETWEEN 4 AND 10')
  await db.query('UPDATE audit.events SET seq = -seq + 1 WHERE seq < -3 AND seq > -10')
  await db.query('DELETE FROM audit.events WHERE seq = -10')
  await db.query(`INSERT INTO audit.events (seq, id, at, actor_kind, operation, outcome)
                  VALUES (4, gen_random_uuid(), now(), 'system', 'forged', 'done')`)
  const faults = await faultsNow()
  expect(faults).toContainEqual(expect.objectContaining({ problem: 'inserted', number: 4 }))
  expect(faults.filter(fault => fault.problem === 'moved').map(fault => fault.number)).toEqual([5, 6, 7, 8, 9, 10])
})

test('rows that changed places are named [S11]', async () => {
  await db.query('UPDATE audit.events SET seq = -seq WHERE seq IN (3, 4)')
  await db.query('UPDATE audit.events SET seq = 7 + seq WHERE seq < 0')
  expect(await faultsNow()).toMatchObject([
    { problem: 'moved', number: 3, detail: expect.stringContaining('sealed as 4') },
    { problem: 'moved', number: 4, detail: expect.stringContaining('sealed as 3') },
  ])
})

test('rows behind the last, and a removed end, are seen [S11]', async () => {
  await db.query(`INSERT INTO audit.events (seq, id, at, actor_kind, operation, outcome)
                  VALUES (21, gen_random_uuid(), now(), 'system', 'forged', 'done')`)
  expect(await faultsNow()).toMatchObject([{ problem: 'inserted', number: 21 }])
  await db.query('DELETE FROM audit.events WHERE seq IN (20, 21)')
  expect(await faultsNow()).toMatchObject([{ problem: 'removed', number: 20 }])
})

test('an edited row with an edited seal is found by the chain and by the signature [S11]', async () => {
  await db.query(`UPDATE audit.batches SET row_hashes = sha256('x') || substr(row_hashes, 33) WHERE batch = 1`)
  expect((await faultsNow()).map(fault => fault.problem)).toEqual(['chain', 'changed'])
  const forged = `sha256('ringfence audit seal 1' || E'\\n'::bytea)`
  await db.query(`UPDATE audit.batches SET hash = ${forged} WHERE batch = 1`)
  expect((await faultsNow()).map(fault => fault.problem)).toContain('signature')
})

test('a whole trail sealed again with a key of the intruder is not ours [S11]', async () => {
  const intruder = masterKeyOf(randomBytes(32), 'intruder')
  await db.query('TRUNCATE audit.batches, audit.keys')
  await addAuditKey(db, intruder, clock.now())
  expect(await sealEvents(db, intruder, clock.now())).toBe(20)
  expect((await faultsNow()).map(fault => fault.problem)).toEqual(['key'])
})

test('an end that was cut off, with its seal and its number, is found by a head that was kept elsewhere [S11]', async () => {
  const kept = (await verifyTrail(db, masterKey)).head!.signed
  const [last] = await db.query<{ first_seq: bigint }>(
    'SELECT first_seq FROM audit.batches ORDER BY batch DESC LIMIT 1',
  )
  await db.query('DELETE FROM audit.batches WHERE first_seq = $1', [last!.first_seq])
  await db.query('DELETE FROM audit.events WHERE seq >= $1', [last!.first_seq])
  await db.query('UPDATE audit.head SET last_seq = $1', [last!.first_seq - 1n])
  expect((await verifyTrail(db, masterKey)).ok).toBe(true)
  expect((await verifyTrail(db, masterKey, [kept])).faults).toMatchObject([{ problem: 'chain' }])
})

test('an export is verified without the database, and an edit of the file is located to the row [S11]', async () => {
  const file = join(directory, 'trail.jsonl')
  const lines: string[] = []
  await exportTrail(db, masterKey, async line => void lines.push(line))
  await writeFile(file, lines.join('\n'))
  const whole = await verifyTrailFile(file)
  expect(whole).toMatchObject({ ok: true, events: 20, head: { number: 20 } })
  const keyId = (JSON.parse(lines[0]!) as { keys: { id: string }[] }).keys[0]!.id
  expect((await verifyTrailFile(file, { keyIds: [keyId], heads: [whole.head!.signed] })).ok).toBe(true)
  expect((await verifyTrailFile(file, { keyIds: ['x'.repeat(43)] })).faults[0]).toMatchObject({ problem: 'key' })

  const text = await readFile(file, 'utf8')
  await writeFile(file, text.replace('"figures":{"holds":13}', '"figures":{"holds":14}'))
  expect((await verifyTrailFile(file)).faults).toMatchObject([{ problem: 'changed', number: 13 }])
  await writeFile(file, lines.filter(line => !line.includes('"figures":{"holds":8}')).join('\n'))
  expect((await verifyTrailFile(file)).faults).toMatchObject([{ problem: 'removed', number: 8 }])
})

test('nothing is sealed over a hole [S11]', async () => {
  const trail = startTrail({ db, masterKey, clock, onError: () => {}, sealEveryMs: 3_600_000 })
  await trail.record({ actor: { kind: 'system' }, operation: 'expiry.run', outcome: 'done' })
  await trail.record({ actor: { kind: 'system' }, operation: 'expiry.run', outcome: 'done' })
  await db.query('DELETE FROM audit.events WHERE seq = 21')
  await expect(sealEvents(db, masterKey, clock.now())).rejects.toThrow('21')
  await expect(trail.close()).rejects.toThrow('21')
})
