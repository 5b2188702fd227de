/** Attacks on what is not there: each test fails on the day that somebody builds it without a test of its own. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Operation, operations } from '@ringfence/contract'
import { describe, expect, test } from 'vitest'
import { appDatabase } from '../database.ts'

const db = await appDatabase()
const table = Object.entries(operations) as [string, Operation][]
const words = async () => {
  const columns = await db.owner.query<{ name: string }>(
    `SELECT format('%s.%s.%s', table_schema, table_name, column_name) AS name FROM information_schema.columns
      WHERE table_schema !~ '^(pg_|information_schema$)'`,
  )
  return [
    ...columns.map(({ name }) => name),
    ...table.flatMap(([id, { path, body }]) => [id, path, JSON.stringify(body ?? {})]),
  ]
}

describe('what has no door', () => {
  test('no offer, coupon or voucher limits that could be raced: none is granted anywhere [A28]', async () => {
    expect(
      (await words()).filter(word =>
        /offer|coupon|voucher|promo_?code/i.test(word.replace(/"description":"[^"]*"/g, '')),
      ),
    ).toEqual([])
  })
  test('no referral that could be farmed: nothing is given for bringing somebody [A29]', async () => {
    expect(
      (await words()).filter(word =>
        /referr|invited_?by|friend_?code/i.test(word.replace(/"description":"[^"]*"/g, '')),
      ),
    ).toEqual([])
  })
})

test('no refund names where the value goes: it goes back to what paid [A8]', () => {
  const refunds = table.filter(
    ([id]) => /refund|void/i.test(id) && (operations as Record<string, Operation>)[id]!.method === 'POST',
  )
  expect(refunds.length).toBeGreaterThan(5)
  for (const [id, { body }] of refunds) {
    const named = Object.keys((body as { properties?: object } | undefined)?.properties ?? {})
    expect(`${id} ${named.filter(name => /account|customer|card(?!s)|tender|to$/i.test(name))}`).toBe(`${id} `)
  }
})

const root = fileURLToPath(new URL('../../../', import.meta.url))
const sources = ['apps', 'ui'].flatMap(folder =>
  readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' })
    .filter(name => /\.tsx?$/.test(name) && !/node_modules|\.test\.tsx?$|dist\//.test(name))
    .map(name => `${folder}/${name}`),
)

test('gift messages, names and texts of the brand are shown as text: no app makes HTML of a string [A14] [S20]', () => {
  expect(sources.length).toBeGreaterThan(100)
  const makesHtml =
    /dangerouslySetInnerHTML|\.(inner|outer)HTML\s*=|insertAdjacentHTML|document\.write|createContextualFragment|srcdoc|\beval\(|new Function\(/
  expect(sources.filter(name => makesHtml.test(readFileSync(root + name, 'utf8')))).toEqual([])
})
