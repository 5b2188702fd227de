/** Tells the audit trail who came in, and that somebody tried; never which address, code or key was tried. */
import type { AuditTrail } from '../../../platform/audit-trail.ts'

export interface SignInDeed {
  readonly how: 'passkey' | 'code' | 'sandbox'
  /** Who it was; undefined when nobody was found to be. TypeID. */
  readonly person?: { readonly kind: 'customer' | 'staff'; readonly id: string } | undefined
  /** Why not; undefined when they are in. */
  readonly refusal?: string
}

export function recordSignIn(trail: AuditTrail | undefined, { how, person, refusal }: SignInDeed): void {
  trail?.recordLater({
    actor: person ?? { kind: 'system' },
    operation: `signIn.${how}`,
    outcome: refusal === undefined ? 'done' : 'refused',
    errorCode: refusal,
  })
}

/** Somebody on the staff has made a passkey by a link. */
export function recordInvitationAccepted(trail: AuditTrail | undefined, id: string): void {
  trail?.recordLater({
    actor: { kind: 'staff', id },
    operation: 'invitation.accept',
    target: { kind: 'staff', id },
    outcome: 'done',
  })
}

/** Too many tries: nobody there may try for a while. */
export function recordLockOut(trail: AuditTrail | undefined): void {
  trail?.recordLater({
    actor: { kind: 'system' },
    operation: 'signIn.lockOut',
    outcome: 'refused',
    errorCode: 'limit_exceeded',
  })
}

/** Somebody has become a customer. */
export function recordSignUp(trail: AuditTrail | undefined, id: string): void {
  trail?.recordLater({
    actor: { kind: 'system' },
    operation: 'signUp',
    target: { kind: 'customer', id },
    outcome: 'done',
  })
}
