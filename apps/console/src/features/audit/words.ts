/** The trail in words. */
import type { AuditEvent } from '@ringfence/contract'
import { roleNames } from '../../roles.ts'

export const outcomes = {
  done: { word: 'Done', tone: 'good' },
  refused: { word: 'Refused', tone: 'warn' },
  failed: { word: 'Failed', tone: 'bad' },
} as const

/** `takeLoadRefund` → `take load refund`; deeds of the system, `expiry.run`, stay as they are. */
export function deedWords(operation: string): string {
  if (operation.includes('.')) return operation
  return operation.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`)
}

export function actorWords({ kind, role }: AuditEvent['actor']): string {
  if (kind === 'system') return 'System'
  return role === null ? `${kind[0]!.toUpperCase()}${kind.slice(1)}` : roleNames[role]
}

export const problemWords = {
  changed: 'was changed',
  removed: 'was removed',
  inserted: 'was put in',
  moved: 'was moved',
  chain: 'breaks the chain',
  signature: 'is not signed by us',
  key: 'is signed by a key that is not ours',
} as const
