/** A customer's own things: profile, accounts, devices, activity. */
import { type Static, Type } from 'typebox'
import {
  Amount,
  AmountOrZero,
  Closed,
  Currency,
  Id,
  List,
  ListQuery,
  Nullable,
  SignedAmount,
  Text,
  Timestamp,
} from './common.ts'
import { PublicKey } from './identity.ts'

export const Me = Closed({
  id: Id('customer'),
  firstName: Type.String(),
  lastName: Type.String(),
  email: Type.String(),
})
export type Me = Static<typeof Me>

export const Card = Closed({
  id: Id('card'),
  lastDigits: Type.String(),
  state: Type.Enum(['pending', 'active', 'frozen', 'replaced', 'closed']),
  design: Type.String(),
})

export const Account = Closed({
  id: Id('account'),
  currency: Currency,
  balance: AmountOrZero,
  /** Set aside by open holds until they are charged or released; not part of the balance. */
  held: AmountOrZero,
  /** The part of the balance that expires first; null when none does. */
  expiring: Nullable(Closed({ amount: Amount, at: Timestamp })),
  /** A debt of disputed loads that were spent; the next load pays it first. */
  owes: AmountOrZero,
  frozen: Type.Boolean(),
  card: Card,
})
export type Account = Static<typeof Account>
export const AccountList = Closed({ data: Type.Array(Account) })

/** One line of the history; `amount` is signed as the customer sees it: a payment is negative. */
export const ActivityEntry = Closed({
  id: Type.String({ description: 'Id of the payment, load or refund.' }),
  type: Type.Enum([
    'payment',
    'load',
    'refund',
    'tip',
    'void',
    'hold',
    'release',
    'move',
    'expiry',
    'recovery',
    'adjustment',
  ]),
  title: Type.String(),
  storeName: Nullable(Type.String()),
  timeZone: Nullable(Type.String()),
  paymentId: Nullable(Id('payment')),
  amount: SignedAmount,
  currency: Currency,
  at: Timestamp,
})
export type ActivityEntry = Static<typeof ActivityEntry>
export const ActivityList = List(ActivityEntry)
export const ActivityQuery = Closed(ListQuery)

export const Device = Closed({ id: Id('device'), name: Type.String(), alias: Type.String(), enrolledAt: Timestamp })
export type Device = Static<typeof Device>
export const DeviceList = Closed({ data: Type.Array(Device) })
export const EnrolDevice = Closed({
  name: Text({ minLength: 1, maxLength: 60 }),
  accountId: Id('account'),
  /** Of a P-256 key pair whose private half never leaves the device: the secret is sealed to it. */
  publicKey: PublicKey,
})

/**
 * Told once, at enrolment. The secret makes the pay codes (RFC 6238, HMAC-SHA-1); it is drawn by the server and sealed to the device's
 * key, so that nobody reads it on the way: not a proxy, not a log, not another script on the device.
 */
export const EnrolledDevice = Closed({
  id: Id('device'),
  alias: Type.String({ description: '8 characters of Crockford base 32.' }),
  sealedSecret: Type.String({
    description:
      'The 20 bytes of the secret: a compact JWE (RFC 7516), ECDH-ES with A256GCM, to the public key of the request.',
  }),
  digits: Type.Integer(),
  periodSeconds: Type.Integer(),
})
export type EnrolledDevice = Static<typeof EnrolledDevice>
