import { type Operation, operations } from '@ringfence/contract'
import { expect, test } from 'vitest'
import { seededRandom } from '../../../src/demo/random.ts'
import { createPool } from '../fuzz/pool.ts'
import type { Schema } from '../fuzz/values.ts'
import { burpLog, writeRequests } from './written-requests.ts'

const random = seededRandom(5)
const drawing = { random, pool: createPool(random), hints: {} }

/** Names of properties that hold one value, however deep. */
function leavesOf({ properties, items, anyOf }: Schema): string[] {
  const inner = [...(anyOf ?? []), ...(items ? [items] : [])].flatMap(leavesOf)
  const isLeaf = ({ properties, items, anyOf }: Schema) => !properties && !items && !anyOf
  const own = Object.entries(properties ?? {}).flatMap(([name, one]) => (isLeaf(one) ? [name] : leavesOf(one)))
  return [...own, ...inner]
}

const namesOf = (schema: object | undefined) => Object.keys((schema as Schema | undefined)?.properties ?? {})

test.each(Object.entries(operations) as [string, Operation][])(
  'every parameter of %s is marked [S18]',
  (_, operation) => {
    const written = writeRequests(drawing, operation)
    const targets = written.map(({ target }) => target).join(' ')
    const expected = namesOf(operation.params).length + namesOf(operation.query).length
    expect(targets.split('*')).toHaveLength(expected + 1)
    const bodies = written.map(({ body }) => body ?? '').join(' ')
    for (const name of leavesOf((operation.body ?? {}) as Schema)) {
      expect(bodies).toMatch(new RegExp(`"${name}":("(?:[^"\\\\]|\\\\.)*\\*"|[\\w.-]+\\*)`))
    }
  },
)

test('a log holds each request once, a body behind its type [S18]', () => {
  const written = writeRequests(drawing, operations.openShift)
  const log = burpLog('127.0.0.1:1', written)
  expect(
    log.match(/^POST \S+ HTTP\/1\.1\nHost: 127\.0\.0\.1:1\nContent-Type: application\/json\n\n\{.*\}$/gm),
  ).toHaveLength(written.length)
})
