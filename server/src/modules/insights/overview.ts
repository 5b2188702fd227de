/** How today goes: everything from roll-ups, never from the payment tables. */
import type { Overview } from '@ringfence/contract'
import { toTypeId, type Uuid } from '../../kernel/ids.ts'
import { toJson } from '../../kernel/money.ts'
import type { Queryable } from '../../platform/database.ts'
import { type CardFee, changeOf, feesSaved, localTime, soFar } from './rules.ts'
import {
  type HourRow,
  type Scope,
  selectActive,
  selectHeatmap,
  selectLoadHours,
  selectMonth,
  selectSalesHours,
  selectStoreDay,
} from './store.ts'

export interface OverviewStore {
  readonly id: Uuid
  readonly name: string
  readonly time_zone: string
}

export interface OverviewRoom {
  readonly db: Queryable
  readonly currency: string
  readonly timeZone: string
  readonly cardFee: CardFee
  readonly stores: () => Promise<readonly OverviewStore[]>
  readonly float: () => Promise<{ amount: bigint; accounts: bigint }>
}

/** `store` undefined: all stores, on the brand's clock. */
export async function readOverview(
  room: OverviewRoom,
  store: OverviewStore | undefined,
  nowMs: number,
): Promise<Overview> {
  const timeZone = store?.time_zone ?? room.timeZone
  const now = localTime(nowMs, timeZone)
  const scope: Scope = { timeZone, date: now.date, storeId: store?.id }
  const [sales, loads, heatmap, active, month, float, stores] = await Promise.all([
    selectSalesHours(room.db, scope),
    selectLoadHours(room.db, scope),
    selectHeatmap(room.db, scope),
    selectActive(room.db, now.date),
    selectMonth(room.db, scope),
    room.float(),
    room.stores(),
  ])
  return {
    generatedAt: new Date(nowMs).toISOString(),
    date: now.date,
    timeZone,
    currency: room.currency,
    sales: figure(soFar(sales, now)),
    loads: figure(soFar(loads, now)),
    float: { amount: toJson(float.amount), accounts: toJson(float.accounts) },
    activeCustomers: { count: toJson(active.now), change: changeOf(active.now, active.before) },
    feesSaved: {
      amount: toJson(feesSaved(room.cardFee, month)),
      purchasesPerLoad: month.load_count === 0n ? null : toJson((month.sales_count * 10n) / month.load_count) / 10,
      assumption: feeText(room.cardFee, room.currency),
    },
    hours: Array.from({ length: 24 }, (_, hour) => hourOf(sales, hour)),
    heatmap: heatmap.map(({ weekday, hour, count }) => ({ weekday, hour, count: toJson(count) })),
    stores: await Promise.all(
      stores.filter(one => store === undefined || one.id === store.id).map(one => storeDay(room.db, one, nowMs)),
    ),
  }
}

function figure({ amount, count, change }: ReturnType<typeof soFar>) {
  return { amount: toJson(amount), count: toJson(count), change }
}

function hourOf(rows: readonly HourRow[], hour: number) {
  const today = rows.find(row => row.today && row.hour === hour)
  const lastWeek = rows.find(row => !row.today && row.hour === hour)
  return {
    hour,
    amount: toJson(today?.amount ?? 0n),
    count: toJson(today?.count ?? 0n),
    lastWeekAmount: toJson(lastWeek?.amount ?? 0n),
    lastWeekCount: toJson(lastWeek?.count ?? 0n),
  }
}

async function storeDay(db: Queryable, store: OverviewStore, nowMs: number) {
  const { date } = localTime(nowMs, store.time_zone)
  const day = await selectStoreDay(db, { timeZone: store.time_zone, date, storeId: store.id })
  return {
    storeId: toTypeId('sto', store.id),
    name: store.name,
    amount: toJson(day.amount),
    count: toJson(day.count),
    refunded: toJson(day.refunded),
  }
}

/** For people: "2.90 % + $0.30 a card payment". */
export function feeText(fee: CardFee, currency: string): string {
  const percent = `${fee.basisPoints / 100n}.${String(fee.basisPoints % 100n).padStart(2, '0')} %`
  const format = new Intl.NumberFormat('en-US', { style: 'currency', currency })
  const digits = format.resolvedOptions().maximumFractionDigits ?? 0
  const fixed = String(fee.fixed).padStart(digits + 1, '0')
  const decimal = digits === 0 ? fixed : `${fixed.slice(0, -digits)}.${fixed.slice(-digits)}`
  return `${percent} + ${format.format(decimal as Intl.StringNumericLiteral)} a card payment`
}
