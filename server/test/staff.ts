/** Puts people of tests on the staff: what takes two people asks who they are. */
import { addStaff } from '../src/modules/identity/index.ts'
import { type Database, sqlState, uniqueViolation } from '../src/platform/database.ts'
import type { Caller } from '../src/platform/http.ts'

/** Whoever is there already stays as they are. */
export async function employ(
  db: Database,
  person: Pick<Caller, 'personId' | 'role' | 'name' | 'storeId'>,
): Promise<void> {
  const { personId: id, role, name, storeId } = person
  if (role === 'customer' || role === 'client') throw new Error(`a ${role} is not on the staff`)
  const known = await db.query('SELECT FROM identity.staff WHERE id = $1', [id])
  if (known.length > 0) return
  const whole = { id, name, role, about: '', ...(storeId === undefined ? {} : { storeId }) }
  await db
    .transaction(tx => addStaff(tx, whole))
    .catch(error => {
      if (sqlState(error) !== uniqueViolation) throw error // employed at the same time by another
    })
}
