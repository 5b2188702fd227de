/** Tills: added in the console, made known to us by a code that is typed on the till once. */
import { type Static, Type } from 'typebox'
import { Closed, Id, Line, Timestamp } from './common.ts'
import { PublicKey, Terminal } from './identity.ts'

export const CreateTerminal = Closed({ name: Line({ minLength: 1, maxLength: 60 }), storeId: Id('store') })
export type CreateTerminal = Static<typeof CreateTerminal>

/** Good once, for a quarter of an hour; shown once. A newer code takes its place. */
export const EnrolmentCode = Closed({
  code: Type.String({ description: 'Ten characters, shown in two groups.' }),
  expiresAt: Timestamp,
})
export type EnrolmentCode = Static<typeof EnrolmentCode>

/** People may type it in small letters, with or without the dash. */
export const EnrolTerminal = Closed({
  code: Type.String({ minLength: 10, maxLength: 13, pattern: '^[0-9A-Za-z -]+$' }),
  publicKey: PublicKey,
})
export type EnrolTerminal = Static<typeof EnrolTerminal>

export const EnrolledTerminal = Closed({ terminal: Terminal, keyId: Type.String() })
export type EnrolledTerminal = Static<typeof EnrolledTerminal>

export const TerminalKeyDetail = Closed({ keyId: Type.String(), enrolledAt: Timestamp })
export const TerminalKeyList = Closed({ data: Type.Array(TerminalKeyDetail) })
export type TerminalKeyList = Static<typeof TerminalKeyList>
