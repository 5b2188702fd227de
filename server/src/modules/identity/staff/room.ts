/** What the staff's operations need around them. */
import type { Uuid } from '../../../kernel/ids.ts'
import type { MasterKey } from '../../../platform/crypto.ts'
import type { Database } from '../../../platform/database.ts'

export interface StaffRoom {
  readonly db: Database
  readonly masterKey: MasterKey
  /** Stores that people and tills can belong to. */
  readonly stores: () => Promise<readonly { readonly id: Uuid; readonly name: string }[]>
}
