/** How the brand runs its shifts. One row of settings; until it is written, shifts are free and counts are blind. */
import type { ShiftSettings } from '@ringfence/contract'
import type { Queryable, Transaction } from '../../platform/database.ts'

const defaults: ShiftSettings = { required: false, blind: true }

export async function readShiftSettings(db: Queryable): Promise<ShiftSettings> {
  const [row] = await db.query<{ value: ShiftSettings }>(
    `SELECT value FROM ringfence.settings WHERE name = 'shifts'`,
    [],
    'shift settings',
  )
  return row?.value ?? defaults
}

export async function writeShiftSettings(tx: Transaction, settings: ShiftSettings): Promise<void> {
  await tx.query(
    `INSERT INTO ringfence.settings (name, value) VALUES ('shifts', $1) ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
    [JSON.stringify(settings)],
  )
}
