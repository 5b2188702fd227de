/** This app at the authorization server. */
import { createOAuth } from '@ringfence/ui/oauth/oauth.ts'

export const oauth = createOAuth({ clientId: 'app.console', callbackPath: '/console/signed-in' })
