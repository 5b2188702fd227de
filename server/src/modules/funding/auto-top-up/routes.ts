/** A customer's standing rule over HTTP. A foreign account answers exactly as an absent one. */
import type { HandlersOf } from '../../../platform/http.ts'

export function autoTopUpRoutes(): HandlersOf<'getMyAutoTopUp' | 'putMyAutoTopUp' | 'removeMyAutoTopUp'> {
  return {
    getMyAutoTopUp: async () => ({ ok: false, code: 'not_found' }),
    putMyAutoTopUp: async () => ({ ok: false, code: 'not_found' }),
    removeMyAutoTopUp: async () => ({ ok: false, code: 'not_found' }),
  }
}
