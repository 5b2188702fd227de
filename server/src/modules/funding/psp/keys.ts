/** Keys that we give to a provider are ids of ours; what comes back may be anything. */
import type { Uuid } from '../../../kernel/ids.ts'

export function keyOf(text: string | null | undefined): Uuid | undefined {
  return text && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text) ? text : undefined
}
