/** Where Harbor & Rye stands: three stores in two time zones, each with its own day. */
import { namedId, type Uuid } from '../kernel/ids.ts'
import type { BrandSettings } from '../platform/brand.ts'

export interface DemoStore {
  readonly id: Uuid
  readonly name: string
  readonly address: string
  readonly timeZone: string
  readonly taxBasisPoints: number
  readonly terminals: readonly { readonly id: Uuid; readonly name: string }[]
  /** Customers an hour from 6 to 19, on weekdays and at weekends: only their proportions matter. */
  readonly weekdayHours: readonly number[]
  readonly weekendHours: readonly number[]
  /** How busy Sunday to Saturday are against an average day. */
  readonly weekdays: readonly number[]
}

export const openingHour = 6

const places: Omit<DemoStore, 'id' | 'terminals'>[] = [
  {
    name: 'Pier 4',
    address: '4 Wharf Street, Brooklyn, NY 11201',
    timeZone: 'America/New_York',
    taxBasisPoints: 850,
    weekdayHours: [4, 11, 18, 13, 8, 7, 11, 9, 6, 6, 5, 4, 2, 1],
    weekendHours: [1, 4, 9, 14, 15, 13, 10, 9, 8, 7, 5, 3, 1, 1],
    weekdays: [0.95, 0.95, 1, 1, 1.05, 1.1, 1.05],
  },
  {
    name: 'Old Town',
    address: '17 Chandler Row, Hudson, NY 12534',
    timeZone: 'America/New_York',
    taxBasisPoints: 850,
    weekdayHours: [1, 4, 9, 12, 11, 9, 8, 8, 10, 11, 8, 5, 3, 1],
    weekendHours: [1, 3, 8, 15, 17, 14, 11, 10, 11, 10, 7, 4, 2, 1],
    weekdays: [1.3, 0.8, 0.85, 0.9, 0.95, 1.1, 1.4],
  },
  {
    name: 'Station',
    address: '300 Canal Concourse, Chicago, IL 60606',
    timeZone: 'America/Chicago',
    taxBasisPoints: 1025,
    weekdayHours: [9, 22, 20, 8, 4, 4, 8, 5, 4, 6, 11, 9, 4, 1],
    weekendHours: [2, 5, 8, 10, 9, 8, 7, 6, 6, 6, 6, 4, 2, 1],
    weekdays: [0.4, 1.1, 1.15, 1.2, 1.15, 1.05, 0.5],
  },
]

export const demoStores: readonly DemoStore[] = places.map(place => ({
  ...place,
  id: namedId('demo store', place.name),
  terminals: ['Till 1', 'Till 2'].map(name => ({ id: namedId('demo terminal', place.name, name), name })),
}))

export const harborAndRye: BrandSettings = {
  name: 'Harbor & Rye',
  currency: 'USD',
  theme: { brand: '#123c4a', brandSecond: '#1d6074', accent: '#d9733b' },
  loadPresets: [1000, 2500, 5000],
  loadMinimum: 500,
  balanceMaximum: 50_000,
  gifts: {
    amountMinimum: 500,
    amountMaximum: 20_000,
    presets: [1000, 2500, 5000],
  },
  tipPercents: [10, 15, 20],
  timeZone: 'America/New_York',
  cardFee: { basisPoints: 290n, fixed: 30n },
}
