/** Receipts by e-mail over HTTP, and the sandbox's inbox. */
import type { HandlersOf } from '../../platform/http.ts'

type Mine = 'mailMyReceipt' | 'mailReceipt' | 'getMyMailPreferences' | 'setMyMailPreferences' | 'listSandboxMails'

const absent = async () => ({ ok: false, code: 'not_found' }) as const

export function receiptRoutes(): HandlersOf<Mine> {
  return {
    mailMyReceipt: absent,
    mailReceipt: absent,
    getMyMailPreferences: absent,
    setMyMailPreferences: absent,
    listSandboxMails: absent,
  }
}
