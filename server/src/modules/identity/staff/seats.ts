/** Administrators' seats: as many as there may be administrators. The database holds the limit; this finds a free one. */
import { assert } from '../../../kernel/assert.ts'
import type { Queryable, Transaction } from '../../../platform/database.ts'

/** A free seat, kept for this transaction; undefined when all are taken. */
export async function takeSeat(tx: Transaction): Promise<number | undefined> {
  await lockSeats(tx)
  const [row] = await tx.query<{ seat: number }>(
    `SELECT seat FROM identity.administrator_seats s
      WHERE NOT EXISTS (SELECT FROM identity.staff WHERE administrator_seat = s.seat) ORDER BY seat LIMIT 1`,
  )
  return row?.seat
}

/** Who appoints or removes an administrator at the same time waits. */
async function lockSeats(tx: Transaction): Promise<void> {
  await tx.query('SELECT FROM identity.administrator_seats ORDER BY seat FOR UPDATE')
}

export async function administratorsMax(db: Queryable): Promise<number> {
  const rows = await db.query('SELECT FROM identity.administrator_seats')
  return rows.length
}

export type SeatsSet = { readonly ok: true } | { readonly ok: false; readonly administrators: number }

/** From the command line, as the owner of the database. Refused when there are more administrators than that. */
export async function setAdministratorsMax(tx: Transaction, max: number): Promise<SeatsSet> {
  assert(Number.isInteger(max) && max >= 1 && max <= 20, 'between 1 and 20 administrators')
  await lockSeats(tx)
  await tx.query(
    `INSERT INTO identity.administrator_seats SELECT n FROM generate_series(1, 20) n
      WHERE n NOT IN (SELECT seat FROM identity.administrator_seats)
      ORDER BY n LIMIT greatest(0, $1 - (SELECT count(*)::int FROM identity.administrator_seats))`,
    [max],
  )
  await tx.query(
    `DELETE FROM identity.administrator_seats WHERE seat IN (
       SELECT seat FROM identity.administrator_seats s
        WHERE NOT EXISTS (SELECT FROM identity.staff WHERE administrator_seat = s.seat)
        ORDER BY seat DESC LIMIT greatest(0, (SELECT count(*)::int FROM identity.administrator_seats) - $1))`,
    [max],
  )
  const seats = await administratorsMax(tx)
  return seats <= max ? { ok: true } : { ok: false, administrators: seats }
}
