/** What the server's role can and cannot do to the trail: the tests connect as that role. */
import { expect, test } from 'vitest'
import { appDatabase } from '../../../test/database.ts'
import { newId } from '../../kernel/ids.ts'
import type { Queryable, Transaction } from '../../platform/database.ts'

const db = await appDatabase()

const event = (changes: Record<string, unknown> = {}) => ({
  id: newId(),
  at: '2026-11-22T12:00:00.000Z',
  actor_kind: 'system',
  operation: 'expiry.run',
  outcome: 'done',
  ...changes,
})
const append = async (on: Queryable, events: readonly object[]) => {
  const [row] = await on.query<{ last: bigint }>('SELECT audit.append($1::jsonb) AS last', [JSON.stringify(events)])
  return row!.last
}
/** Connected as `ringfence_app`, as the server is. */
const asServer = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> =>
  db.transaction(async tx => {
    const [who] = await tx.query<{ name: string }>('SELECT current_user::text AS name')
    expect(who?.name).toBe('ringfence_app')
    return work(tx)
  })

test('the server appends events through the one function, and they keep their order without gaps [S11]', async () => {
  const last = await asServer(tx => append(tx, [event({ operation: 'first' }), event({ operation: 'second' })]))
  const next = await asServer(tx => append(tx, [event({ operation: 'third' })]))
  expect(next).toBe(last + 1n)
  const rows = await asServer(tx =>
    tx.query<{ seq: bigint; operation: string }>('SELECT seq, operation FROM audit.events ORDER BY seq DESC LIMIT 3'),
  )
  expect(rows.map(row => row.operation)).toEqual(['third', 'second', 'first'])
})

test('an event that is sent again is recorded once [S11]', async () => {
  const same = event()
  const last = await asServer(tx => append(tx, [same]))
  expect(await asServer(tx => append(tx, [same, event()]))).toBe(last + 1n)
})

test.each(['audit.events', 'audit.batches', 'audit.head', 'audit.keys', 'audit.verifications'])(
  'the server can neither change, delete nor empty %s [S11]',
  async table => {
    for (const statement of [`UPDATE ${table} SET ctid = ctid`, `DELETE FROM ${table}`, `TRUNCATE ${table}`]) {
      const text = statement.replace('SET ctid = ctid', `SET ${columnOf(table)} = ${columnOf(table)}`)
      await expect(asServer(tx => tx.query(text))).rejects.toMatchObject({ code: '42501' })
    }
  },
)

test.each([
  [
    'audit.events',
    `INSERT INTO audit.events (seq, id, at, actor_kind, operation, outcome)
     VALUES (999999, gen_random_uuid(), now(), 'system', 'forged', 'done')`,
  ],
  ['audit.batches', `INSERT INTO audit.batches SELECT * FROM audit.batches`],
  ['audit.head', 'INSERT INTO audit.head (only_row) VALUES (true) ON CONFLICT DO NOTHING'],
])('the server can not write into %s past the functions [S11]', async (_, statement) => {
  await expect(asServer(tx => tx.query(statement))).rejects.toMatchObject({ code: '42501' })
})

test('the server can neither give itself rights nor replace the functions [S11]', async () => {
  for (const statement of [
    'DROP FUNCTION audit.append(jsonb)',
    'ALTER TABLE audit.events DISABLE TRIGGER ALL',
    'CREATE TABLE audit.other (only_row boolean)',
  ]) {
    await expect(asServer(tx => tx.query(statement))).rejects.toMatchObject({ code: '42501' })
  }
})

test('an event with words where a name or an id belongs is refused: nothing personal slips in [S11]', async () => {
  for (const changes of [
    { operation: 'wrote to ada@example.test' },
    { actor_kind: 'staff', actor_id: 'Ada Lovelace' },
    { target_kind: 'customer', target_id: 'ada@example.test' },
    { figures: { name: 'Ada' } },
    { error_code: 'No such thing: 12 Main St' },
  ]) {
    await expect(asServer(tx => append(tx, [event(changes)]))).rejects.toMatchObject({ code: '23514' })
  }
})

function columnOf(table: string): string {
  return (
    { 'audit.events': 'operation', 'audit.batches': 'signed', 'audit.head': 'last_seq', 'audit.keys': 'id' }[table] ??
    'ok'
  )
}
