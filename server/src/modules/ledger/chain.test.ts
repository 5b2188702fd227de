import fc from 'fast-check'
import { expect, test } from 'vitest'
import { testDatabase } from '../../../test/database.ts'
import { batchHash, type ChainedTransfer, genesisHash, transferLine } from './chain.ts'

const seed = 20261122
const db = await testDatabase()

/** Some lots with a part each, or neither. */
const lotted = fc.option(fc.array(fc.tuple(fc.uuid(), fc.bigInt(1n, 1_000_000n)), { minLength: 1, maxLength: 3 }))

const transfer: fc.Arbitrary<ChainedTransfer> = fc
  .record({
    id: fc.uuid(),
    kind: fc.integer({ min: 1, max: 5 }),
    debit_account: fc.uuid(),
    credit_account: fc.uuid(),
    amount: fc.bigInt(1n, 1_000_000_000_000n),
    currency: fc.constantFrom('USD', 'EUR', 'JPY'),
    at_us: fc.bigInt(0n, 4_102_444_800_000_000n),
    reverses: fc.option(fc.uuid()),
    lotted,
  })
  .map(({ lotted: pairs, ...fields }) => ({
    ...fields,
    lots: pairs?.map(([lot]) => lot) ?? null,
    parts: pairs?.map(([, part]) => part) ?? null,
  }))

test('the database and the proof, written apart, make the same hash of any batch', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(transfer, { minLength: 1, maxLength: 5 }), async transfers => {
      const [row] = await db.query<{ lines: string[]; hash: Buffer }>(
        `WITH lines AS (
           SELECT position, ledger.transfer_line(id, kind, debit_account, credit_account, amount, currency,
                    timestamptz 'epoch' + at_us * interval '1 microsecond', reverses, lots::uuid[], parts::bigint[]) AS line
             FROM unnest($1::uuid[], $2::smallint[], $3::uuid[], $4::uuid[], $5::bigint[], $6::char(3)[], $7::bigint[],
                         $8::uuid[], $10::text[], $11::text[]) WITH ORDINALITY t(id, kind, debit_account, credit_account, amount, currency, at_us,
                         reverses, lots, parts, position))
         SELECT array_agg(line ORDER BY position) AS lines,
                sha256($9 || convert_to(string_agg(line, E'\\n' ORDER BY position), 'UTF8')) AS hash FROM lines`,
        [
          ...(
            ['id', 'kind', 'debit_account', 'credit_account', 'amount', 'currency', 'at_us', 'reverses'] as const
          ).map(column => transfers.map(row => row[column])),
          genesisHash,
          transfers.map(({ lots }) => lots && `{${lots}}`),
          transfers.map(({ parts }) => parts && `{${parts}}`),
        ],
      )
      expect(row!.lines).toEqual(transfers.map(transferLine))
      const hash = batchHash(genesisHash)
      for (const one of transfers) hash.add(one)
      expect(hash.hash().equals(row!.hash)).toBe(true)
    }),
    { seed, numRuns: 100 },
  )
})

test('every field of a transfer, their order and the hash before count', () => {
  const sample: ChainedTransfer[] = fc.sample(transfer, { seed, numRuns: 2 })
  const lots = { lots: ['a'], parts: [1n] }
  const [a, b] = [
    { ...sample[0]!, ...lots },
    { ...sample[1]!, ...lots },
  ]
  const hashOf = (previous: Buffer, ...transfers: ChainedTransfer[]) => {
    const hash = batchHash(previous)
    for (const one of transfers) hash.add(one)
    return hash.hash().toString('hex')
  }
  const changed = (Object.keys(a) as (keyof ChainedTransfer)[]).map(field =>
    hashOf(
      genesisHash,
      {
        ...a,
        [field]: field === 'amount' ? a.amount + 1n : field === 'lots' || field === 'parts' ? ['changed'] : 'changed',
      },
      b,
    ),
  )
  const all = [hashOf(genesisHash, a, b), hashOf(genesisHash, b, a), hashOf(Buffer.alloc(32, 1), a, b), ...changed]
  expect(new Set(all).size).toBe(13)
})
