/** Offline payments over HTTP: permits, forwarding, late declines. */
import type { HandlersOf, Outcome } from '../../platform/http.ts'
import type { PaymentsRoom } from './routes.ts'

type Mine =
  | 'getOfflinePermit'
  | 'forwardOfflinePayments'
  | 'getOfflineRule'
  | 'putOfflineRule'
  | 'listLateDeclines'
  | 'resolveLateDecline'
  | 'listOfflineFlags'

const absent = async (): Promise<Outcome<never>> => ({ ok: false, code: 'not_found' })

export function offlineRoutes(_room: PaymentsRoom): HandlersOf<Mine> {
  return {
    getOfflinePermit: absent,
    forwardOfflinePayments: absent,
    getOfflineRule: absent,
    putOfflineRule: absent,
    listLateDeclines: absent,
    resolveLateDecline: absent,
    listOfflineFlags: absent,
  }
}
