import { createClient } from '@ringfence/contract'
import { credentials } from './session.ts'

export const api = createClient({ baseUrl: location.origin, ...credentials })
