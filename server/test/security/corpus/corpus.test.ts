import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exchange, listen, statusesIn } from '../raw-socket.ts'
import { bytesOf, readCorpus } from './corpus.ts'
import { layerOneAlone } from './layer-one.ts'

const corpus = readCorpus()
const app = layerOneAlone()
let port: number
beforeAll(async () => {
  port = await listen(app)
})
afterAll(() => app.close())

describe('the first layer alone', () => {
  test.each(corpus.map(sample => [sample.id, sample] as const))(
    'judges %s as the corpus says [S7]',
    async (_, sample) => {
      const text = await exchange(port, bytesOf(sample))
      const statuses = statusesIn(text)
      expect(statuses).toHaveLength(1)
      expect(statuses[0] === 200 ? 'pass' : 'block').toBe(sample.expected)
      if (sample.expected === 'block') expect(text).toContain('application/problem+json')
    },
  )
})

test('the corpus has enough of both, each with an id of its own [S7]', () => {
  const benign = corpus.filter(({ kind }) => kind === 'benign')
  expect(benign.length).toBeGreaterThanOrEqual(40)
  expect(corpus.length - benign.length).toBeGreaterThanOrEqual(120)
  expect(new Set(corpus.map(({ id }) => id)).size).toBe(corpus.length)
  expect(benign.every(({ expected }) => expected === 'pass')).toBe(true)
})
