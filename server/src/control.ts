/** Who may do what, and what takes two people: staff, tills, machine clients and approvals, put together. */
import { type ApprovalKinds, approvalsRoutes } from './modules/approvals/index.ts'
import { selectStores } from './modules/catalogue/index.ts'
import { batchDownloadKind } from './modules/gift-cards/index.ts'
import {
  administratorKind,
  clientsRoutes,
  type Identity,
  lockStanding,
  staffRoutes,
  terminalsRoutes,
} from './modules/identity/index.ts'
import { refundKind } from './modules/payments/index.ts'
import { adjustmentKind } from './modules/wallet/index.ts'
import { disableEndpointsOf } from './modules/webhooks/index.ts'
import type { AuditTrail } from './platform/audit-trail.ts'
import type { MasterKey } from './platform/crypto.ts'
import type { Database } from './platform/database.ts'

export interface ControlOptions {
  readonly db: Database
  readonly masterKey: MasterKey
  readonly identity: Pick<Identity, 'forgetKey'> & { readonly ended: Pick<Identity['ended'], 'add'> }
  readonly trail?: AuditTrail
}

/** What takes two people, with who may approve it. Bulk loads have their own approval; there are no rule packs. */
export function approvalKinds(masterKey: MasterKey): ApprovalKinds {
  return {
    refund: refundKind,
    adjustment: adjustmentKind,
    administrator: administratorKind({ masterKey }),
    keyExport: batchDownloadKind,
  }
}

export function controlHandlers({ db, masterKey, identity, trail }: ControlOptions) {
  const room = { db, masterKey, stores: () => selectStores(db) }
  const forgetKey = (keyId: string) => identity.forgetKey(keyId)
  return {
    ...approvalsRoutes({ db, kinds: approvalKinds(masterKey), lockStanding }),
    ...staffRoutes(room),
    ...terminalsRoutes({ ...room, forgetKey, trail }),
    ...clientsRoutes({ db, forgetKey, ended: identity.ended, onEnded: disableEndpointsOf }),
  }
}
