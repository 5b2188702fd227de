import type { CardBatch, CardBatchFile } from '@ringfence/contract'
import { canonicalCardNumber, isPrintedNumber } from '@ringfence/contract'
import { expect, test } from 'vitest'
import { proved } from '../../../test/callers.ts'
import { testDatabase } from '../../../test/database.ts'
import { employ } from '../../../test/staff.ts'
import { fromTypeId, newId } from '../../kernel/ids.ts'
import type { Call, Caller, Outcome } from '../../platform/http.ts'
import { approve } from '../approvals/decide-approval.ts'
import { lockStanding } from '../identity/index.ts'
import { activateCard } from './activate-card.ts'
import { batchRoutes } from './batch-routes.ts'
import { makeBatches } from './make-batches.ts'
import { batchDownloadKind } from './release-batch.ts'
import { activationOf, currency, openTestTill, testIdempotency, testKey, testNow } from './testing.ts'

const db = await testDatabase()
const till = await openTestTill(db)
const wakes: number[] = []
const routes = batchRoutes({ db, masterKey: testKey, currencies: async () => [currency], wake: () => wakes.push(1) })
const finance: Caller = {
  ...proved,
  role: 'finance',
  personId: newId(),
  name: 'Vikram Shah',
  terminalId: undefined,
  storeId: undefined,
}
const order = { name: 'Spring', design: 'classic', count: 30, currency, ceiling: 50_000, validMonths: 60 }
const callOf = (parts: object) =>
  ({
    params: {},
    query: {},
    caller: finance,
    nowMs: testNow,
    idempotency: testIdempotency(newId()),
    ...parts,
  }) as unknown
const placed = (parts: object) => routes.orderCardBatch(callOf(parts) as Call<'orderCardBatch'>)
const download = (id: string) => routes.downloadCardBatch(callOf({ params: { id } }) as Call<'downloadCardBatch'>)
const look = async (id: string) => took(await routes.getCardBatch(callOf({ params: { id } }) as Call<'getCardBatch'>))
function took<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.code)
  return outcome.value
}
const makeAll = async () => {
  while ((await makeBatches(db, testKey, testNow)) > 0);
}
const orderAndMake = async (count: number): Promise<CardBatch> => {
  const batch = took(await placed({ body: { ...order, count } }))
  await makeAll()
  return batch
}
const colleague = { id: newId(), role: 'finance', storeId: undefined, name: 'Amara Osei' } as const
for (const person of [finance, { ...colleague, personId: colleague.id }]) await employ(db, person)
/** Asked for by one, released by another. */
const release = async (id: string) => {
  const parts = { params: { id }, body: { reason: 'for the printer' } }
  const asked = took(await routes.requestCardBatchDownload(callOf(parts) as Call<'requestCardBatchDownload'>))
  const order = { id: fromTypeId('apr', asked.id)!, by: colleague, atMs: testNow }
  expect(await approve({ db, kinds: { keyExport: batchDownloadKind }, lockStanding }, order)).toMatchObject({
    ok: true,
  })
}
const releasedBatch = async (count: number): Promise<CardBatch> => {
  const batch = await orderAndMake(count)
  await release(batch.id)
  return batch
}
const linesOf = ({ csv }: CardBatchFile) =>
  csv
    .trimEnd()
    .split('\r\n')
    .slice(1)
    .map(line => line.split(','))

test('a batch is ordered once a key, made by and by, and then ready [4.1]', async () => {
  const idempotency = testIdempotency(newId())
  const first = await placed({ body: order, idempotency })
  const batch = took(first)
  expect(batch).toMatchObject({ status: 'making', made: 0, count: 30, orderedBy: 'Vikram Shah', activated: 0 })
  expect(await placed({ body: order, idempotency })).toEqual({ ...first, replayed: true })
  const other = { ...idempotency, fingerprint: 'f'.repeat(32) }
  expect(await placed({ body: order, idempotency: other })).toEqual({ ok: false, code: 'idempotency_key_reused' })
  expect(wakes.length).toBeGreaterThan(0)
  expect(await download(batch.id)).toEqual({ ok: false, code: 'batch_not_ready' })
  expect(await makeBatches(db, testKey, testNow)).toBe(25)
  expect(await look(batch.id)).toMatchObject({ status: 'making', made: 25 })
  await makeAll()
  expect(await look(batch.id)).toMatchObject({ status: 'ready', made: 30 })
})

test('processes that make a batch at the same time make it once', async () => {
  const batch = took(await placed({ body: { ...order, count: 20 } }))
  await Promise.all(Array.from({ length: 4 }, () => makeBatches(db, testKey, testNow)))
  expect(await look(batch.id)).toMatchObject({ status: 'ready', made: 20 })
  const [row] = await db.query<{ count: bigint }>('SELECT count(*) FROM gift_cards.cards WHERE batch_id = $1', [
    fromTypeId('cbt', batch.id),
  ])
  expect(row!.count).toBe(20n)
})

test('numbers and PINs can be downloaded exactly once, also when 50 try at once [4.1]', async () => {
  const batch = await releasedBatch(12)
  const outcomes = await Promise.all(Array.from({ length: 50 }, () => download(batch.id)))
  const files = outcomes.flatMap(outcome => (outcome.ok ? [outcome.value] : []))
  expect(files).toHaveLength(1)
  expect(await download(batch.id)).toEqual({ ok: false, code: 'batch_downloaded' })
  const lines = linesOf(files[0]!)
  expect(lines).toHaveLength(12)
  expect(files[0]!.csv.startsWith('number,pin,barcode\r\n')).toBe(true)
  for (const [number, pin, barcode] of lines) {
    expect(isPrintedNumber(barcode!)).toBe(true)
    expect(canonicalCardNumber(number!)).toBe(barcode)
    expect(pin).toMatch(/^[0-9]{6}$/)
  }
  expect(new Set(lines.map(([, , barcode]) => barcode)).size).toBe(12)
  expect(await look(batch.id)).toMatchObject({ status: 'downloaded', downloadedBy: 'Vikram Shah' })
})

test('without the approval of a second person nobody downloads them, and then only who asked [S10]', async () => {
  const batch = await orderAndMake(2)
  expect(await download(batch.id)).toEqual({ ok: false, code: 'second_person_required' })
  await release(batch.id)
  const other = { params: { id: batch.id }, caller: { ...finance, personId: colleague.id } }
  const theirs = callOf(other) as Call<'downloadCardBatch'>
  expect(await routes.downloadCardBatch(theirs)).toEqual({ ok: false, code: 'second_person_required' })
  expect(linesOf(took(await download(batch.id)))).toHaveLength(2)
})

test('until then they are sealed, and afterwards nowhere', async () => {
  const batch = await releasedBatch(3)
  const dump = async () =>
    (await db.query<{ text: string }>('SELECT c::text AS text FROM gift_cards.cards c')).map(row => row.text).join('\n')
  const before = await dump()
  const [[, pin, barcode] = []] = linesOf(took(await download(batch.id)))
  for (const text of [before, await dump()]) {
    expect(text).not.toContain(barcode)
    expect(text).not.toContain(Buffer.from(barcode!).toString('hex'))
    expect(text).not.toContain(Buffer.from(pin!).toString('hex'))
  }
  const kept = await db.query('SELECT id FROM gift_cards.cards WHERE sealed_secret IS NOT NULL AND batch_id = $1', [
    fromTypeId('cbt', batch.id),
  ])
  expect(kept).toEqual([])
})

test('a card of the file is activated, within the ceiling of its batch, and counted', async () => {
  const batch = await releasedBatch(2)
  const [[, pin, number] = []] = linesOf(took(await download(batch.id)))
  const card = { id: '', number: number!, pin: pin! }
  expect(await activateCard(db, testKey, activationOf(till, card, { amount: 50_001n }))).toMatchObject({ ok: false })
  expect(await activateCard(db, testKey, activationOf(till, card, { amount: 50_000n }))).toMatchObject({ ok: true })
  expect(await look(batch.id)).toMatchObject({ activated: 1 })
})

test('an unknown design or currency is refused, with where it stands', async () => {
  expect(await placed({ body: { ...order, design: 'nothing' } })).toMatchObject({ pointers: ['/design'] })
  expect(await placed({ body: { ...order, currency: 'CHF' } })).toMatchObject({ pointers: ['/currency'] })
})

test('batches are listed newest first, page by page', async () => {
  const list = async (query: object) => took(await routes.listCardBatches(callOf({ query }) as Call<'listCardBatches'>))
  const all = await list({ limit: 200 })
  const first = await list({ limit: 2 })
  const second = await list({ limit: 2, cursor: first.nextCursor })
  expect([...first.data, ...second.data].map(batch => batch.id)).toEqual(all.data.slice(0, 4).map(batch => batch.id))
  expect(all.nextCursor).toBeNull()
  const absent = callOf({ params: { id: all.data[0]!.id.replace('cbt', 'crd') } }) as Call<'getCardBatch'>
  expect(await routes.getCardBatch(absent)).toEqual({ ok: false, code: 'not_found' })
})
