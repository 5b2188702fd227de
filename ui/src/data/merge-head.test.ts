import { expect, test } from 'vitest'
import { mergeHead } from './merge-head.ts'

const rows = (...ids: string[]) => ids.map(id => ({ id, text: 'old' }))
const fresh = (...ids: string[]) => ids.map(id => ({ id, text: 'new' }))

test('new rows come first and rows that are known already are replaced by their newer state', () => {
  const merged = mergeHead(rows('c', 'b', 'a'), fresh('d', 'c', 'b'))
  expect(merged.rows.map(row => `${row.id} ${row.text}`)).toEqual(['d new', 'c new', 'b new', 'a old'])
  expect(merged.joined).toBe(true)
})

test('when more came than fits a page, the list starts again so that no row is missing between', () => {
  expect(mergeHead(rows('b', 'a'), fresh('f', 'e', 'd'))).toEqual({ rows: fresh('f', 'e', 'd'), joined: false })
})

test('the first page of an empty list is taken as it is', () => {
  expect(mergeHead([], fresh('b', 'a'))).toEqual({ rows: fresh('b', 'a'), joined: false })
})
