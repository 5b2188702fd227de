/** Lots: what an account holds, by origin, in the order it is spent; and what a transfer moved of them. */
import type { Uuid } from '../../kernel/ids.ts'
import { arrayOf, type Queryable } from '../../platform/database.ts'
import { allLanes } from './lanes.ts'
import type { LotKind, LotPart } from './rules.ts'

/** Where value comes from, told when it comes in; it keeps this wherever it goes. */
export interface LotOrigin {
  readonly kind: LotKind
  /** How it was paid for: `card`, `cash`, `import`, `bulk`, … */
  readonly tender: string
  /** Undefined: it never expires. */
  readonly expiresMs?: number | undefined
  /** ISO 3166 code of the place whose law holds, as `US-CA`; undefined: the brand's own. */
  readonly jurisdiction?: string | undefined
}

/** A lot as one account holds it. */
export interface Lot {
  readonly id: Uuid
  readonly kind: LotKind
  readonly tender: string
  readonly amount: bigint
  readonly expiresAt: Date | null
  readonly jurisdiction: string | null
  readonly openedAt: Date
}

/** The lots of accounts, each in spend order; an account without value has none. Expired ones are there until they are taken out. */
export async function lotsOf(db: Queryable, accountIds: readonly Uuid[]): Promise<Map<Uuid, Lot[]>> {
  const rows = await db.query<Lot & { account_id: Uuid }>(
    `SELECT a.id AS account_id, l.id, l.kind, l.tender, l.expires_at AS "expiresAt", l.jurisdiction, l.opened_at AS "openedAt",
            x.part - least(greatest(x.total - a.balance - (x.upto - x.part), 0), x.part)::bigint AS amount
       FROM ledger.accounts a
      CROSS JOIN LATERAL (SELECT u.lot, u.part, u.i, sum(u.part) OVER (ORDER BY u.i)::bigint AS upto, sum(u.part) OVER ()::bigint AS total
                            FROM unnest(a.lots, a.parts) WITH ORDINALITY u(lot, part, i)) x
       JOIN ledger.lots l ON l.lane = a.lane AND l.id = x.lot
      WHERE a.lane = ANY ($1::smallint[]) AND a.id = ANY ($2::uuid[]) AND x.upto > x.total - a.balance
      ORDER BY a.id, x.i`,
    [allLanes, arrayOf(accountIds)],
  )
  const lots = Map.groupBy(rows, row => row.account_id)
  return new Map(accountIds.map(id => [id, (lots.get(id) ?? []).map(({ account_id: _, ...lot }) => lot)]))
}

/** What transfers moved of which lots; nothing for transfers from before there were lots. */
export async function drawsOf(db: Queryable, transferIds: readonly Uuid[]): Promise<Map<Uuid, LotPart[]>> {
  const rows = await db.query<{ id: Uuid; lotId: Uuid; amount: bigint }>(
    `SELECT t.id, x.lot AS "lotId", x.part AS amount FROM ledger.transfers t
      CROSS JOIN LATERAL unnest(t.lots, t.parts) WITH ORDINALITY x(lot, part, i)
      WHERE t.lane = ANY ($1::smallint[]) AND t.id = ANY ($2::uuid[]) ORDER BY t.id, x.i`,
    [allLanes, arrayOf(transferIds)],
  )
  const parts = Map.groupBy(rows, row => row.id)
  return new Map(transferIds.map(id => [id, (parts.get(id) ?? []).map(({ lotId, amount }) => ({ lotId, amount }))]))
}

/** Lots themselves, whoever holds them: to see whether one has expired before value goes back to it. */
export async function selectLots(db: Queryable, lotIds: readonly Uuid[]): Promise<Map<Uuid, Omit<Lot, 'amount'>>> {
  const rows = await db.query<Omit<Lot, 'amount'>>(
    `SELECT id, kind, tender, expires_at AS "expiresAt", jurisdiction, opened_at AS "openedAt" FROM ledger.lots
      WHERE lane = ANY ($1::smallint[]) AND id = ANY ($2::uuid[])`,
    [allLanes, arrayOf(lotIds)],
  )
  return new Map(rows.map(row => [row.id, row]))
}
