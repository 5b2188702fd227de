/** All SQL of insights. Hours are kept in UTC and shown in a store's time zone. */
import type { Uuid } from '../../kernel/ids.ts'
import { arrayOf, type Queryable, type Transaction } from '../../platform/database.ts'

/** Stands for "no store" in keys: a load by card happens nowhere. */
export const noStore = '00000000-0000-0000-0000-000000000000'

/** The lane's offset, locked: one process counts at a time. */
export async function lockOffset(tx: Transaction, lane: number): Promise<bigint> {
  const select = () => tx.query<{ seq: bigint }>('SELECT seq FROM insights.offsets WHERE lane = $1 FOR UPDATE', [lane])
  const [row] = await select()
  if (row) return row.seq
  await tx.query('INSERT INTO insights.offsets (lane, seq) VALUES ($1, 0) ON CONFLICT DO NOTHING', [lane])
  return (await select())[0]!.seq
}

export async function moveOffset(tx: Transaction, lane: number, seq: bigint): Promise<void> {
  await tx.query('UPDATE insights.offsets SET seq = $2 WHERE lane = $1', [lane, seq])
}

export async function addHours(
  tx: Transaction,
  hours: readonly { storeId: Uuid; hour: string; sales: bigint; count: bigint; refunds: bigint }[],
): Promise<void> {
  if (hours.length === 0) return
  await tx.query(
    `INSERT INTO insights.hours AS h (store_id, hour, sales_amount, sales_count, refund_amount)
     SELECT * FROM unnest($1::uuid[], $2::timestamptz[], $3::bigint[], $4::bigint[], $5::bigint[])
     ON CONFLICT (store_id, hour) DO UPDATE SET sales_amount = h.sales_amount + excluded.sales_amount,
       sales_count = h.sales_count + excluded.sales_count, refund_amount = h.refund_amount + excluded.refund_amount`,
    [
      arrayOf(hours.map(h => h.storeId)),
      arrayOf(hours.map(h => h.hour)),
      arrayOf(hours.map(h => h.sales)),
      arrayOf(hours.map(h => h.count)),
      arrayOf(hours.map(h => h.refunds)),
    ],
  )
}

export async function addLoadHours(
  tx: Transaction,
  hours: readonly {
    storeId: Uuid
    hour: string
    amount: bigint
    count: bigint
    cardAmount: bigint
    cardCount: bigint
  }[],
): Promise<void> {
  if (hours.length === 0) return
  await tx.query(
    `INSERT INTO insights.load_hours AS h (store_id, hour, amount, count, card_amount, card_count)
     SELECT * FROM unnest($1::uuid[], $2::timestamptz[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[])
     ON CONFLICT (store_id, hour) DO UPDATE SET amount = h.amount + excluded.amount, count = h.count + excluded.count,
       card_amount = h.card_amount + excluded.card_amount, card_count = h.card_count + excluded.card_count`,
    [
      arrayOf(hours.map(h => h.storeId)),
      arrayOf(hours.map(h => h.hour)),
      arrayOf(hours.map(h => h.amount)),
      arrayOf(hours.map(h => h.count)),
      arrayOf(hours.map(h => h.cardAmount)),
      arrayOf(hours.map(h => h.cardCount)),
    ],
  )
}

export async function addCustomerDays(
  tx: Transaction,
  days: readonly { day: string; accountId: Uuid }[],
): Promise<void> {
  if (days.length === 0) return
  await tx.query(
    `INSERT INTO insights.customer_days (day, account_id) SELECT * FROM unnest($1::date[], $2::uuid[]) ON CONFLICT DO NOTHING`,
    [arrayOf(days.map(d => d.day)), arrayOf(days.map(d => d.accountId))],
  )
}

export interface HourRow {
  readonly today: boolean
  readonly hour: number
  readonly amount: bigint
  readonly count: bigint
}

/** Sales by local hour, of today and of the same day one week before. */
export async function selectSalesHours(db: Queryable, where: Scope): Promise<HourRow[]> {
  return db.query<HourRow>(
    `SELECT (hour AT TIME ZONE $1)::date = $2::date AS today, extract(hour FROM hour AT TIME ZONE $1)::int AS hour,
            sum(sales_amount)::bigint AS amount, sum(sales_count)::bigint AS count
       FROM insights.hours
      WHERE (hour AT TIME ZONE $1)::date IN ($2::date, $2::date - 7) AND ($3::uuid IS NULL OR store_id = $3) GROUP BY 1, 2`,
    [where.timeZone, where.date, where.storeId ?? null],
  )
}

export interface Scope {
  readonly timeZone: string
  /** Business date, YYYY-MM-DD. */
  readonly date: string
  readonly storeId: Uuid | undefined
}

export async function selectLoadHours(db: Queryable, where: Scope): Promise<HourRow[]> {
  return db.query<HourRow>(
    `SELECT (hour AT TIME ZONE $1)::date = $2::date AS today, extract(hour FROM hour AT TIME ZONE $1)::int AS hour,
            sum(amount)::bigint AS amount, sum(count)::bigint AS count
       FROM insights.load_hours
      WHERE (hour AT TIME ZONE $1)::date IN ($2::date, $2::date - 7) AND ($3::uuid IS NULL OR store_id = $3) GROUP BY 1, 2`,
    [where.timeZone, where.date, where.storeId ?? null],
  )
}

/** Payments by ISO weekday and local hour, over the eight weeks before today. */
export async function selectHeatmap(
  db: Queryable,
  where: Scope,
): Promise<{ weekday: number; hour: number; count: bigint }[]> {
  return db.query(
    `SELECT extract(isodow FROM hour AT TIME ZONE $1)::int AS weekday, extract(hour FROM hour AT TIME ZONE $1)::int AS hour,
            sum(sales_count)::bigint AS count
       FROM insights.hours
      WHERE (hour AT TIME ZONE $1)::date >= $2::date - 56 AND (hour AT TIME ZONE $1)::date < $2::date
        AND ($3::uuid IS NULL OR store_id = $3) GROUP BY 1, 2 ORDER BY 1, 2`,
    [where.timeZone, where.date, where.storeId ?? null],
  )
}

/** Today's sales of one store, in its own time zone. */
export async function selectStoreDay(
  db: Queryable,
  where: Scope,
): Promise<{ amount: bigint; count: bigint; refunded: bigint }> {
  const [row] = await db.query<{ amount: bigint; count: bigint; refunded: bigint }>(
    `SELECT coalesce(sum(sales_amount), 0)::bigint AS amount, coalesce(sum(sales_count), 0)::bigint AS count,
            coalesce(sum(refund_amount), 0)::bigint AS refunded
       FROM insights.hours WHERE (hour AT TIME ZONE $1)::date = $2::date AND store_id = $3`,
    [where.timeZone, where.date, where.storeId],
  )
  return row!
}

/** Accounts that paid in the 30 days up to a date (it included), and in the 30 days before those. */
export async function selectActive(db: Queryable, date: string): Promise<{ now: bigint; before: bigint }> {
  const [row] = await db.query<{ now: bigint; before: bigint }>(
    `SELECT count(DISTINCT account_id) FILTER (WHERE day > $1::date - 30) AS now,
            count(DISTINCT account_id) FILTER (WHERE day <= $1::date - 30) AS before
       FROM insights.customer_days WHERE day > $1::date - 60 AND day <= $1::date`,
    [date],
  )
  return row!
}

export interface MonthRow {
  readonly sales_amount: bigint
  readonly sales_count: bigint
  readonly card_amount: bigint
  readonly card_count: bigint
  readonly load_count: bigint
}

/** The month of a date so far. */
export async function selectMonth(db: Queryable, where: Scope): Promise<MonthRow> {
  const [row] = await db.query<MonthRow>(
    `SELECT s.*, l.* FROM
       (SELECT coalesce(sum(sales_amount), 0)::bigint AS sales_amount, coalesce(sum(sales_count), 0)::bigint AS sales_count
          FROM insights.hours WHERE date_trunc('month', hour AT TIME ZONE $1) = date_trunc('month', $2::date)
           AND ($3::uuid IS NULL OR store_id = $3)) s,
       (SELECT coalesce(sum(card_amount), 0)::bigint AS card_amount, coalesce(sum(card_count), 0)::bigint AS card_count,
               coalesce(sum(count), 0)::bigint AS load_count
          FROM insights.load_hours WHERE date_trunc('month', hour AT TIME ZONE $1) = date_trunc('month', $2::date)
           AND ($3::uuid IS NULL OR store_id = $3)) l`,
    [where.timeZone, where.date, where.storeId ?? null],
  )
  return row!
}

/** Purchases and loads by card, by month of a time zone. */
export async function selectMonths(
  db: Queryable,
  timeZone: string,
  fromMs: number,
): Promise<(Omit<MonthRow, 'load_count'> & { month: string })[]> {
  return db.query(
    `SELECT month, sum(sales_amount)::bigint AS sales_amount, sum(sales_count)::bigint AS sales_count,
            sum(card_amount)::bigint AS card_amount, sum(card_count)::bigint AS card_count
       FROM (SELECT to_char(hour AT TIME ZONE $1, 'YYYY-MM') AS month, sales_amount, sales_count, 0 AS card_amount, 0 AS card_count
               FROM insights.hours WHERE hour >= $2
             UNION ALL
             SELECT to_char(hour AT TIME ZONE $1, 'YYYY-MM'), 0, 0, card_amount, card_count
               FROM insights.load_hours WHERE hour >= $2) h GROUP BY month`,
    [timeZone, new Date(fromMs)],
  )
}
