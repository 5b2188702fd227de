/** The till at the authorization server. What it gets there is bound to the till's own signing key, which makes it this till's. */
import { createOAuth } from '@ringfence/ui/oauth/oauth.ts'
import { keptTill, loadKey } from './terminal-key.ts'

async function key() {
  const terminal = await keptTill()
  const kept = terminal && (await loadKey(terminal.id))
  if (!kept) throw new Error('this device was not set up as a till')
  return kept
}

export const oauth = createOAuth({ clientId: 'app.till', callbackPath: '/till/signed-in', key })
