/** What tests that build a caller by hand say of how it was proved. */
import { newId } from '../src/kernel/ids.ts'
import type { Caller } from '../src/platform/http.ts'

export const proved: Pick<Caller, 'clientId' | 'scopes' | 'sessionId' | 'authenticatedAtMs' | 'authentication'> = {
  clientId: 'app.console',
  scopes: new Set(['app']),
  sessionId: newId(),
  authenticatedAtMs: Date.parse('2026-11-22T12:00:00Z'),
  authentication: 'sandbox',
}
