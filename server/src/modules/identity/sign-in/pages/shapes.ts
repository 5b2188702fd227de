/** What the sign-in pages may send. Closed, like all that comes in. */
import { Closed, Email, Line } from '@ringfence/contract'
import { Type } from 'typebox'

const base64url = (maxLength: number) => Type.String({ maxLength, pattern: '^[A-Za-z0-9_-]*$' })
const credential = {
  id: base64url(1400),
  rawId: base64url(1400),
  type: Type.Literal('public-key'),
  clientExtensionResults: Closed({}),
}

/** `RegistrationResponseJSON` of WebAuthn level 3, in the part that is read. */
export const NewPasskey = Closed({
  ...credential,
  response: Closed({
    clientDataJSON: base64url(2000),
    attestationObject: base64url(8000),
    transports: Type.Array(Type.String({ maxLength: 20, pattern: '^[a-z-]*$' }), { maxItems: 8 }),
  }),
})

/** `AuthenticationResponseJSON` of WebAuthn level 3, in the part that is read. */
export const UsedPasskey = Closed({
  ...credential,
  response: Closed({
    clientDataJSON: base64url(2000),
    authenticatorData: base64url(2000),
    signature: base64url(2000),
    userHandle: Type.Optional(base64url(100)),
  }),
})

export const Nothing = Closed({})
export const AskCode = Closed({ email: Email })
export const RedeemCode = Closed({ code: Type.String({ maxLength: 20 }) })
const namePart = Line({ minLength: 1, maxLength: 60 })
export const Name = Closed({ firstName: namePart, lastName: namePart })
const token = Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' })
export const Invitation = Closed({ token })
export const AcceptInvitation = Closed({ token, passkey: NewPasskey })
