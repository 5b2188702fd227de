/** Receipts by e-mail, and the sandbox's inbox. */
import { type Static, Type } from 'typebox'
import { Closed, Id, Timestamp } from './common.ts'

/** That a receipt is on its way; to whom is nobody's business but the customer's. */
export const ReceiptSent = Closed({ paymentId: Id('payment'), at: Timestamp })
export type ReceiptSent = Static<typeof ReceiptSent>

export const MailPreferences = Closed({
  receipts: Type.Enum(['always', 'onRequest'], { description: 'Whether each payment’s receipt is mailed.' }),
})
export type MailPreferences = Static<typeof MailPreferences>

/** A message that the sandbox kept instead of sending it. */
export const SandboxMail = Closed({
  id: Type.String(),
  to: Type.String(),
  subject: Type.String(),
  text: Type.String(),
  html: Type.String(),
  at: Timestamp,
})
export type SandboxMail = Static<typeof SandboxMail>
export const SandboxMailQuery = Closed({ to: Type.Optional(Type.String({ maxLength: 254 })) })
export const SandboxMailList = Closed({ data: Type.Array(SandboxMail) })
