import type { ActivityEntry } from '@ringfence/contract'
import { configureFormats, formatDay } from '@ringfence/ui'
import { expect, it } from 'vitest'
import { groupByDay } from './by-day.ts'

configureFormats({ locale: 'en-US', timeZone: 'UTC' })

const entry = (id: string, at: string, timeZone: string | null = null): ActivityEntry => ({
  id,
  type: 'payment',
  title: 'Flat white',
  storeName: 'Pier 4',
  timeZone,
  paymentId: null,
  amount: -450,
  currency: 'USD',
  at,
})
const dayOf = ({ at, timeZone }: ActivityEntry) => formatDay(at, timeZone ?? undefined)
const idsByDay = (entries: ActivityEntry[]) =>
  groupByDay(entries, dayOf).map(day => [day.label, day.entries.map(each => each.id)])

it('entries of one day stand together, newest first as they come', () => {
  const days = idsByDay([
    entry('c', '2025-03-02T18:00:00Z'),
    entry('b', '2025-03-02T08:00:00Z'),
    entry('a', '2025-03-01T08:00:00Z'),
  ])
  expect(days).toEqual([
    ['Mar 2, 2025', ['c', 'b']],
    ['Mar 1, 2025', ['a']],
  ])
})

it('a day is the day at the store, not in UTC', () => {
  const days = idsByDay([
    entry('late', '2025-03-02T03:30:00Z', 'America/New_York'),
    entry('early', '2025-03-01T15:00:00Z', 'America/New_York'),
  ])
  expect(days).toEqual([['Mar 1, 2025', ['late', 'early']]])
})

it('no entries are no days', () => {
  expect(groupByDay([], dayOf)).toEqual([])
})
