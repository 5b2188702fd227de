import { expect, test } from 'vitest'
import { heatGrid, heatLevel, heatLevels } from './heat-grid.ts'

test('the busiest hour has the darkest shade and an hour without purchases none', () => {
  expect(heatLevel(240, 240)).toBe(heatLevels)
  expect(heatLevel(0, 240)).toBe(0)
})

test('a single purchase is visible beside a busy hour', () => {
  expect(heatLevel(1, 10_000)).toBe(1)
})

test('shades grow with the count, in even steps', () => {
  expect([10, 20, 30, 40, 50, 60].map(count => heatLevel(count, 60))).toEqual([1, 2, 3, 4, 5, 6])
})

test('the grid is limited to the hours with purchases and has all seven days', () => {
  const grid = heatGrid([
    { weekday: 1, hour: 3, count: 0 },
    { weekday: 1, hour: 7, count: 6 },
    { weekday: 7, hour: 9, count: 12 },
  ])
  expect(grid.hours).toEqual([7, 8, 9])
  expect(grid.rows.map(row => row.weekday)).toHaveLength(7)
  expect(grid.rows[0]).toEqual({
    weekday: 'Monday',
    cells: [
      { hour: 7, count: 6, level: 3 },
      { hour: 8, count: 0, level: 0 },
      { hour: 9, count: 0, level: 0 },
    ],
  })
  expect(grid.rows[6]?.cells[2]).toEqual({ hour: 9, count: 12, level: 6 })
})

test('without any purchase there is no grid', () => {
  expect(heatGrid([{ weekday: 1, hour: 7, count: 0 }])).toEqual({ hours: [], rows: [] })
})
