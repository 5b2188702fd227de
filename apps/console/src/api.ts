import { createClient } from '@ringfence/contract'
import { credentials } from './session.ts'
import { withStepUp } from './step-up.tsx'

export const api = withStepUp(createClient({ baseUrl: location.origin, ...credentials }))
