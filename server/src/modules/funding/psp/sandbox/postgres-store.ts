/** The sandbox provider's memory in PostgreSQL: a world of its own, apart from our books. */
import type { Database, Queryable } from '../../../../platform/database.ts'
import type { SandboxKind, SandboxRecord, SandboxStore } from './store.ts'

interface Row {
  readonly kind: SandboxKind
  readonly id: string
  readonly parent: string
  readonly created_at: Date
  readonly due_at: Date | null
  readonly value: unknown
}

export function postgresSandboxStore(db: Database): SandboxStore {
  const select = async (on: Queryable, condition: string, values: unknown[]) =>
    (
      await on.query<Row>(
        `SELECT kind, id, parent, created_at, due_at, value FROM sandbox_psp.records WHERE ${condition}`,
        values,
      )
    ).map(recordOf)
  return {
    async insert(record) {
      const rows = await db.query(
        `INSERT INTO sandbox_psp.records (kind, id, parent, created_at, due_at, value) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT DO NOTHING RETURNING id`,
        valuesOf(record),
      )
      return rows.length === 1
    },
    get: async (kind, id) => (await select(db, 'kind = $1 AND id = $2', [kind, id]))[0],
    update: (kind, id, change) =>
      db.transaction(async tx => {
        const [record] = await select(tx, 'kind = $1 AND id = $2 FOR UPDATE', [kind, id])
        const changed = record && change(record)
        if (!changed) return false
        await tx.query(
          `UPDATE sandbox_psp.records SET parent = $3, created_at = $4, due_at = $5, value = $6 WHERE kind = $1 AND id = $2`,
          valuesOf(changed),
        )
        return true
      }),
    list: (kind, parent) =>
      select(db, 'kind = $1 AND ($2::text IS NULL OR parent = $2) ORDER BY created_at, id COLLATE "C"', [
        kind,
        parent ?? null,
      ]),
    listDue: (kind, nowMs) =>
      select(db, 'kind = $1 AND due_at <= $2 ORDER BY due_at, created_at, id COLLATE "C" LIMIT 1000', [
        kind,
        new Date(nowMs),
      ]),
    async move(kind, parent, newParent) {
      const rows = await db.query<Row>(
        `UPDATE sandbox_psp.records SET parent = $3 WHERE kind = $1 AND parent = $2
         RETURNING kind, id, parent, created_at, due_at, value`,
        [kind, parent, newParent],
      )
      return rows.map(recordOf)
    },
  }
}

function recordOf({ created_at, due_at, ...row }: Row): SandboxRecord {
  return { ...row, createdMs: created_at.getTime(), dueMs: due_at?.getTime() ?? null }
}

function valuesOf({ kind, id, parent, createdMs, dueMs, value }: SandboxRecord): unknown[] {
  return [kind, id, parent, new Date(createdMs), dueMs === null ? null : new Date(dueMs), JSON.stringify(value)]
}
